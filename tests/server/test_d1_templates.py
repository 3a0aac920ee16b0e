"""Contract templates as the server judges them: hostile ones come no further, published ones never change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.permissions import Role
from app.models.base import canonical_json
from server import administration
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.forging import version
from tests.server.wire import PASSWORD, reason


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal for the tests that leave nothing behind."""
    return world.terminal()


def builtin(desk: Terminal) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(desk.all("contract_template")[0]["body"])
    return body


def drafted(desk: Terminal, body: Any = None) -> str:
    draft = version(desk, body)
    assert reason(desk.do("template.edit", draft, user="admin")) == ("applied", "")
    desk.pull()
    return str(draft["id"])


def publish(desk: Terminal, row_id: str, user: str = "admin") -> tuple[str, str]:
    values = {
        "state": "published",
        "published_by": desk.as_(user).user_id,
        "published_at": "2026-11-22T08:00:00.000000Z",
    }
    said = reason(desk.do("template.publish", desk.change("contract_template", row_id, **values), user=user))
    desk.pull()
    return said


def _endless(text: dict[str, Any]) -> None:
    text["clauses"][0]["text"] = ["{% for x in range(10**9) %}x{% endfor %}"]


def _attribute(text: dict[str, Any]) -> None:
    text["clauses"][0]["text"] = ["{price.__class__.__mro__}"]


def _call(text: dict[str, Any]) -> None:
    text["clauses"][0]["heading"] = "{seller_name.format(price)}"


def _huge(text: dict[str, Any]) -> None:
    text["clauses"][0]["text"] = ["x" * 3_999] * 390


def _multiplied(text: dict[str, Any]) -> None:
    text["clauses"][0]["text"] = ["{terms}" * 500]


def _endless_list(text: dict[str, Any]) -> None:
    text["clauses"] = text["clauses"] * 5


def _no_field(text: dict[str, Any]) -> None:
    text["required_fields"] = ["buyer.__class__"]


def _nested_field(text: dict[str, Any]) -> None:
    text["required_fields"] = [["buyer.name"]]


def _no_text(text: dict[str, Any]) -> None:
    del text["clauses"]


def _numbers(text: dict[str, Any]) -> None:
    text["labels"] = {"date": 7}


HOSTILE: dict[Callable[[dict[str, Any]], None], str] = {
    _endless: "template_placeholder", _attribute: "template_placeholder", _call: "template_placeholder",
    _huge: "template_malformed", _multiplied: "template_too_large", _endless_list: "template_too_large",
    _no_field: "template_field", _nested_field: "template_field", _no_text: "template_malformed", _numbers: "template_malformed",
}  # fmt: skip


@pytest.mark.parametrize("spoil", HOSTILE, ids=lambda spoil: spoil.__name__.strip("_"))
def test_a_hostile_template_is_refused_when_it_comes_over_sync(
    desk: Terminal, spoil: Callable[[dict[str, Any]], None]
) -> None:
    body = builtin(desk)
    spoil(body["en"])
    outcome = desk.do("template.edit", version(desk, body), user="admin")
    assert reason(outcome) == ("quarantined", HOSTILE[spoil])
    assert outcome["detail"]["text"]  # words for the administrator, not a trace


@pytest.mark.parametrize("body", ["[" * 20_000 + "]" * 20_000, "[]", '"x"', '{"zh_CN":{}}', "null"])
def test_what_is_no_template_at_all_is_refused(desk: Terminal, body: str) -> None:
    status, code = reason(desk.do("template.edit", version(desk, body), user="admin"))
    assert (status, code) in {("quarantined", "malformed"), ("quarantined", "template_malformed")}


@pytest.mark.parametrize(
    "values",
    [
        {"body": None}, {"valid_from": "2027-01-01"}, {"valid_to": "2027-01-01"}, {"revision": "other"},
        {"state": "draft"}, {"edited_at": "2026-11-22T08:00:00.000000Z"},
    ],
    ids=lambda values: next(iter(values)),
)  # fmt: skip
def test_a_published_version_never_changes(desk: Terminal, values: dict[str, Any]) -> None:
    row_id = drafted(desk)
    assert publish(desk, row_id) == ("applied", "")
    if "body" in values:
        other = builtin(desk)
        other["en"]["title"] = "Another contract"
        values = {"body": canonical_json(other), "edited_by": desk.as_("admin").user_id}
    status, code = reason(
        desk.do("template.edit", desk.change("contract_template", row_id, **values), user="admin")
    )
    assert (status, code) in {("parked", "template_published"), ("parked", "illegal_transition")}


def test_what_the_linter_stops_is_not_published(desk: Terminal) -> None:
    body = builtin(desk)
    deposit = next(clause for clause in body["en"]["clauses"] if clause["key"] == "deposit")
    deposit["text"][0] += " It is not more than 25 % of the price."
    assert publish(desk, drafted(desk, body)) == ("quarantined", "deposit_share")


def test_a_character_that_the_font_lacks_is_not_published(desk: Terminal) -> None:
    body = builtin(desk)
    body["zh_CN"]["clauses"][2]["text"].append("𠮷")
    assert publish(desk, drafted(desk, body)) == ("quarantined", "glyphs_missing")


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_a_version_begins_as_a_draft(desk: Terminal, state: str) -> None:
    assert reason(desk.do("template.edit", version(desk, state=state), user="admin")) == (
        "quarantined",
        "state",
    )


def test_nobody_writes_in_anothers_name(desk: Terminal) -> None:
    foreign = version(desk, edited_by=desk.as_("sun").user_id)
    assert reason(desk.do("template.edit", foreign, user="admin")) == ("quarantined", "author")


def test_with_two_administrators_nobody_publishes_their_own(world: World, desk: Terminal) -> None:
    administration.add_user(world.uow(), name="boss", password=PASSWORD, role=Role.ADMIN, branch="MAIN")
    try:
        row_id = drafted(desk)
        assert publish(desk, row_id) == ("quarantined", "self_approval")
        assert publish(desk, drafted(desk), user="boss") == ("applied", "")
    finally:
        administration.set_role(world.uow(), name="boss", role=Role.ADMIN, branch="MAIN", active=False)
