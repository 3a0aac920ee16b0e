"""How far the yeses to a contract have come by the links that the setting lays down; see `domain.approval_chain`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import approval, approval_chain
from app.domain.approval_chain import Chains, Come, Step, Yes
from app.domain.permissions import Role
from app.domain.states import ContractState
from app.models.deal import Approval
from app.models.org import Setting, User, UserRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from app.domain.gift import Given
    from app.models.deal import Contract

_SETTING = select(Setting.value).where(Setting.name == approval_chain.SETTING)
_ROLES = select(UserRole.user_id, UserRole.role).where(
    UserRole.branch_id == bindparam("branch"),
    UserRole.active.is_(True),
    UserRole.user_id.in_(bindparam("users", expanding=True)),
)


def laid_down(session: Session) -> Chains:
    """The links of each matter, as the setting says them."""
    return approval_chain.read(session.scalar(_SETTING))


def roles_of(session: Session, branch_id: str, users: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What each of these people is at a branch now."""
    held: dict[str, set[str]] = defaultdict(set)
    for user, role in session.execute(_ROLES, {"branch": branch_id, "users": list(users)}):
        held[user].add(role)
    return {user: frozenset(roles) for user, roles in held.items()}


def amount_of(contract: Contract, deal: Given | None, matter: str) -> int:
    """What decides which links a matter has, in fen: of the price what is taken off, with gifts as they count; of all
    else the price."""
    if matter != approval_chain.PRICE:
        return contract.price
    return max(0, contract.list_price - contract.price + (deal.counted if deal else 0))


def come(
    session: Session,
    contract: Contract,
    matters: Iterable[str],
    deal: Given | None,
    answers: Iterable[Approval],
) -> Come:
    """How far these matters have come by these answers; the seller's own, and that of who asked, are none."""
    laid = laid_down(session)
    links = {each: approval_chain.asked(laid, each, amount_of(contract, deal, each)) for each in matters}
    own = {contract.seller_id, contract.submitted_by}
    yeses = [yes_of(each) for each in answers if each.approver_id not in own]
    roles = roles_of(session, contract.branch_id, {yes.approver for yes in yeses}) if yeses else {}
    return approval_chain.come(links, yeses, roles)


def yes_of(row: Approval) -> Yes:
    """A kept yes, as the chain sees it."""
    return Yes(row.approver_id, tuple(row.follows.split()), whole=row.kind == approval.CONTRACT, id=row.id)


def steps(session: Session, contract: Contract, come: Come) -> tuple[Step, ...]:
    """The links of a contract one by one, in their order, where some matter has several; once it is agreed, or
    cancelled, none: it waits for nobody."""
    if not come.of_several or contract.state not in (ContractState.DRAFT, ContractState.SUBMITTED):
        return ()
    made = []
    for matter, links in come.links.items():
        said = come.said(matter)
        for at, role in enumerate(links):
            made.append(_step(session, matter, role, said[at].id if at < len(said) else None))
    return tuple(made)


def _step(session: Session, matter: str, role: str, yes_id: str | None) -> Step:
    if yes_id is None:
        return Step(matter, role)
    yes = session.get_one(Approval, yes_id)
    person = session.get(User, yes.approver_id)
    code = yes.reason_code if yes.kind == approval.DISCOUNT else None
    return Step(matter, role, person.display_name if person else "", yes.at, code or "", yes.reason or "")


def is_managers_alone(session: Session, contract: Contract, matters: Iterable[str]) -> bool:
    """Whether one manager's yes is enough for these."""
    return all(asked == (Role.MANAGER,) for asked in links_of(session, contract, matters))


def links_of(session: Session, contract: Contract, matters: Iterable[str]) -> list[tuple[str, ...]]:
    """The roles that each of these, of terms and payment, is put before."""
    laid = laid_down(session)
    return [approval_chain.asked(laid, each, amount_of(contract, None, each)) for each in matters]
