"""What people do at terminals, through the program's own services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from app.domain.identity import _id_check
from app.domain.vin import check_digit_ok
from app.ids import vehicle_id
from app.services import contracts, payments, stock
from tests.simulation import papers
from tests.simulation.shop import MODELS

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

Action = Callable[["World", "Terminal", Random], "str | None"]
ACTIONS: dict[str, Action] = {}
SELLERS = ("wang", "zhao", "wang", "zhao", "sun")
FREE_CARS = (
    "SELECT v.vin FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id "
    "WHERE s.active = 1 AND s.status = 'in_stock' AND s.branch_id = ? ORDER BY v.vin"
)


def action(function: Action) -> Action:
    """Let scripts name this function."""
    ACTIONS[function.__name__] = function
    return function


def person(world: World) -> dict[str, str]:
    """A customer of their own."""
    n = world.unique()
    stem = f"110105{1950 + n % 50}0{1 + n % 9}{10 + n % 18}{n % 1000:03d}"
    return {"name": f"王{n}", "phone": f"139{n:08d}", "id_number": stem + _id_check(stem + "0")}


def new_vin(world: World) -> str:
    """A VIN of its own with a right check digit."""
    head, tail = "LSVAB2A", f"E{world.unique():07d}"
    return next(vin for digit in "0123456789X" if check_digit_ok(vin := f"{head}4{digit}{tail}"))


def acknowledged(world: World, terminal: Terminal, **facts: Any) -> None:
    """The program said that its last op is done."""
    world.model.done(terminal.deed(terminal.last_no(), world.time.minutes, **facts))


@action
def sync(world: World, terminal: Terminal, pick: Random) -> str:
    """One cycle."""
    result = terminal.as_("wang").sync()
    return f"pushed {result.pushed} pulled {result.pulled} parked {result.parked}"


@action
def receive(world: World, terminal: Terminal, pick: Random) -> str:
    """A car comes in; at times one that another terminal took in too, or had sold before."""
    vin = pick.choice(world.cars) if world.cars and pick.random() < 0.15 else new_vin(world)
    arrival = stock.Arrival(
        vin, pick.choice(list(MODELS)), "珍珠白", "黑色", 0, 9_800_000, terminal.clock.today(), False
    )
    stock.receive(terminal.as_("liu").unit_of_work(), arrival)
    if vin not in world.cars:
        world.cars.append(vin)
    acknowledged(world, terminal, vin=vin)
    return vin


@action
def sell(world: World, terminal: Terminal, pick: Random) -> str:
    """The counter flow: a car of the stock or a configuration, with or without lease and deposit."""
    seller = terminal.as_(pick.choice(SELLERS))
    cars = [vin for (vin,) in terminal.look(FREE_CARS, terminal.branch_id)]
    vin = pick.choice(cars) if cars and pick.random() < 0.85 else None
    if vin and pick.random() < 0.5:
        seller.try_lease(vehicle_id(vin))
    model = pick.choice(list(MODELS))
    price = _list_price(terminal, vin, model) - pick.randrange(0, 200_000)
    order = contracts.Order(customer=person(world), price=price, vin=vin, model=None if vin else model)
    money = (
        contracts.Deposit(pick.randrange(1, 50) * 10_000, pick.choice(payments.METHODS))
        if pick.random() < 0.8
        else None
    )
    sold = contracts.sell(seller.unit_of_work(), order, papers.signing(seller, money))
    _sold(world, terminal, sold, price, vin, money)
    return f"{sold.contract_no} {sold.receipt_no} {'confirmed' if sold.confirmed else 'provisional'}"


def _list_price(terminal: Terminal, vin: str | None, model: str) -> int:
    if vin is None:
        return MODELS[model]
    found = terminal.look(
        "SELECT list_price FROM stock_stay WHERE vehicle_id = ? AND active = 1", vehicle_id(vin)
    )
    return int(found[0][0])


def _sold(
    world: World,
    terminal: Terminal,
    sold: contracts.Sold,
    price: int,
    vin: str | None,
    money: contracts.Deposit | None,
) -> None:
    numbers = tuple(no for no in (sold.deal_no, sold.contract_no, sold.receipt_no) if no)
    acknowledged(
        world, terminal, numbers=numbers, contract=sold.contract_no, price=price, vin=vin or "",
        confirmed=sold.confirmed, receipt=sold.receipt_no or "", amount=money.amount if money else 0,
        kind="deposit" if sold.confirmed else "prepayment",
    )  # fmt: skip


@action
def lease(world: World, terminal: Terminal, pick: Random) -> str:
    """Take leases on some free cars, until the evening or for a show."""
    cars = [vin for (vin,) in terminal.look(FREE_CARS, terminal.branch_id)]
    wanted = pick.sample(cars, min(len(cars), pick.randrange(1, 4)))
    if not wanted:
        return "nothing"
    answer = terminal.as_("wang").lease(
        [vehicle_id(vin) for vin in wanted], kind=pick.choice(("day", "show"))
    )
    return f"granted {len(answer['granted'])} refused {len(answer['refused'])}"


@action
def release(world: World, terminal: Terminal, pick: Random) -> str:
    """Give leases back."""
    held = [car for (car,) in terminal.look("SELECT vehicle_id FROM held_lease ORDER BY vehicle_id")]
    if not held:
        return "nothing"
    terminal.as_("wang").lease([], [pick.choice(held)])
    return "released 1"


@action
def unplug(world: World, terminal: Terminal, pick: Random) -> str:
    """The terminal loses its network."""
    terminal.online = False
    return "offline"


@action
def plug(world: World, terminal: Terminal, pick: Random) -> str:
    """The network is back."""
    terminal.online = True
    return "online"


@action
def power_cut(world: World, terminal: Terminal, pick: Random) -> str:
    """The plug is pulled while nobody does anything."""
    terminal.end(power=True)
    world.fired["crash.idle"] += 1
    return "started again"


@action
def clock_jump(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody sets the clock, or its battery is dead."""
    terminal.clock.wrong_by = timedelta(
        minutes=pick.choice((-5_256_000, -525_600, -1440, -60, -3, 0, 0, 3, 60, 1440, 525_600, 5_256_000))
    )
    return f"wrong by {terminal.clock.wrong_by}"
