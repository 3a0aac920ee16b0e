"""D4: an administrator gives a terminal the dealership's seal, or takes it away, without a command line."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.presenters.base import run_now
from app.presenters.seal import SealPresenter
from app.views.seal_dialog import SealDialog
from tests.gui.fakes_desk import FakeSeal
from tests.seals import HOLDER, PASSPHRASE, key_file
from tests.shop import Till


def dialog(qtbot, door: FakeSeal) -> SealDialog:
    made = SealDialog(SealPresenter(run_now, door))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.file.hasFocus)
    return made


def facts(made: SealDialog) -> list[str]:
    return [value.accessibleName() for _, value in made.facts._lines]


def test_whose_seal_it_is_is_shown_and_its_certificate_copied(qtbot):
    made = dialog(qtbot, FakeSeal())
    assert "Holder: 杭州澄远汽车销售服务有限公司, 合同专用章" in facts(made)
    assert "Known to the dealership: yes" in facts(made)
    assert not made.unknown.isVisible()
    made.copy.click()
    assert QGuiApplication.clipboard().text() == "PEM"
    made.reject()


def test_another_one_is_chosen_by_its_file_and_what_is_wrong_stands_beside_it(qtbot, monkeypatch):
    made = dialog(qtbot, FakeSeal())
    made.commit.click()
    assert made.fields["file"].error() == "Choose the seal's file first."
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/somewhere/new one.p12", ""))
    made.choose.click()
    made.passphrase.setText("wrong")
    made.commit.click()
    assert made.fields["file"].error() == ""
    assert made.fields["passphrase"].error() == "It does not open it."
    made.passphrase.setText("right")
    made.commit.click()
    assert made.banner.accessibleName() == "This terminal holds the seal now"
    assert "Holder: new one" in facts(made)
    assert made.unknown.isVisible()
    assert made.file.text() == made.passphrase.text() == ""
    made.reject()


def test_a_terminal_gives_its_seal_up(qtbot):
    door = FakeSeal()
    made = dialog(qtbot, door)
    made.give_up.click()
    assert door.one is None
    assert made.none.isVisible()
    assert not made.give_up.isVisible()
    made.reject()


def test_only_an_administrator_has_it_in_the_menu(stages):
    def has_it(screen: str, login: str) -> bool:
        stage = stages()
        stage.enter(screen, login=login)
        return "The dealership's seal" in [each.text() for each in stage.shell.user_menu.actions()]

    assert has_it("templates", "sun")
    assert not has_it("money", "chen")


def test_at_a_real_terminal_the_file_and_its_passphrase_are_asked_for_once(qtbot, counter: Till, tmp_path):
    from app.gateways.seals import SealOfTerminal

    file, door = tmp_path / "seal.p12", SealOfTerminal(counter.wang)
    made = dialog(qtbot, door)
    assert made.none.isVisible()
    for content, passphrase, field, said in (
        (b"rubbish", PASSPHRASE, "file", "This is no key file"),
        (key_file(), "wrong", "passphrase", "does not open the file"),
    ):
        file.write_bytes(content)
        made.file.setText(str(file))
        made.passphrase.setText(passphrase)
        made.commit.click()
        assert said in made.fields[field].error()
        assert door.held() is None
    made.passphrase.setText(PASSPHRASE)
    made.commit.click()
    held = door.held()
    assert held is not None
    assert held.holder.startswith(HOLDER)
    assert not held.known
    assert door._open().certificate.pem == held.pem
    made.give_up.click()
    assert door.held() is None
    made.reject()
