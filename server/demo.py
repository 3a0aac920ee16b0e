"""Fills a new server with a made-up dealership: branches, people in all roles, cars, customers, history.

The same seed makes the same shop. What it is made of lies in `resources/demo/` with its sources and licences.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.clock import FakeClock
from app.domain import money
from app.domain.permissions import ADMINISTER, CONTRACT_SIGN, SEED, Role
from app.domain.states import ContractState, DealState, VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.models.deal import Contract, Deal, Signature
from app.models.org import Branch
from app.models.vehicle import Model, StockCost, StockMovement, StockStay, Vehicle
from app.paths import resource
from app.services import catalogue, contracts, customers, papers, payments, stock
from app.services.orders import active_stay
from app.services.unit_of_work import Actor, Transaction, UnitOfWork
from server import accounts, administration, demo_leads, demo_service
from server.feed import FeedRecorder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.models.org import User
    from server.db import Database

PASSWORD = "showroom-Demo-2026"  # noqa: S105 - printed, documented, and of a shop that does not exist
BRANCHES = (
    ("滨江展厅", "杭州澄远汽车销售服务有限公司", "杭州市滨江区江陵路 1500 号", "0571-8000 6620"),
    ("萧山店", "杭州澄远汽车萧山销售有限公司", "杭州市萧山区市心中路 288 号", "0571-8000 8840"),
)
SECOND = "XS"
PEOPLE = (
    # login, display, role, branch
    ("chen", "陈思远", Role.SALES, 0),
    ("zhao", "赵雨桐", Role.SALES, 0),
    ("wang", "王雅婷", Role.MANAGER, 0),
    ("lin", "林国栋", Role.FINANCE, 0),
    ("he", "何晓彤", Role.STOCK, 0),
    ("gao", "高振宇", Role.ADMIN, 0),
    ("zhou", "周子昂", Role.SALES, 1),
    ("xu", "徐静怡", Role.MANAGER, 1),
    ("sun", "孙浩", Role.STOCK, 1),
)
SALES_IN_HISTORY, DRAFTS = 12, 3
OVERDUE = 3
"""So many should have been handed over before today; the next one is due today, the others on the days to come."""


@dataclass(frozen=True)
class Shop:
    """What the later parts build on."""

    database: Database
    clock: Clock
    chance: random.Random
    branches: list[Branch]
    users: dict[str, User]

    def unit_of_work(self, login: str, *, days_ago: int = 0) -> UnitOfWork:
        """A door in somebody's name, on a past day."""
        role, at = next((role, at) for name, _, role, at in PEOPLE if name == login)
        user, branch = self.users[login], self.branches[at]
        day = self.clock.today() - timedelta(days=days_ago)
        then = FakeClock(datetime.combine(day, time(6, 30), UTC))
        actor = Actor(user.id, login, frozenset({role}), branch.id)
        return UnitOfWork(self.database.session, FeedRecorder(then, f"{branch.code}00"), actor, then)


def fill(database: Database, clock: Clock, *, seed: int) -> dict[str, Any]:
    """Fill a server that was just set up; returns who and what there is, and everyone's password."""
    uow = administration.unit_of_work(database, clock)
    with database.reading() as session:
        _refuse_used(session)
    chance = random.Random(seed)  # noqa: S311 - a made-up shop, the same each time
    models = catalogue.import_catalogue(
        UnitOfWork(database.session, FeedRecorder(clock), administration.SYSTEM, clock),
        resource("demo", "catalogue.csv"),
    )
    branches = _branches(uow)
    hashed = accounts.Hashed(accounts.hash_password(PASSWORD))
    users = {
        login: administration.add_user(
            uow, name=login, password=hashed, role=role, branch=branches[at].code, display=display
        )
        for login, display, role, at in PEOPLE
    }
    shop = Shop(database, clock, chance, branches, users)
    cars = _stock(shop, uow)
    people = _customers(shop)
    sold = _history(shop, people)
    told = demo_leads.fill(shop, _without_deal(shop, people))
    visits = demo_service.fill(shop, _without_deal(shop, people)[-len(demo_service.VISITS) :])
    return {
        "branches": [{"code": branch.code, "name": branch.name} for branch in branches],
        "users": [
            {"name": login, "display": display, "role": role.value, "branch": branches[at].code}
            for login, display, role, at in PEOPLE
        ],
        "password": PASSWORD,
        "models": models.received,
        "vehicles": cars,
        "customers": len(_read("customers.csv")),
        "contracts": sold,
        "leads": told,
        "visits": visits,
    }


