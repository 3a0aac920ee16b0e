"""Who says yes to a contract, one after the other: the links that a setting lays down for each matter.

Nothing set: one manager. A link is a role and, if the setting says so, the amount from which on it is asked. Every yes
names those before it, in their order, and that is signed with it: so a later link is never there without the earlier
ones, whatever order they arrive in. Each link of a matter is another person's; of two matters one person may answer
both, and says yes again at the end where that answers a link which an earlier yes of theirs came too soon for.

How far a contract has come is computed from its yeses, by everybody with this one module; nothing of it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain import money
from app.domain.approval import PLAN, TERMS
from app.domain.permissions import Role
from app.errors import UserError
from app.i18n import N_

SETTING = "approval.chain"
PRICE, WHOLE = "discount", "contract"
"""A price below the seller's limit; a contract of which nothing needs a yes, and that was asked about all the same."""
MATTERS: Mapping[str, str] = {
    PRICE: N_("Price"),
    TERMS: N_("Terms"),
    PLAN: N_("Payment"),
    WHOLE: N_("Contract"),
}
"""What is approved, with its words; the setting names them without `approval.`."""
ASKED: frozenset[str] = frozenset({Role.MANAGER, Role.FINANCE})
"""Whom a link may ask."""
MOST = 5
_SET = {PRICE: PRICE, "terms": TERMS, "plan": PLAN}


@dataclass(frozen=True, slots=True)
class Link:
    """One yes: of somebody with that role, from that amount on, in fen. The first link is always asked."""

    role: str
    least: int = 0


ONE: tuple[Link, ...] = (Link(Role.MANAGER),)
Chains = Mapping[str, tuple[Link, ...]]


def read(value: Mapping[str, Any] | None) -> Chains:
    """What the setting holds, by matter."""
    return {_SET[name]: tuple(Link(*each) for each in links) for name, links in (value or {}).items()}


def parse(text: str) -> dict[str, list[list[Any]]]:
    """The setting as somebody typed it: `{"discount": [{"by": "manager"}, {"by": "finance", "from": "20000.00"}]}`, of
    `discount`, `terms` and `plan`; the first link, which is always asked, has no `from`. A `ValueError` or `KeyError`
    says that it is none."""
    try:
        made = {
            name: [_link(each, first=at == 0) for at, each in enumerate(links)]
            for name, links in json.loads(text).items()
        }
    except (TypeError, AttributeError, UserError) as error:
        raise ValueError(text) from error
    for name, links in made.items():
        if name not in _SET or not 0 < len(links) <= MOST or {each[0] for each in links} - ASKED:
            raise ValueError(text)
    return made


def _link(given: Mapping[str, Any], *, first: bool) -> list[Any]:
    known = {"by"} if first else {"by", "from"}
    if set(given) - known or not isinstance(given["by"], str):
        raise ValueError(given)
    return [given["by"], money.parse_amount(str(given["from"]), field="from") if "from" in given else 0]


def asked(chains: Chains, matter: str, amount: int) -> tuple[str, ...]:
    """The roles that a matter of that amount, in fen, is put before, in their order."""
    first, *more = chains.get(matter, ONE)
    return (first.role, *(link.role for link in more if link.least <= amount))


def may_answer(chains: Chains, matters: Iterable[str] = _SET.values()) -> frozenset[str]:
    """Everybody whom some link of these matters asks, of whatever amount; a manager always."""
    return frozenset({Role.MANAGER, *(link.role for each in matters for link in chains.get(each, ONE))})


