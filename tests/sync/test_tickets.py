"""A desk that is used daily renews its tickets."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import ShowSignIn
from app.domain.permissions import Role
from app.errors import SignInFailed, UserError
from app.filing import Filing
from app.gateways.terminal import TerminalGateway
from app.rounds import Round
from app.sync.blobs import Transfers
from app.sync.transport import Blob, Credentials, TokenExpired, Transport
from app.vault.tickets import claims
from app.workplace import Workplace
from server import administration
from tests.shop import PASSWORD, Shop, Till, new_vin


class Overtaken(Transport):
    """The line of somebody who got a token as the farewell of whoever worked here before was under way."""

    farewells = 1

    def client_token(self, credentials: Credentials) -> dict[str, Any]:
        given = super().client_token(credentials)
        if self.farewells:
            self.farewells -= 1
            self.revoke(credentials, given["access_token"])
        return given


def test_signing_in_at_the_desk_renews_a_ticket_that_is_half_over(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counter.wang.unlocked.session.ticket
    monkeypatch.setattr(Workplace, "half_over", property(lambda self: True))
    gateway = TerminalGateway(counter.folder, lambda: counter.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    gateway.renewed()
    gateway.close()
    after = counter.app.sign_in("wang", PASSWORD).unlocked.session.ticket
    assert claims(after)["issued_at"] > claims(before)["issued_at"]


def test_signing_out_at_the_desk_ends_the_terminals_access_token(counter: Till) -> None:
    counter.sync()
    with counter.wang.replica() as replica:
        token = replica.state("token")
    gateway = TerminalGateway(counter.folder, lambda: counter.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    farewell = gateway.sign_out()
    with counter.wang.replica() as replica:
        assert replica.state("token") == ""
    with closing(Transport(counter.wang.vault.identity().server_url)) as thief:
        thief.token = token
        assert thief.hello(None)
        farewell()
        with pytest.raises(TokenExpired):
            thief.hello(None)
    assert counter.sync().parked == 0


@pytest.mark.parametrize("anew", [False, True])
def test_who_signs_in_while_somebody_is_signed_out_at_the_centre_syncs_all_the_same(
    counter: Till, *, anew: bool
) -> None:
    counter.wang.forget_token()
    counter.receive(new_vin())
    with closing(Overtaken(counter.wang.vault.identity().server_url)) as line:
        result = Round(counter.wang, line).run(anew=anew, push=True)
        assert (result.push_error, result.pushed, line.farewells) == (None, 1, 0)
    with (
        counter.wang.replica() as replica,
        closing(Transport(counter.wang.vault.identity().server_url)) as other,
    ):
        other.token = replica.state("token")
        assert other.hello(None)  # it is the one that holds that was kept


def test_files_are_fetched_all_the_same_and_a_server_that_takes_none_of_its_tokens_is_said_so(
    counter: Till,
) -> None:
    with closing(Overtaken(counter.wang.vault.identity().server_url)) as line:
        transfers = Transfers(Filing(counter.wang).store, line, Credentials.of(counter.wang.vault))
        for farewells, told, left in ((1, "blob_unknown", 0), (9, "token_refused", 7)):
            line.token, line.farewells = "", farewells
            with pytest.raises(UserError) as caught:
                transfers.fetch(Blob("org", "0" * 64, 1))
            assert (caught.value.code, line.farewells) == (told, left)


def test_without_a_network_one_signs_out_all_the_same(own_shop: Shop, tmp_path: Path) -> None:
    till = Till(tmp_path / "till" / "data")
    till.enrol(own_shop.url, own_shop.code("MAIN"), "Counter")
    till.sync()
    gateway = TerminalGateway(till.folder, lambda: till.app)
    gateway.sign_in(login="wang", password=PASSWORD)
    own_shop.stop()
    gateway.sign_out()()
    with till.wang.replica() as replica:
        assert replica.state("token") == ""
    gateway.sign_in(login="wang", password=PASSWORD)
    gateway.close()


def test_a_sign_in_for_a_show_is_kept_by_a_renewal_that_says_nothing_new_and_not_by_one_that_does(
    own_shop: Shop, tmp_path: Path
) -> None:
    till = Till(tmp_path / "till" / "data")
    till.enrol(own_shop.url, own_shop.code("MAIN"), "Counter")
    show = ShowSignIn(14, "sun", PASSWORD)
    with closing(till.app.sign_in_for_show("wang", PASSWORD, show)) as place:
        lasts = place.unlocked.session.expires_at
        till.app.renew_ticket(place, PASSWORD)
        assert place.unlocked.session.expires_at == lasts
        administration.set_role(own_shop.uow, name="wang", role=Role.MANAGER, branch="MAIN")
        till.app.renew_ticket(place, PASSWORD)
        assert place.actor.roles == {Role.SALES, Role.MANAGER}


def test_who_lost_a_role_or_an_account_signs_in_online_first(own_shop: Shop, tmp_path: Path) -> None:
    till = Till(tmp_path / "till" / "data")
    till.enrol(own_shop.url, own_shop.code("MAIN"), "Counter")
    for name in ("zhao", "liu", "sun"):
        till.app.login(name, PASSWORD).close()
    administration.set_role(own_shop.uow, name="zhao", role=Role.SALES, branch="MAIN", active=False)
    administration.set_disabled(own_shop.uow, name="liu", disabled=True)
    till.sync()
    for name in ("zhao", "liu"):
        with pytest.raises(SignInFailed):
            till.app.sign_in(name, PASSWORD)
    till.app.sign_in("sun", PASSWORD).close()
    administration.set_role(own_shop.uow, name="zhao", role=Role.FINANCE, branch="MAIN")
    with closing(till.app.login("zhao", PASSWORD)) as again:
        assert again.actor.roles == {Role.FINANCE}
