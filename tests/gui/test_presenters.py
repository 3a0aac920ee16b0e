"""Screen state without a screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.changes import Changes
from app.clock import FakeClock
from app.errors import ServerUnreachable, UserError
from app.presenters.base import run_now
from app.presenters.contract_list import ContractListPresenter
from app.presenters.customer_list import CustomerListPresenter
from app.presenters.dates import read_date, read_when
from app.presenters.enrol import Enrolment, EnrolPresenter
from app.presenters.preferences import FilePreferences, Preferences
from app.presenters.search import SearchPresenter
from app.presenters.sign_in import SignInPresenter, is_lock_out
from app.presenters.stock_list import MOST_TICKED, StockListPresenter
from app.presenters.sync_status import SyncPresenter, SyncStatus
from tests.gui import fakes, fakes_door, fakes_sync


class Screen:
    """Remembers what it was told to show."""

    def __init__(self):
        self.states, self.errors, self.pages = [], [], []

    def show_state(self, state):
        self.states.append(state)

    def show_error(self, error):
        self.errors.append(error)

    def show_page(self, offset, rows):
        self.pages.append((offset, len(rows)))


class Later:
    """A `run` that waits until it is told to go on."""

    def __init__(self):
        self.waiting = []

    def __call__(self, op, on_done, on_error):
        self.waiting.append((op, on_done, on_error))

    def go(self, at=0):
        run_now(*self.waiting.pop(at))


@pytest.fixture
def clock():
    return FakeClock(fakes.NOW)


@pytest.fixture
def desk(clock):
    return fakes.desk(clock=clock, online=True)


@pytest.fixture
def stock(desk, clock):
    made = StockListPresenter(run_now, run_now, desk.stock, desk.session, clock)
    made.attach_list(Screen())
    made.load()
    return made


def test_the_list_comes_with_its_count_and_figures(stock):
    assert stock.state.listing.total == 16
    assert stock.state.listing.rows[0].vin == "LCY5B2AA3S1001906"
    assert stock.state.counts.sellable == 10
    assert not stock.state.loading


def test_searching_forgets_what_was_ticked(stock):
    stock.tick(stock.state.listing.rows[0])
    stock.search("4127")
    assert [row.vin[-4:] for row in stock.state.listing.rows] == ["4127"]
    assert stock.state.ticked == frozenset()


def test_only_the_last_question_counts(desk, clock):
    later = Later()
    presenter = StockListPresenter(later, later, desk.stock, desk.session, clock)
    presenter.search("M9")
    presenter.search("C3")
    later.go(-2)
    while later.waiting:
        later.go()
    assert {row.model for row in presenter.state.listing.rows} == {"C3 Premium"}


def test_a_page_of_an_older_list_is_dropped(desk, clock):
    later = Later()
    presenter, screen = StockListPresenter(later, later, desk.stock, desk.session, clock), Screen()
    presenter.attach_list(screen)
    presenter.fetch(0, 100)
    presenter.search("C3")
    while later.waiting:
        later.go(-1)
    assert screen.pages == []
    presenter.fetch(0, 100)
    later.go()
    assert screen.pages == [(0, 2)]


def test_an_action_is_for_those_ticked_else_for_the_one_chosen(stock):
    rows = stock.state.listing.rows
    assert stock.meant() == ()
    stock.choose(rows[3])
    assert stock.meant() == (rows[3].vin,)
    stock.tick(rows[0])
    stock.tick(rows[1])
    assert stock.meant() == tuple(sorted((rows[0].vin, rows[1].vin)))


def test_all_that_the_search_found_are_ticked_and_no_more_than_can_be(stock, desk):
    row, told = desk.stock.rows[0], []
    screen = Screen()
    screen.show_state = lambda state: told.append(state.done) if state.done[0] else None
    stock.attach_list(screen)
    for cars in (160, MOST_TICKED, MOST_TICKED + 12):
        desk.stock.rows = [replace(row, vin=f"LCY{at:014d}") for at in range(cars)]
        stock.search("")
        assert not stock.state.all_ticked
        stock.tick_all(True)
        assert (len(stock.state.ticked), stock.state.all_ticked) == (min(cars, MOST_TICKED), True)
        stock.tick_all(False)
        assert (stock.state.ticked, stock.state.all_ticked) == (frozenset(), False)
    assert told == [("tick", MOST_TICKED, 12)]


def test_what_an_older_search_found_is_not_ticked(desk, clock):
    later = Later()
    presenter = StockListPresenter(later, later, desk.stock, desk.session, clock)
    presenter.tick_all(True)
    presenter.search("C3")
    while later.waiting:
        later.go(-1)
    assert presenter.state.ticked == frozenset()


def test_leasing_shows_at_once_in_list_and_panel(stock, desk):
    free = next(
        row for row in stock.state.listing.rows if not row.lease_terminal and row.status == "in_stock"
    )
    stock.choose(free)
    stock.lease()
    assert desk.stock.calls == [("lease", (free.vin,), "day")]
    assert stock.state.chosen.lease_mine
    assert stock.state.busy == ""
    stock.release()
    assert not stock.state.chosen.lease_mine


def test_a_lease_without_network_says_so_and_changes_nothing(clock):
    desk = fakes.desk(clock=clock, online=False)
    presenter, screen = StockListPresenter(run_now, run_now, desk.stock, desk.session, clock), Screen()
    presenter.attach_list(screen)
    presenter.load()
    presenter.choose(presenter.state.listing.rows[0])
    presenter.lease()
    assert isinstance(screen.errors[0], ServerUnreachable)
    assert presenter.state.busy == ""
    assert not presenter.state.chosen.lease_terminal


def test_rights_decide_what_is_offered(clock):
    def rights(login):
        desk = fakes.desk(login=login, clock=clock)
        made = StockListPresenter(run_now, run_now, desk.stock, desk.session, clock)
        return made.can_lease, made.can_receive, made.can_transfer

    assert rights("chen") == (True, False, False)
    assert rights("he") == (False, True, True)
    assert rights("wang") == (True, True, True)
    assert rights("lin") == (False, False, False)


def test_a_file_of_arrivals_tells_what_was_left_over(stock, desk):
    seen = []
    screen = Screen()
    screen.show_state = lambda state: seen.append(state.done) if state.done[0] else None
    stock.attach_list(screen)
    stock.receive("arrivals.csv")
    assert seen == [("receive", 10, 0)]
    assert [problem.line for problem in stock.state.received.refused] == [12]
    stock.forget_received()
    assert stock.state.received is None


def test_a_screen_reloads_only_for_its_tables(stock, desk):
    before = stock.state.listing
    stock.on_changes(Changes({"test_drive": frozenset({"1"})}))
    assert stock.state.listing is before
    stock.on_changes(Changes({"lease": frozenset({"1"})}))
    assert stock.state.listing is not before


def test_a_view_that_comes_later_is_shown_the_state(stock):
    stock.show_view("ageing")
    screen = Screen()
    stock.attach_list(screen)
    assert screen.states[0].wanted.view == "ageing"
    stock.detach(screen)
    stock.show_view("all")
    assert len(screen.states) == 1


def test_a_new_customer_is_saved_and_shown(desk):
    presenter, screen = CustomerListPresenter(run_now, desk.customers), Screen()
    presenter.attach_list(screen)
    presenter.load()
    presenter.start_adding()
    presenter.add({"name": " Sun Li ", "phone": "13911112222", "id_number": "", "address": ""})
    assert presenter.state.chosen.name == "Sun Li"
    assert not presenter.state.adding
    assert [state.added for state in screen.states if state.added] == ["Sun Li"]


def test_a_known_number_keeps_the_form_open(desk):
    presenter, screen = CustomerListPresenter(run_now, desk.customers), Screen()
    presenter.attach_list(screen)
    presenter.start_adding()
    presenter.add({"name": "Someone", "phone": "13800006620"})
    assert presenter.state.adding
    assert not presenter.state.saving
    assert isinstance(screen.errors[0], UserError)
    assert screen.errors[0].field == "phone"


def test_contracts_are_found_by_state_and_by_buyer(desk):
    presenter = ContractListPresenter(run_now, desk.contracts)
    presenter.load()
    assert presenter.state.counts["waiting"] == 1
    presenter.show_view("waiting")
    assert [row.no for row in presenter.state.listing.rows] == ["HZ02-26-01183"]
    presenter.show_view("all")
    presenter.search("ye qing")
    assert [row.no for row in presenter.state.listing.rows] == ["HZ02-26-01189"]


def test_search_groups_hits_and_an_empty_question_clears_them(desk):
    presenter = SearchPresenter(run_now, desk.search)
    presenter.search("zhou")
    assert [hit.kind for hit in presenter.state.hits] == ["customer", "customer", "contract"]
    presenter.search("  ")
    assert presenter.state.hits == ()


def never(op, on_done, on_error):
    """A long poll that is never answered."""


RUNS = (run_now, run_now, never)


def chip(status, clock):
    gateway = fakes_sync.FakeSync(status)
    presenter = SyncPresenter(RUNS, gateway, clock)
    presenter.load()
    return presenter.chip()


def test_of_the_six_states_the_highest_wins(clock):
    full = replace(fakes_sync.sync_status("en"), risk="Signing ends in 2 h", online=True, sending=(3, 7))
    assert chip(full, clock) == ("risk", "Signing ends in 2 h")
    assert chip(replace(full, risk=""), clock) == ("needs_you", "2 need you")
    calm = replace(full, risk="", cases=())
    assert chip(replace(calm, online=False), clock) == ("offline", "Offline · 7 waiting")
    stuck = replace(calm, trouble="The server has too much to do just now.")
    assert chip(stuck, clock) == ("stuck", "7 do not go up")
    assert chip(replace(stuck, waiting=0, sending=None), clock)[0] == "synced"
    assert chip(calm, clock) == ("syncing", "Syncing 3 / 7")
    assert chip(replace(calm, sending=None), clock) == ("syncing", "Syncing 0 / 7")
    safe = replace(calm, sending=None, waiting=0, outbox=())
    kind, words = chip(safe, clock)
    assert kind == "synced"
    assert words.startswith("Synced · ")


def test_green_needs_an_empty_outbox(clock):
    for waiting in (1, 7):
        assert chip(SyncStatus(online=True, waiting=waiting), clock)[0] == "syncing"
    assert chip(SyncStatus(online=True), clock)[0] == "synced"


def test_retry_shows_why_it_failed(clock):
    gateway, screen = fakes_sync.FakeSync(SyncStatus()), Screen()
    presenter = SyncPresenter(RUNS, gateway, clock)
    presenter.attach(screen)
    presenter.retry()
    assert gateway.retries == 1
    assert isinstance(screen.errors[0], ServerUnreachable)
    assert not presenter.state.retrying


def test_work_that_does_not_go_up_is_told_in_the_words_of_the_reason(clock):
    reason = ServerUnreachable("server_busy", "The server has too much to do just now.")
    gateway, screen = (
        fakes_sync.FakeSync(SyncStatus(online=True, waiting=2, trouble=reason.message)),
        Screen(),
    )
    gateway.refusal = reason
    presenter = SyncPresenter(RUNS, gateway, clock)
    presenter.attach(screen)
    presenter.attach_chip(lambda state: None)
    presenter.keep_up()
    assert screen.errors == [], "nobody asked, and it is tried again by itself"
    kind, title, sentence = presenter.headline()
    assert (kind, sentence) == ("stuck", reason.message)
    assert "does not go up" in title
    assert presenter.state.status.next_try_at >= clock.now()
    presenter.retry()
    assert screen.errors == [reason], "who asks is told why"


class Draining(fakes_sync.FakeSync):
    """Whatever waits goes up with the next cycle."""

    def cycle(self, *, push):
        self.current = SyncStatus(online=True)
        return super().cycle(push=push)


def test_a_desk_syncs_by_itself_and_stops_when_it_is_closed(clock):
    gateway = Draining(SyncStatus(online=True))
    polls = []
    presenter = SyncPresenter((run_now, run_now, lambda op, done, failed: polls.append(done)), gateway, clock)
    presenter.attach_chip(lambda state: None)
    presenter.keep_up()
    presenter.keep_up()
    assert (gateway.retries, len(polls)) == (1, 1)
    polls[0](True)
    assert (gateway.retries, len(polls)) == (2, 2), "woken: fetch, and listen again"
    gateway.current = SyncStatus(online=True, waiting=1)
    presenter.on_changes(None)
    assert gateway.retries == 3, "work waits: send"
    presenter.attach_chip(None)
    polls[1](True)
    presenter.load()
    assert (gateway.retries, len(polls)) == (3, 2)


def test_sign_in_hands_over_the_desk():
    desks = []
    presenter = SignInPresenter(run_now, run_now, fakes_door.FakeTerminal(), desks.append)
    assert presenter.state.login == "chen"
    presenter.choose("wang")
    presenter.sign_in("showroom")
    assert desks[0].session.name == "Wang Yating"


def test_too_many_tries_are_told_apart_from_a_wrong_password():
    screen = Screen()
    presenter = SignInPresenter(run_now, run_now, fakes_door.FakeTerminal(), lambda desk: None)
    presenter.attach(screen)
    for _ in range(11):
        presenter.sign_in("guess")
    assert not is_lock_out(screen.errors[0])
    assert is_lock_out(screen.errors[10])


def test_someone_new_here_signs_in_online():
    desks, screen = [], Screen()
    terminal = fakes_door.FakeTerminal(online=False)
    presenter = SignInPresenter(run_now, run_now, terminal, desks.append)
    presenter.attach(screen)
    presenter.choose_other()
    presenter.sign_in("showroom", login=" he ")
    assert isinstance(screen.errors[0], ServerUnreachable)
    terminal.online = True
    presenter.sign_in("showroom", login=" he ")
    assert desks[0].session.login == "he"


def test_enrolment_tells_how_far_it_is():
    terminal = fakes_door.FakeTerminal(enrolled=False)
    presenter = EnrolPresenter(run_now, lambda call: call(), terminal)
    told = []
    presenter.tell = lambda step: told.append(step.step)
    presenter.enrol(Enrolment("https://s", "K7F2", "T", "sun", "showroom"))
    assert told == ["first_sync"]
    assert presenter.state.finished
    assert terminal.enrolled


def test_preferences_survive_and_the_next_person_meets_the_last_look(tmp_path):
    kept = FilePreferences(tmp_path / "desk.json", language="zh_CN")
    assert kept.read("chen") == Preferences(language="zh_CN")
    kept.write(
        "chen", Preferences(language="en", theme="dark", scale=1.5, tables={"stock": {"order": ["vin"]}})
    )
    again = FilePreferences(tmp_path / "desk.json", language="zh_CN")
    assert again.read("chen").tables == {"stock": {"order": ["vin"]}}
    assert again.read("wang").theme == "dark"
    (tmp_path / "desk.json").write_text("{ broken", encoding="utf-8")
    assert again.read("chen").language == "zh_CN"


def test_a_look_that_cannot_be_kept_holds_for_now(tmp_path):
    (tmp_path / "in the way").write_text("", encoding="utf-8")
    kept = FilePreferences(tmp_path / "in the way" / "desk.json")
    kept.write("chen", Preferences(theme="dark"))
    assert kept.read("chen") == Preferences()


@pytest.mark.parametrize("read", [read_date, read_when])
@pytest.mark.parametrize(
    "typed", ["13800001111", "+13800001111", "+9999999", "1-1-13800001111", "13800001111-1", "x"]
)
def test_a_number_that_is_no_day_of_any_year_is_told(read: Callable[..., object], typed: str) -> None:
    with pytest.raises(UserError, match="date_wrong"):
        read(typed, date(2026, 11, 22))


def test_the_last_evening_of_the_calendar_is_none_where_it_ends_elsewhere_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", "America/New_York")
        time.tzset()
        with pytest.raises(UserError, match="date_wrong"):
            read_when("9999-12-31 23:59", date(2026, 11, 22))
    time.tzset()
