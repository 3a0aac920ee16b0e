"""What must not be loaded before someone sees a page and can type. How long it takes is measured in benchmarks/."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import main
from app.clock import SystemClock
from app.errors import UserError
from app.keychain import FileKeychain
from app.presenters.preferences import FilePreferences, Preferences
from app.single import DeskLock
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity
from app.vault.slots import Session
from app.vault.vault import Vault
from app.views.refusal import RefusalWindow
from tests.gui.workshop import PARAMS

ROOT = Path(__file__).parents[2]
HEAVY = (
    "sqlalchemy", "sqlcipher3", "alembic", "reportlab", "pypdfium2", "requests", "urllib3", "keyring",
    "cryptography", "ssl", "qtawesome", "msgspec", "pypinyin", "segno",
    "app.bootstrap", "app.workplace", "app.models", "app.services", "app.sync", "app.documents",
    "app.views.shell", "app.views.deals", "app.presenters.deal_desk",
)  # fmt: skip
DEAR = ("Qt", "QStyle", "QIcon", "QTextFormat", "QWizard", "QTouchEvent")
"""Classes of Qt with so many enumerations that PySide takes milliseconds to make one; see `app/views/early.py`.

The last two, which no first page needs, stand for all widgets and all events: PySide makes every class of them to
hand Python the first one that Qt itself made.
"""
LEAN = (
    "dataclasses",
    "getpass",
    "signal",
    "socket",
    "app.cli.call",
    "app.cli.parser",
    "app.cli.arguments",
    "app.domain.permissions",
)
"""What the sign-in page does without; the first run may take the time."""
DESK = """
import json, os, sys
from pathlib import Path
from PySide6 import QtCore, QtGui, QtWidgets
from app import main
def ready(window):
    loaded = [name for name in {heavy!r} if name in sys.modules]
    made = [name for name in {dear!r} if any(name in vars(part) for part in (QtCore, QtGui, QtWidgets))]
    made += [name for name in {lean!r} if name in sys.modules]
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication
    edit = QApplication.focusWidget()
    QTest.keyClicks(edit, "typed")
    print(json.dumps([loaded, made, edit.accessibleName(), edit.text()]), flush=True)
    os._exit(0)
main.open_desk(Path(sys.argv[1]), {{}}, "en", on_ready=ready)
"""
TEXTS = """
import os, sys
from pathlib import Path
from app import i18n, main
read, whole = [], Path.read_bytes
Path.read_bytes = lambda file: read.append(file.name) or whole(file)
def ready(window):
    print(i18n.tr("Sign in"), *read, flush=True)
    os._exit(0)
main.open_desk(Path(sys.argv[1]), {}, "zh_CN", on_ready=ready)
"""


def first_page(folder: Path) -> list[object]:
    """When the first page is painted: modules loaded, what sign-in does without, which field has the focus, what typing puts there."""
    code = DESK.format(heavy=HEAVY, dear=DEAR, lean=LEAN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=environment, check=True, capture_output=True, text=True
    )
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_sources_of_what_is_imported_stay_unread(tmp_path: Path) -> None:
    code = """
import linecache, os, sys
from PySide6 import QtWidgets
QtWidgets.QApplication.exec = lambda *_: print(*linecache.cache, flush=True) or os._exit(0)
from app.cli import run
run.run(["--data", sys.argv[1]])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    read = done.stdout.split()
    assert read, "the desk never came to its loop of events"
    ours = {Path(name).name for name in read if name.startswith(str(ROOT / "app" / "views"))}
    assert ours <= {"__init__.py", "sources.py"}


def one_user(folder: Path) -> Path:
    """A terminal at which somebody may sign in."""
    identity = TerminalIdentity("1", "Counter 1", "MAIN01", "MAIN", "http://127.0.0.1:9", "", "", "")
    clock = SystemClock()
    vault, data_key = Vault.create(
        folder, FileKeychain(folder / "keychain.json", "quiet-Meadow-2093", PARAMS), clock,
        terminal=identity, client_secret=b"secret", params=PARAMS,
    )  # fmt: skip
    session = Session("none", clock.now(), b"0" * 32)
    vault.add_user(User("wang", "王雅婷", ("sales",)), "harbour-Lantern-4711", data_key, session)
    return folder


def test_nothing_heavy_is_loaded_before_someone_can_type_a_password(tmp_path: Path) -> None:
    assert first_page(one_user(tmp_path)) == [[], [], "Password", "typed"]


def test_the_first_page_reads_its_own_texts_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TEXTS, str(one_user(tmp_path))],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    said, *read = done.stdout.split()
    assert said == "登录"
    assert [name for name in read if name.startswith("zh_CN")] == ["zh_CN.first.json"]


def test_nothing_heavy_is_loaded_before_someone_can_enrol(tmp_path: Path) -> None:
    assert first_page(tmp_path)[0] == []


@pytest.mark.parametrize(("kept", "words"), [("en", "already open"), ("zh_CN", "已在使用")])
def test_a_second_desk_on_a_folder_says_so_in_a_window_to_whoever_reads_no_console(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kept: str, words: str
) -> None:
    FilePreferences(tmp_path / "desk.json").write("", Preferences(language=kept, theme="dark"))
    monkeypatch.setattr(main, "_UNSEEN", ())

    def close() -> None:
        (window,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, RefusalWindow)]
        seen.append(window.words.text())
        assert str(tmp_path) in window.folder.text()
        assert window.height() < window.width() / 2
        qtbot.keyClick(window.button, Qt.Key.Key_Return)

    seen: list[str] = []
    QTimer.singleShot(0, close)
    with DeskLock(tmp_path), pytest.raises(UserError):
        main.open_desk(tmp_path, {}, "en")
    assert len(seen) == 1
    assert words in seen[0]