@dataclass(frozen=True, slots=True)
class Yes:
    """Whose it is, after whose, and whether it is to the whole contract, or to its price alone."""

    approver: str
    follows: tuple[str, ...]
    whole: bool
    id: str = field(default="", compare=False)
    """Under which it is kept."""

    @property
    def is_doubled(self) -> bool:
        """Whether it comes right after another one of the same person, which can answer no further link."""
        return self.follows[-1:] == (self.approver,)


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a matter: whom it asks, and who answered it, when and with which words; nobody yet: empty."""

    matter: str
    role: str
    by: str = ""
    at: datetime | None = None
    code: str = ""
    """Of a yes to a price: the reason of the list."""
    note: str = ""


@dataclass(frozen=True)
class Come:
    """How far the yeses to a contract have come: those that go on, in their order, and the links of each matter."""

    links: Mapping[str, tuple[str, ...]]
    yeses: tuple[Yes, ...] = ()
    roles: Mapping[str, frozenset[str]] | None = None
    """Of everybody who said yes, now."""

    @property
    def follows(self) -> tuple[str, ...]:
        """What the next yes names: those who have said it."""
        return tuple(yes.approver for yes in self.yeses)

    def said(self, matter: str) -> tuple[Yes, ...]:
        """The yeses that answered the links of a matter so far, in the order of the links."""
        return _matched(self.links[matter], self.yeses, self.roles or {}, whole=matter != PRICE)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The matters that are still open."""
        return tuple(matter for matter, links in self.links.items() if len(self.said(matter)) < len(links))

    @property
    def turn(self) -> tuple[str, ...]:
        """The roles of whom the next link is asked."""
        return tuple(dict.fromkeys(self.links[matter][len(self.said(matter))] for matter in self.lacks))

    @property
    def asked(self) -> frozenset[str]:
        """The roles of all links."""
        return frozenset(role for links in self.links.values() for role in links)

    @property
    def of_several(self) -> bool:
        """Whether some matter has more than one link."""
        return any(len(links) > 1 for links in self.links.values())

    @property
    def count(self) -> int:
        """How many links are answered."""
        return sum(len(self.said(matter)) for matter in self.links)

    def with_yes(self, approver: str, roles: Iterable[str], *, whole: bool) -> tuple[tuple[str, ...], Come]:
        """Whom a yes of theirs names, and the same once they have said it: in a place of theirs (whoever approved the
        price alone may say yes to all of it there) or at the end, wherever it answers most."""
        known = {**(self.roles or {}), approver: frozenset(roles)}
        names = self.follows
        places = [at for at, who in enumerate(names) if who == approver]
        if names[-1:] != (approver,):
            places.append(len(names))
        made = [
            (names[:at], Come(self.links, self._put(at, Yes(approver, names[:at], whole)), known))
            for at in places
        ]
        return max(made, key=lambda each: each[1].count)

    def _put(self, at: int, given: Yes) -> tuple[Yes, ...]:
        return (*self.yeses[:at], given, *self.yeses[at + 1 :])


def come(
    links: Mapping[str, tuple[str, ...]], yeses: Iterable[Yes], roles: Mapping[str, frozenset[str]]
) -> Come:
    """Of all yeses those that go furthest, each after the ones that it names."""
    reached = [Come(links, each, roles) for each in ((), *_sequences(yeses))]
    return max(reached, key=lambda each: (each.count, -len(each.yeses)))


def is_after(yes: Yes, others: Iterable[Yes]) -> bool:
    """Whether all whom a yes names have said theirs, each after those before them, and the last was somebody else."""
    there = {(each.approver, each.follows) for each in others}
    named = all((who, yes.follows[:at]) in there for at, who in enumerate(yes.follows))
    return named and not yes.is_doubled


def _sequences(yeses: Iterable[Yes]) -> list[tuple[Yes, ...]]:
    """Every yes with those before it; one that names somebody who never said it, or itself, is none."""
    by_place: dict[tuple[str, tuple[str, ...]], Yes] = {}
    for yes in yeses:
        at = (yes.approver, yes.follows)
        if at not in by_place or yes.whole:  # one who approved the price, and then all of it, did the latter
            by_place[at] = yes
    every = list(by_place.values())
    return [
        (*(by_place[who, yes.follows[:at]] for at, who in enumerate(yes.follows)), yes)
        for yes in every
        if is_after(yes, every)
    ]


def _matched(
    links: Sequence[str], yeses: Iterable[Yes], roles: Mapping[str, frozenset[str]], *, whole: bool
) -> tuple[Yes, ...]:
    """The yeses that answer links, in order, each link by another person."""
    found: list[Yes] = []
    for yes in yeses:
        if whole and not yes.whole:
            continue
        may = len(found) < len(links) and yes.approver not in (each.approver for each in found)
        if may and links[len(found)] in roles.get(yes.approver, frozenset()):
            found.append(yes)
    return tuple(found)
