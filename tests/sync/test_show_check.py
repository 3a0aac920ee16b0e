"""Before an auto show: signing that lasts, and a report in which every line was measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app import db, show_check
from app.bootstrap import ShowSignIn
from app.clock import from_iso
from app.devices import printing
from app.errors import SignInFailed, UserError
from app.filing import Filing
from app.gateways.show_check import ShowCheckOfTerminal
from app.gateways.stock import StockFromReplica
from app.ids import vehicle_id
from app.presenters.show_check import ShowSigning
from app.show_check import MUST, READY
from app.vault.tickets import claims
from tests.shop import MODEL, PASSWORD, Shop, Till, new_vin, settle


def show(days: int, approver: str = "sun", password: str = PASSWORD) -> ShowSignIn:
    return ShowSignIn(days, approver, password)


def lines(report: show_check.Report) -> dict[str, show_check.Line]:
    return {line.key: line for line in report.lines}


def test_a_manager_lets_a_sign_in_last_for_a_show(counter: Till) -> None:
    place = counter.app.sign_in_for_show("wang", PASSWORD, show(14))
    said = claims(place.unlocked.session.ticket)
    assert from_iso(said["expires_at"]) - from_iso(said["issued_at"]) == timedelta(days=14)
    assert said["vouched_by"] == claims(counter.as_("sun").unlocked.session.ticket)["sub"]
    counter.app.renew_ticket(place, PASSWORD)
    assert claims(place.unlocked.session.ticket) == said, "a renewal takes no day away"
    (vin,) = counter.receive(new_vin())
    counter.sync()
    place.lease([vehicle_id(vin)], kind="show")
    counter._open["wang"] = place
    assert counter.sell(vin).confirmed
    settle(counter)
    assert place.status()["parked"] == 0, "the server takes what was signed under it"


@pytest.mark.parametrize(
    ("asked", "code"),
    [(show(14, "zhao"), "show_approver"), (show(15), "show_days"), (show(-1), "show_days"),
     (show(7, "sun", "wrong-Password-1"), "wrong_password")],
)  # fmt: skip
def test_nobody_else_does_and_not_for_longer(counter: Till, asked: ShowSignIn, code: str) -> None:
    before = counter.wang.unlocked.session.expires_at
    with pytest.raises(UserError) as told:
        counter.app.sign_in_for_show("wang", PASSWORD, asked)
    assert told.value.code == code
    assert isinstance(told.value, SignInFailed) == (code == "wrong_password")
    assert counter.app.sign_in("wang", PASSWORD).unlocked.session.expires_at == before


def test_the_report_measures_each_line_and_names_its_fix(
    counter: Till, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    monkeypatch.setattr(printing, "list_printers", list)
    report = show_check.measure(counter.wang, 4)
    found = lines(report)
    assert {key for key, line in found.items() if line.level == MUST} == {"cars", "ticket"}
    assert found["printer"].level == show_check.ADVICE
    assert found["data"].level == READY
    assert counter.wang.status()["waiting"] == 0, "it was brought up to date"
    assert all(line.fix for line in report.lines if line.level != READY)
    assert not any("showroom " in line.fix for line in report.lines), (
        "the desk sends nobody to the command line"
    )
    assert found["cars"].command == "showroom stock lease VIN --show"
    backup = counter.folder / show_check.BACKUP
    assert db.verify_backup(backup, counter.wang.unlocked.data_key) == []
    assert not report.may_leave
    place = counter.app.sign_in_for_show("wang", PASSWORD, show(5))
    assert StockFromReplica(place).lease((vin,), show=True) == (vin,)
    monkeypatch.setattr(printing, "list_printers", lambda: [printing.Printer("Front")])
    report = show_check.measure(place, 4)
    assert report.may_leave
    assert lines(report)["cars"].level == READY
    assert lines(report)["printer"] == show_check.Line("printer", READY, "Front")
    assert not show_check.measure(place, 6).may_leave, "five days of signing are too few for six"
    place.lease([], [vehicle_id(vin)])


def test_without_the_centre_nothing_counts_as_measured(counter: Till, shop: Shop) -> None:
    shop.stop()
    found = lines(show_check.measure(counter.wang))
    assert {found["clock"].level, found["data"].level} == {MUST}
    assert found["backup"].level == READY


def test_what_is_broken_here_is_found(counter: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sync()
    counter.execute("UPDATE model SET series = 'X' WHERE code = ?", "QIN-2025")
    monkeypatch.setattr(show_check.shutil, "disk_usage", lambda _: replace_usage(free=1 << 20))
    monkeypatch.setattr(show_check, "_SKEW", timedelta(days=-1))
    found = lines(show_check.measure(counter.wang))
    assert {found[key].level for key in ("data", "disk", "clock")} == {MUST}


def replace_usage(*, free: int) -> object:
    return type("Usage", (), {"free": free})


def test_the_line_of_a_report_says_its_level() -> None:
    line = show_check.Line("disk", READY, "50.0 GB free")
    report = show_check.Report(4, (line, replace(line, level=MUST, fix="Make room")))
    assert (report.count(READY), report.count(MUST), report.may_leave) == (1, 1, False)


def test_who_is_signed_in_may_go_on_for_a_show(counter: Till) -> None:
    place = counter.wang
    ShowCheckOfTerminal(counter.app, place).sign(PASSWORD, ShowSigning(7, "sun", PASSWORD))
    left = place.unlocked.session.expires_at - place.vault.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert lines(show_check.measure(place, 6))["ticket"].level == READY


def test_all_pictures_of_the_leased_cars_are_brought_here_and_what_was_added_goes_up(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path
) -> None:
    pictures = []
    for seed in (1, 2):
        file = tmp_path / f"car-{seed}.jpg"
        Image.effect_noise((300, 200 + seed), 60).convert("RGB").save(file)
        pictures.append(Filing(booth.as_("sun")).set_picture(MODEL, file))
    booth.sync()
    Filing(booth.wang).transfer()
    (vin,) = counter.receive(new_vin())
    counter.sync()
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7 a page")
    Filing(counter.wang).attach(counter.draft(vin), page)
    place, filing = counter.wang, Filing(counter.wang)
    assert lines(show_check.measure(place))["pictures"].found.startswith("0 pictures"), "no car is held"
    place.lease([vehicle_id(vin)], kind="show")
    found = lines(show_check.measure(place))
    assert (found["pictures"].level, found["files"].level) == (READY, READY)
    assert all(filing.store.has(filing.file(row).sha256) for row in pictures)
    assert filing.unsent() == 0
    sha256 = filing.file(pictures[0]).sha256
    filing.store.forget(sha256)
    stored = shop.settings.blobs_folder / "content" / sha256[:2] / sha256
    good = stored.read_bytes()
    stored.write_bytes(good[:-1])
    found = lines(show_check.measure(place))
    assert found["pictures"].level == show_check.ADVICE
    assert found["pictures"].found.startswith("1 of ")
    stored.write_bytes(good)
    place.lease([], [vehicle_id(vin)])