def _refuse_used(session: Session) -> None:
    """Before anything is written: half a made-up shop would be worse than none."""
    codes = session.scalars(select(Branch.code)).all()
    if session.scalar(select(func.count()).select_from(Model)) or SECOND in codes:
        raise UserError("not_empty", N_("This server has data already. Demo data is for a new one."))
    for login, *_ in PEOPLE:
        if (known := accounts.find_user(session, login)) is not None:
            message = N_("Demo data brings a person called {name}, and there is one already.")
            raise UserError("user_exists", message, field="user", name=known.name)


def _branches(uow: UnitOfWork) -> list[Branch]:
    """The first branch gets its name, a second one is added."""
    with uow.begin(ADMINISTER) as tx:
        first = tx.session.scalars(select(Branch).order_by(Branch.id)).first()
        if first is None:
            raise UserError("not_initialised", N_("Run init first."))
        first.name, first.seller, first.address, first.phone = BRANCHES[0]
        first.credit_code = "91350100M000100Y43"
    name, seller, address, phone = BRANCHES[1]
    second = administration.add_branch(
        uow,
        code=SECOND,
        name=name,
        seller=seller,
        address=address,
        phone=phone,
        credit_code="91350100M000100Y43",
    )
    return [first, second]


def _read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(resource("demo", name).read_text(encoding="utf-8").splitlines()))


def _stock(shop: Shop, uow: UnitOfWork) -> int:
    """Every car of the file: most in stock, some on their way, shown to customers or between the branches."""
    rows = _read("vins.csv")
    with uow.begin(SEED) as tx:
        models = {model.code: model for model in tx.session.scalars(select(Model))}
        for number, row in enumerate(rows):
            _car(shop, tx, number, row, models[row["model"]])
    return len(rows)


def _car(shop: Shop, tx: Transaction, number: int, row: dict[str, str], model: Model) -> None:
    at = 0 if number % 5 else 1
    branch = shop.branches[at]
    status = _STATUSES.get(number % 32, VehicleStatus.IN_STOCK)
    today = shop.clock.today()
    days = int(row["days_in_stock"])
    arrived = (
        today + timedelta(days=3 + number % 9)
        if status is VehicleStatus.IN_TRANSIT
        else today - timedelta(days=days)
    )
    serial = row["vin"][-6:]
    vehicle = tx.add(
        Vehicle(
            id=vehicle_id(row["vin"]),
            vin=row["vin"],
            model_id=model.id,
            colour=row["colour"],
            interior=row["interior"],
            engine_no=f"TZ{serial}{number:03d}",
            certificate_no=f"WDF{serial}{number:05d}",
            certificate_state="pledged" if number % 4 == 0 else "in_hand",
        )
    )
    stay = tx.add(
        StockStay(
            vehicle_id=vehicle.id,
            branch_id=branch.id,
            stock_no=f"{model.series[:3].upper()}-{serial}",
            status=status,
            active=True,
            arrived_on=arrived,
            check_digit_accepted=False,
            list_price=money.parse_amount(row["list_price"]),
            location=""
            if status is VehicleStatus.IN_TRANSIT
            else f"{'ABC'[number % 3]}-{number % 18 + 1:02d}",
        )
    )
    tx.add(
        StockCost(stay_id=stay.id, cost=money.parse_amount(row["cost"]), scope=f"branch:{branch.id}:finance")
    )
    tx.add(
        StockMovement(
            stay_id=stay.id,
            from_status=None,
            to_status=status,
            reason="received",
            scope=f"branch:{branch.id}",
            user_id=shop.users["he" if at == 0 else "sun"].id,
            at=shop.clock.now() - timedelta(days=days),
        )
    )


