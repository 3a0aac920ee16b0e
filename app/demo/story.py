"""The story, played step by step with the same services that the screens use.

Each step says what happens and checks it; a check that does not hold ends the story with exit code 1.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app import bootstrap, i18n
from app.demo import environment
from app.demo.embedded import EmbeddedServer
from app.domain.money import format_amount
from app.errors import ServerUnreachable, UserError
from app.i18n import in_a_row, tr
from app.ids import vehicle_id
from app.queries import cases, stock
from app.queries import contracts as contract_rows
from app.queries import customers as customer_rows
from app.services import conflicts, contracts, papers
from app.services import stock as receiving
from app.sync import audit, integrity
from app.workplace import Workplace

Say = Callable[[str], None]


class StoryFailed(AssertionError):
    """A step's promise does not hold."""


def play(folder: Path, language: str, say: Say, *, database_url: str = "") -> int:
    """Play the whole story in an empty folder; returns 0, or 1 with the step that failed."""
    i18n.set_language(language)
    server = EmbeddedServer(folder / "server", database_url)
    story = Story(folder, server, say, language)
    try:
        for number, step in enumerate(STEPS, start=1):
            say(f"\n{number}. {tr(step.title)}")
            step.act(story)
    except (StoryFailed, UserError) as error:
        say(f"✗ {error}")
        return 1
    finally:
        story.close()
        server.stop()
    say("\n" + tr("The story is told: nothing was lost, doubled or overwritten."))
    return 0


@dataclass
class Story:
    """What the steps share."""

    folder: Path
    server: EmbeddedServer
    say: Say
    language: str
    shop: dict[str, Any] = field(default_factory=dict)
    counter: Workplace = field(init=False)
    booth: Workplace = field(init=False)
    leased: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def check(self, holds: bool, what: str) -> None:
        """Say that something holds, or end the story."""
        if not holds:
            raise StoryFailed(what)
        self.say(f"   ✓ {what}")

    def user(self, role: str, nth: int = 0) -> str:
        """The name of the nth user with a role at the first branch."""
        branch = self.branch
        found = [u["name"] for u in self.shop["users"] if u["role"] == role and u["branch"] == branch]
        return str(found[nth])

    @property
    def branch(self) -> str:
        """The first branch's code."""
        return str(self.shop["branches"][0]["code"])

    @property
    def password(self) -> str:
        """Everyone's password in the demo."""
        return str(self.shop["password"])

    def enrol(self, name: str) -> Workplace:
        """Make a further terminal with a one-time code."""
        code = self.server.call("enrol-code", "--branch", self.branch)["code"]
        app = bootstrap.create(self.folder / name.replace(" ", "-").lower(), environment())
        return app.enrol(
            server=self.server.url, code=code, name=name, user=self.user("sales"), password=self.password
        )

    def free_cars(self, count: int) -> list[stock.StockRow]:
        """Cars of the first branch that anyone may sell."""
        with self.booth.reading() as session:
            rows = stock.list_stock(
                session, self.booth.now_text(), stock.StockFilter(statuses=("in_stock",)), order="-arrived"
            )
        return [row for row in rows if row.branch == self.branch and row.lease is None][:count]

    def settle(self) -> None:
        """Both terminals sync, then again: the first gets what the last one sent."""
        for workplace in (self.counter, self.booth) * 2:
            workplace.sync()

    def close(self) -> None:
        """Give files back."""
        for name in ("counter", "booth"):
            if name in self.__dict__:
                self.__dict__[name].close()


def make_server(story: Story) -> None:
    """init, demo-data."""
    server = story.server
    story.shop = server.make_shop()
    say = story.say
    say(
        "   "
        + tr("Server at {url}, password of everyone: {password}").format(
            url=server.url, password=story.password
        )
    )
    server.start()
    roles = {user["role"] for user in story.shop["users"]}
    story.check(len(story.shop["branches"]) >= 2, tr("two branches"))
    story.check(roles == {"admin", "stock", "sales", "finance", "manager"}, tr("users in all five roles"))


