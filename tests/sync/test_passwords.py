"""A password is one for all terminals: changed at the centre and here at once, elsewhere at the next contact."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.watch import Watch
from app.domain.permissions import Role
from app.errors import ServerUnreachable, SignInFailed, UserError
from app.gateways.password import PasswordOfTerminal
from app.gateways.sync import SyncOfTerminal
from app.gateways.terminal import TerminalGateway
from app.sync import identity
from app.sync.transport import Credentials, Transport
from server import accounts, administration
from tests.faulty import Relay
from tests.shop import CHEAP, PASSWORD, Shop, Till, new_vin

_serial = itertools.count(1)
NEW = "orchard-Kettle-0815"


@pytest.fixture(scope="module")
def running_shop(shop_on: Callable[[str], Shop]) -> Shop:
    """One database: what differs between them is tested at the server."""
    return shop_on("sqlite")


@pytest.fixture
def anna(shop: Shop) -> str:
    """Somebody at the branch of the newest terminals, with a password that no other test needs."""
    known = f"anna{next(_serial)}"
    accounts.KDF, real = CHEAP, accounts.KDF
    try:
        administration.add_user(shop.uow, name=known, password=PASSWORD, role=Role.SALES, branch="MAIN")
    finally:
        accounts.KDF = real
    return known


def refused(call: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


def till_of(shop: Shop, folder: Path, user: str, url: str = "") -> Till:
    """A terminal at which that person has signed in."""
    till = Till(folder / "data")
    workplace = till.app.enrol(
        server=url or shop.url, code=shop.code("MAIN"), name=folder.name, user=user, password=PASSWORD
    )
    workplace.sync()
    workplace.close()
    return till


def test_the_old_password_is_over_here_at_once_and_elsewhere_at_the_next_contact(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    here, there = (till_of(shop, tmp_path / name, anna) for name in ("here", "there"))
    here.app.change_password(anna, PASSWORD, NEW)
    assert refused(lambda: here.app.sign_in(anna, PASSWORD)) == "wrong_password"
    here.app.sign_in(anna, NEW).close()
    with closing(there.app.sign_in(anna, PASSWORD)) as elsewhere:  # it has not heard of it
        assert elsewhere.may_go_on
        elsewhere.sync()
        assert not elsewhere.may_go_on
    assert refused(lambda: there.app.sign_in(anna, PASSWORD)) == "user_unknown_here"
    assert refused(lambda: there.app.login(anna, PASSWORD)) == "wrong_password"
    with closing(there.app.login(anna, NEW)) as again:
        again.sync()
        assert again.may_go_on
    there.app.sign_in(anna, NEW).close()


def test_without_a_network_nothing_is_changed_and_the_sentence_says_why(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    till = till_of(shop, tmp_path / "far", anna)
    shop.stop()
    try:
        with pytest.raises(ServerUnreachable, match="the same at every terminal") as caught:
            till.app.change_password(anna, PASSWORD, NEW)
    finally:
        shop.start()
    assert caught.value.code == "password_offline"
    till.app.sign_in(anna, PASSWORD).close()


def test_a_lost_answer_leaves_no_one_outside(shop: Shop, anna: str, relay: Relay, tmp_path: Path) -> None:
    till = till_of(shop, tmp_path / "far", anna, relay.url)
    relay.lose_once("/password")
    assert refused(lambda: till.app.change_password(anna, PASSWORD, NEW)) == "password_offline"
    with closing(till.app.sign_in(anna, PASSWORD)) as workplace:
        workplace.sync()
    assert refused(lambda: till.app.sign_in(anna, PASSWORD)) == "user_unknown_here"
    till.app.login(anna, NEW).close()


def test_the_old_one_must_be_right_and_the_new_one_must_do(shop: Shop, anna: str, tmp_path: Path) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    assert refused(lambda: till.app.change_password(anna, "guess", NEW)) == "wrong_password"
    assert refused(lambda: till.app.change_password(anna, PASSWORD, "short")) == "password_short"
    assert refused(lambda: till.app.change_password(anna, PASSWORD, f"{anna}-2026")) == "password_common"
    till.app.sign_in(anna, PASSWORD).close()


def test_a_reset_by_the_administrator_ends_the_old_one_the_same_way(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    for _ in range(10):
        refused(lambda: till.app.login(anna, "forgotten"))
    assert refused(lambda: till.app.login(anna, PASSWORD)) == "locked"
    administration.set_password(shop.uow, name=anna, password=NEW)  # ends the lock, too
    till.app.login(anna, NEW).close()
    assert refused(lambda: till.app.sign_in(anna, PASSWORD)) == "wrong_password"


def test_a_copied_folder_does_not_get_a_new_lease_of_life_for_an_old_password(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    with closing(till.app.sign_in(anna, PASSWORD)) as workplace:
        said = till.app.vault().tickets()[0][1]
        administration.set_password(shop.uow, name=anna, password=NEW)
        with closing(Transport(shop.url)) as transport:
            transport.token = transport.client_token(Credentials.of(workplace.vault))["access_token"]
            identity.ask_for_own(transport, workplace.vault, workplace.unlocked, 1)
    copied = till.app.vault().tickets()[0][1]
    assert copied["terminal"] != said["terminal"]
    assert copied["password_no"] == said["password_no"]


def test_an_open_desk_is_locked_and_goes_on_with_the_new_password(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    here, there = (till_of(shop, tmp_path / name, anna) for name in ("here", "there"))
    gateway = TerminalGateway(there.folder, lambda: there.app)
    desk = gateway.sign_in(login=anna, password=PASSWORD)
    place = desk.more["workplace"]
    sync = SyncOfTerminal(place)
    assert not sync.cycle(push=True).ended
    here.app.change_password(anna, PASSWORD, NEW)
    assert sync.cycle(push=True).ended
    assert refused(lambda: gateway.unlock(login=anna, password=PASSWORD)) == "wrong_password"
    gateway.unlock(login=anna, password=NEW)
    assert not sync.cycle(push=True).ended
    PasswordOfTerminal(there.app, place).change(NEW, PASSWORD + "1")
    assert not sync.cycle(push=True).ended
    gateway.close()


def test_a_program_that_watches_ends_when_the_sign_in_is_over(shop: Shop, anna: str, tmp_path: Path) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    with closing(till.app.sign_in(anna, PASSWORD)) as workplace:
        administration.set_password(shop.uow, name=anna, password=NEW)
        with pytest.raises(SignInFailed, match="sign_in_over"):
            Watch(workplace).run()


def test_with_fewer_rights_the_desk_is_opened_anew(shop: Shop, anna: str, tmp_path: Path) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    administration.set_role(shop.uow, name=anna, role=Role.MANAGER, branch="MAIN")
    till.app.login(anna, PASSWORD).close()
    gateway = TerminalGateway(till.folder, lambda: till.app)
    desk = gateway.sign_in(login=anna, password=PASSWORD)
    administration.set_role(shop.uow, name=anna, role=Role.MANAGER, branch="MAIN", active=False)
    assert desk.sync.cycle(push=True).ended
    assert refused(lambda: gateway.unlock(login=anna, password=PASSWORD)) == "rights_changed"
    gateway.close()
    gateway.sign_in(login=anna, password=PASSWORD)
    gateway.close()


def test_what_was_done_under_the_old_password_and_not_sent_still_counts(
    shop: Shop, anna: str, tmp_path: Path
) -> None:
    till = till_of(shop, tmp_path / "here", anna)
    (vin,) = till.receive(new_vin())
    till._open[anna] = till.app.sign_in(anna, PASSWORD)
    till.sell(vin, user=anna, deposit=None)
    till.app.change_password(anna, PASSWORD, NEW)
    with closing(till.app.sign_in(anna, NEW)) as workplace:
        workplace.sync()
        assert workplace.status()["parked"] == 0
    till.close()
