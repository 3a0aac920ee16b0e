"""The house rules that no single module can keep: who imports whom, and what we ship and name."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = "".join(
    (ROOT / f"requirements{part}.lock").read_text(encoding="utf-8")
    for part in ("", "-video", "-pades", "-installer")
)

# Written in two parts, so that this file does not name what it forbids.
FORBIDDEN_WORDS = (
    b"pypi." + b"org",
    b"python" + b"hosted",
    b"npm" + b"js",
    b"yarn" + b"pkg",
    b"deb.debian" + b".org",
    b"security.debian" + b".org",
    b"archive.ubuntu" + b".com",
    b"crates" + b".io",
    b"proxy.golang" + b".org",
    b"/work/" + b"main",
    b"/work/" + b"shared",
)

# Declared, and rightly never imported by our code.
NOT_IMPORTED = {
    "qtawesome": "only its icon font is read",
    "python-multipart": "FastAPI loads it to read the token form",
}
# What comes with a declared package for us to use: FastAPI's own foundations, and names that only mypy reads.
FOUNDATIONS = {"starlette", "pydantic", "anyio", "_typeshed"}


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def declared(*extras: str) -> set[str]:
    """The packages the project asks for, with those of some extras."""
    lines = [
        *PROJECT["dependencies"],
        *(line for extra in extras for line in PROJECT["optional-dependencies"][extra]),
    ]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(*folders: str) -> set[str]:
    """The outside packages that the modules of some folders import, anywhere in them, by distribution name."""
    files = [file for folder in folders for file in ROOT.glob(f"{folder}/**/*.py")]
    modules: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    ours = {"app", "server", "tests", "benchmarks", "scripts", "installer"} | {file.stem for file in files}
    names = packages_distributions()
    outside = modules - set(sys.stdlib_module_names) - ours
    known = {canonicalize_name(name) for module in outside for name in names.get(module, ())}
    absent = outside - set(names) - FOUNDATIONS
    return known | {canonicalize_name(module) for module in absent}


def test_import_contracts_hold() -> None:
    # In a process of its own: it switches off every logger that there is.
    linted = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_no_committed_file_names_a_registry_or_a_developers_machine() -> None:
    guilty = [
        f"{file.relative_to(ROOT)}: {word.decode()}"
        for file in committed()
        for content in [file.read_bytes()]
        for word in FORBIDDEN_WORDS
        if word in content
    ]
    assert guilty == []


def test_every_outside_import_of_the_program_is_declared() -> None:
    assert imported("app", "server") - declared("video", "pades") - FOUNDATIONS == set()


def test_every_outside_import_of_tests_and_scripts_is_declared() -> None:
    assert (
        imported("tests", "scripts", "benchmarks", "installer")
        - declared("dev", "video", "pades")
        - FOUNDATIONS
        == set()
    )


def test_the_other_makers_terminal_takes_nothing_of_ours() -> None:
    """It proves the protocol's document only as long as it cannot look anything up in our code."""
    files = sorted((ROOT / "tests" / "protocol").glob("**/*.py"))
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    outside = {name for name in names if not name.startswith("tests.protocol.")}
    packages = {name.partition(".")[0] for name in outside} - set(sys.stdlib_module_names)
    assert packages == {"cryptography", "pytest", "requests"}
    assert "importlib" not in outside


def test_every_declared_package_is_used() -> None:
    assert declared() - imported("app", "server") == NOT_IMPORTED.keys()


def test_every_lock_entry_is_hashed_and_from_nowhere_in_particular() -> None:
    entries = LOCKS.replace("\\\n", " ").splitlines()
    assert entries
    assert [
        entry for entry in entries if not re.fullmatch(r"[\w.-]+==.+ --hash=sha256:[0-9a-f]{64}", entry)
    ] == []
    assert "://" not in LOCKS


def test_the_lock_holds_what_the_project_declares() -> None:
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCKS, re.MULTILINE))
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for extra in extras.values() for line in extra)]
    wrong = [
        str(each)
        for each in map(Requirement, lines)
        if not each.specifier.contains(locked.get(canonicalize_name(each.name), "0"), prereleases=True)
    ]
    assert wrong == []


def test_fonts_are_whole_and_ours() -> None:
    folder = ROOT / "resources" / "fonts"
    recorded = dict(
        line.split()[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.ttf")}
    assert found == recorded
    families = {name.partition("-")[0] for name in found}
    assert {f"{family}.OFL.txt" for family in families} == {file.name for file in folder.glob("*.OFL.txt")}


@pytest.mark.gui
def test_qt_keeps_its_hands_off_none(qapp: object) -> None:
    """PySide6 6.12.0 lost a reference to None at nearly every call, until Python 3.11 aborted."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        label.setText("showroom")
    assert abs(sys.getrefcount(None) - before) < 100