def enrol_terminals(story: Story) -> None:
    """Two terminals with one-time codes."""
    story.counter = story.enrol("Counter 1")
    story.booth = story.enrol("Booth 2")
    with story.booth.reading() as session:
        cars = stock.count_stock(session, story.booth.now_text())
    story.check(cars >= 120, tr("Booth 2 holds {n} cars after its first sync").format(n=cars))
    manager = bootstrap.create(story.booth.folder, environment()).login(story.user("manager"), story.password)
    with closing(manager):
        name = manager.unlocked.user.display
    story.check(True, tr("{name}, the manager, signed in at Booth 2 once while online").format(name=name))


def receive_stock(story: Story) -> None:
    """A file with good and bad lines."""
    keeper = bootstrap.create(story.counter.folder, environment()).login(story.user("stock"), story.password)
    present = story.free_cars(1)[0]
    good = ["LSVAL41Z882104202", "LDC613P23A1305189"]
    lines = [*good, "LSVAO41Z882104202", _wrong_digit(present.vin), present.vin]
    file = story.folder / "arrivals.csv"
    _write_arrivals(file, lines, present.model_code)
    with closing(keeper):
        report = receiving.receive_file(keeper.unit_of_work(), file)
        for line in report.refused + report.warnings:
            story.say("   " + tr("Line {line}: {message}").format(line=line.line, message=line.message))
        story.check(report.received == len(good), tr("{n} good lines landed").format(n=report.received))
        story.check(
            [r.line for r in report.refused] == [4, 6], tr("a letter O and a car that is here are refused")
        )
        story.check([w.line for w in report.warnings] == [5], tr("a wrong check digit waits for a person"))
        again = receiving.receive_file(keeper.unit_of_work(), file, accept_warnings=True)
        story.check(again.received == 1, tr("confirmed, it is taken in"))
    story.settle()
    with story.booth.reading() as session:
        landed = [stock.find_car(session, story.booth.now_text(), vin) for vin in good]
    story.check(all(landed), tr("Booth 2 sees the new cars"))


def _write_arrivals(file: Path, vins: list[str], model: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(receiving.COLUMNS)
        for vin in vins:
            writer.writerow([vin, model, "珍珠白", "黑色", "", "98000.00", "2026-11-20"])


def _wrong_digit(vin: str) -> str:
    """A VIN like that one, with another check digit."""
    return vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]


def lease_and_leave(story: Story) -> None:
    """Three leases, a draft that both know, then no network."""
    cars = story.free_cars(5)
    story.leased = [car.vin for car in cars[:3]]
    story.facts |= {"other": cars[3], "draft_car": cars[4]}
    answer = story.booth.lease([vehicle_id(vin) for vin in story.leased])
    story.booth.sync()
    story.check(len(answer["granted"]) == 3, tr("Booth 2 leases {vins}").format(vins=in_a_row(story.leased)))
    buyer = {"name": "王思远", "phone": "13800006620", "id_number": _id_number(3)}
    _, no = contracts.draft(
        story.counter.unit_of_work(),
        contracts.Order(buyer, price=cars[4].list_price - 50_000, vin=cars[4].vin, language=story.language),
    )
    story.facts["draft"] = no
    story.settle()
    story.server.stop()
    story.check(not story.server.running, tr("the server's process is stopped"))
    try:
        story.booth.sync()
    except ServerUnreachable as error:
        story.check(True, error.message)