_STATUSES = {
    5: VehicleStatus.IN_TRANSIT,
    11: VehicleStatus.IN_TRANSIT,
    17: VehicleStatus.DEMONSTRATOR,
    23: VehicleStatus.TRANSFER,
    29: VehicleStatus.IN_TRANSIT,
}


def _customers(shop: Shop) -> list[str]:
    """Made-up people and companies, four of five at the first branch. Returns the first branch's ids."""
    here: list[str] = []
    for number, row in enumerate(_read("customers.csv")):
        given = {
            name: row[name]
            for name in ("kind", "name", "phone", "id_kind", "id_number", "address")
            if row[name]
        }
        at_first = number % 5 != 4
        made = customers.add(shop.unit_of_work("chen" if at_first else "zhou"), given)
        if at_first:
            here.append(made)
    return here


def _without_deal(shop: Shop, people: list[str]) -> list[str]:
    with shop.database.reading() as session:
        dealing = set(session.scalars(select(Deal.customer_id)))
    return [person for person in people if person not in dealing]


def _history(shop: Shop, people: list[str]) -> int:
    """Signed contracts with deposits over the last weeks, and a few drafts."""
    with shop.database.reading() as session:
        free = session.scalars(
            select(Vehicle.vin)
            .join(StockStay, StockStay.vehicle_id == Vehicle.id)
            .where(StockStay.status == VehicleStatus.IN_STOCK, StockStay.branch_id == shop.branches[0].id)
            .order_by(StockStay.arrived_on)
        ).all()
    cars = shop.chance.sample(list(free), SALES_IN_HISTORY + DRAFTS)
    buyers = shop.chance.sample(people, SALES_IN_HISTORY + DRAFTS)
    for number, (vin, buyer) in enumerate(zip(cars, buyers, strict=True)):
        days_ago = 60 - number * 4 if number < SALES_IN_HISTORY else 1
        seller = ("chen", "zhao")[number % 2]
        uow = shop.unit_of_work(seller, days_ago=days_ago)
        due_in = number - OVERDUE if number < SALES_IN_HISTORY else 9
        no = _draft(shop, uow, vin, buyer, uow.clock.today() + timedelta(days=days_ago + due_in))
        if number < SALES_IN_HISTORY:
            _sign(uow, no, method=payments.METHODS[number % 5])
    return len(cars)


def _draft(shop: Shop, uow: UnitOfWork, vin: str, buyer: str, due_on: date) -> str:
    with shop.database.reading() as session:
        stay = active_stay(session, vehicle_id(vin))
    assert stay is not None  # noqa: S101 - it was chosen because it has one
    price = stay.list_price * shop.chance.choice((97, 98, 99, 100)) // 100 // 10_000 * 10_000
    price = max(price, -(-stay.list_price * 97 // 100))
    order = contracts.Order(
        buyer,
        price=price,
        vin=vin,
        delivery_date=due_on,
        lines=(contracts.Line("脚垫 + 行车记录仪", 268_000),),
    )
    return contracts.draft(uow, order)[1]


def _sign(uow: UnitOfWork, no: str, *, method: str) -> None:
    """Signed, with a deposit of a tenth: what the counter did on that day, long since acknowledged."""
    with uow.begin(CONTRACT_SIGN) as tx:
        contract: Contract = contracts.find(tx.session, no)
        deal = tx.get(Deal, contract.deal_id)
        stay = active_stay(tx.session, contract.vehicle_id or "")
        assert stay is not None  # noqa: S101 - it was chosen because it has one
        contract.state, deal.state = ContractState.SIGNED, DealState.CONTRACTED
        contract.signed_at, contract.signed_version = tx.clock.now(), contract.version
        stock.mark_moved(tx, stay, VehicleStatus.SOLD, "sold")
        amount = contract.price // 10 // 10_000 * 10_000
        payments.deposit(tx, deal, contract, payments.Part(amount, method))
        paper = papers.pin(tx.session, contract, papers.Drawing(), on=tx.clock.today())
        tx.add(
            Signature(
                contract_id=contract.id,
                branch_id=contract.branch_id,
                version=contract.version,
                language=contract.language,
                document=paper.document,
                document_digest=paper.digest,
                pdf_hash=paper.pdf_hash,
                user_id=tx.actor.user_id,
                at=tx.clock.now(),
            )
        )