def sell_offline(story: Story) -> None:
    """Sign in, find, a new customer, price below the floor, approval, contract, print."""
    story.booth.close()
    app = bootstrap.create(story.booth.folder, environment())
    story.booth = app.sign_in(story.user("sales"), story.password)
    story.check(True, tr("signed in without a network"))
    vin = story.leased[0]
    with story.booth.reading() as session:
        row = stock.find_car(session, story.booth.now_text(), vin)
        assert row is not None
        for query in (vin[-6:], row.model.split()[0]):
            hits = stock.list_stock(session, story.booth.now_text(), stock.StockFilter(query))
            story.check(vin in {hit.vin for hit in hits}, tr("found by “{query}”").format(query=query))
    price = row.list_price * 95 // 100 // 100 * 100
    order = contracts.Order(
        customer={
            "name": "周明慧", "phone": "13800008840", "id_number": _id_number(1), "address": "滨江区江陵路 88 号",
        },
        price=price, vin=vin, delivery_date=story.booth.clock.today() + timedelta(days=3), language=story.language,
        lines=(
            contracts.Line("脚垫 + 行车记录仪", 268_000),
            contracts.Line("交强险 + 商业险", 684_000, "insurance", "承安财险", "refundable"),
            contracts.Line("上牌服务", 50_000, "plates"),
        ),
    )  # fmt: skip
    deposit = contracts.Deposit(2_000_000 if price > 10_000_000 else price // 10, "wechat", "尾号 5521")
    _below_the_floor(story, order, deposit)


def _below_the_floor(story: Story, order: contracts.Order, deposit: contracts.Deposit) -> None:
    uow = story.booth.unit_of_work()
    try:
        contracts.sell(uow, order, story.booth.signing(deposit))
    except UserError as error:
        story.check(error.code == "discount_needs_approval", error.message)
    signing = story.booth.signing(deposit, (story.user("manager"), story.password))
    sold = contracts.sell(uow, order, signing)
    story.facts["sold"] = sold
    words = tr("contract {no}, receipt {receipt}: the car is certain, the money is a deposit (定金)")
    story.check(sold.confirmed, words.format(no=sold.contract_no, receipt=sold.receipt_no))
    _print_out(story, story.booth, sold.contract_no)


def _print_out(story: Story, workplace: Workplace, no: str) -> None:
    file = story.folder / f"{no}.pdf"
    with workplace.reading() as session:
        file.write_bytes(papers.printable(session, contracts.find(session, no)))
        verdict = papers.verify(session, file.read_bytes())
    story.check(
        verdict.valid,
        tr("printed {pages} bytes; the paper verifies offline").format(pages=file.stat().st_size),
    )


def counter_offline(story: Story) -> None:
    """Another customer for the same car, and one draft edited at two places."""
    car = story.leased[0]
    with story.counter.reading() as session:
        row = stock.find_car(session, story.counter.now_text(), car)
    assert row is not None
    order = contracts.Order(
        customer={"name": "李建峰", "phone": "13900001234", "id_number": _id_number(2)}, price=row.list_price,
        vin=car, language=story.language,
    )  # fmt: skip
    sold = contracts.sell(
        story.counter.unit_of_work(), order, story.counter.signing(contracts.Deposit(500_000, "cash"))
    )
    story.facts["provisional"] = sold
    words = tr("order {no} at Counter 1 is provisional, its money a refundable prepayment (订金)")
    story.check(not sold.confirmed, words.format(no=sold.contract_no))
    price = story.facts["draft_car"].list_price
    today = story.counter.clock.today()
    days = {"counter": today + timedelta(days=30), "booth": today + timedelta(days=45)}
    story.facts["days"] = days
    for workplace, name, off in ((story.counter, "counter", 70_000), (story.booth, "booth", 90_000)):
        values = {"price": f"{(price - off) / 100:.2f}", "delivery_date": days[name].isoformat()}
        contracts.edit(workplace.unit_of_work(), no=story.facts["draft"], values=values)
    story.check(
        True, tr("draft {no} has another price and date at each place").format(no=story.facts["draft"])
    )


def come_together(story: Story) -> None:
    """Both sync: digests equal, a merge task and a case on both."""
    story.server.start()
    story.settle()
    _equal_digests(story)
    for workplace in (story.counter, story.booth):
        with workplace.reading() as session:
            rows = cases.list_cases(session, workplace.identity.id)
        for row in rows:
            story.say(f"   {workplace.identity.name}: {row.summary}")
        kinds = {(row.kind, row.contract_no) for row in rows}
        wanted = {("contract", story.facts["draft"]), ("vehicle", story.facts["provisional"].contract_no)}
        story.check(
            wanted <= kinds, tr("{name} has the merge and the case").format(name=workplace.identity.name)
        )


def _equal_digests(story: Story) -> None:
    digests = []
    for workplace in (story.counter, story.booth):
        with workplace.reading() as session:
            digests.append(integrity.digests(session))
    central = story.server.call("digest")
    held = {scope: central[scope] for scope in digests[0]}
    story.check(digests[0] == digests[1] == held, tr("digests are equal on server and both terminals"))


def decide(story: Story) -> None:
    """One group mine, one theirs; another car for the second customer; a second user."""
    with story.booth.reading() as session:
        rows = {row.kind: row for row in cases.list_cases(session, story.booth.identity.id)
                if row.contract_no in (story.facts["draft"], story.facts["provisional"].contract_no)}  # fmt: skip
    merge, race = rows["contract"], rows["vehicle"]
    uow = story.booth.unit_of_work()
    conflicts.resolve(uow, case_id=merge.id, choices={"price": "mine", "delivery": "theirs"}, mine=merge.mine)
    conflicts.resolve(uow, case_id=race.id, choices={"vehicle": story.facts["other"].vin}, mine=race.mine)
    second = story.user("sales", 1)
    app = bootstrap.create(story.booth.folder, environment())
    app.login(second, story.password).close()
    story.settle()
    story.server.stop()
    app.sign_in(second, story.password).close()
    story.check(
        True, tr("{user} signed in at Booth 2, first online, then without a network").format(user=second)
    )
    story.server.start()
    story.settle()
    _merged(story)
    _equal_digests(story)


def _merged(story: Story) -> None:
    with story.counter.reading() as session:
        draft = contract_rows.find_contract(session, story.facts["draft"])
        loser = contract_rows.find_contract(session, story.facts["provisional"].contract_no)
    assert draft is not None
    assert loser is not None
    wanted = story.facts["draft_car"].list_price - 90_000
    story.check(
        draft.price == wanted and draft.delivery_date == story.facts["days"]["counter"].isoformat(),
        tr("price from Booth 2, {price}; date from Counter 1").format(price=format_amount(draft.price)),
    )
    story.check(
        loser.vin == story.facts["other"].vin and not loser.provisional,
        tr("{no} keeps its number and money and has another car, confirmed").format(no=loser.no),
    )


def add_up(story: Story) -> None:
    """Nothing waits, ledgers balance, audit chains verify."""
    for workplace in (story.counter, story.booth):
        name = workplace.identity.name
        status = workplace.status()
        story.check(
            status["waiting"] == status["parked"] == status["conflicts"] == 0,
            tr("nothing waits at {name}").format(name=name),
        )
        with workplace.reading() as session:
            total = session.execute(text("SELECT sum(amount) FROM ledger_entry")).scalar_one()
            ops, problems = audit.verify(session, workplace.vault.identity())
            people = customer_rows.list_customers(session, "周明")
        story.check(total == 0, tr("the ledger at {name} sums to 0").format(name=name))
        story.check(not problems, tr("{n} audit entries verify at {name}").format(n=ops, name=name))
        story.check(
            bool(people), tr("the new customer is found by two characters at {name}").format(name=name)
        )


def _id_number(serial: int) -> str:
    """A made-up identity number with a right check digit, of a county that has none."""
    body = f"110105198503{10 + serial:02d}00{serial}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@dataclass(frozen=True)
class Step:
    """A step of the story."""

    title: str
    act: Callable[[Story], None]


N_ = i18n.N_
STEPS = (
    Step(N_("A server with a catalogue, users and cars"), make_server),
    Step(N_("Counter 1 and Booth 2 enrol with one-time codes and sync"), enrol_terminals),
    Step(N_("Cars are taken in from a file"), receive_stock),
    Step(N_("Booth 2 leases three cars; then the network goes away"), lease_and_leave),
    Step(N_("Booth 2 sells a car without a network"), sell_offline),
    Step(N_("Meanwhile at Counter 1, without a network too"), counter_offline),
    Step(N_("The network is back"), come_together),
    Step(N_("People decide"), decide),
    Step(N_("Everything adds up"), add_up),
)
