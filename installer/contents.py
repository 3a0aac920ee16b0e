"""What the installed program consists of, told from the checkout and the environment, so that nothing is forgotten."""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("video", "pades")
"""The optional parts that are carried: whoever has the package cannot add them."""
FOUND_BY_NAME = (
    "keyring.backends.SecretService", "keyring.backends.kwallet",  # app/keychain.py
    "psycopg", "psycopg.types", "psycopg_binary",  # SQLAlchemy, by the database's address
    "logging.config", "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.dialects.postgresql.psycopg",
)  # fmt: skip
DATA_OF_PACKAGES = {
    "qtawesome": "fonts/materialdesignicons6*",  # of it only the icon font is read
    "escpos": "capabilities.json",
    "pypinyin": "*.json",
    "certifi": "cacert.pem",
    "limits": "resources/**/*.lua",
    "pypdfium2": "version.json",
    "pypdfium2_raw": "version.json",
    "alembic": "templates/generic/*",
}
NOT_READ = {"zh_CN.ts"}
"""What stands in `resources/` for those who work on it."""
STANDARD_LEFT_OUT = ("tkinter", "turtle", "idlelib", "lib2to3", "ensurepip", "test", "curses", "readline")
QT_LEFT_OUT = (
    "platformthemes/libqgtk3", "sqldrivers/", "egldeviceintegrations/", "generic/", "networkinformation/", "tls/",
    "platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqminimal", "platforms/libqvk", "platforms/libqvnc",
    "platforminputcontexts/libqtvirtualkeyboard", "imageformats/libqpdf", "wayland-graphics-integration-server/",
    "wayland-graphics-integration-client/libdmabuf", "wayland-graphics-integration-client/libdrm",
    "wayland-graphics-integration-client/libshm", "wayland-graphics-integration-client/libvulkan",
    "wayland-shell-integration/libfullscreen", "wayland-shell-integration/libivi",
    "wayland-shell-integration/libqt-shell",
)  # fmt: skip
"""Plug-ins of Qt for other screens and other databases; with them come libraries that no desk has."""
QT_NOT_NEEDED = ("EglFS", "EglFs", "Pdf", "VirtualKeyboard")
"""Libraries of Qt that only those plug-ins want."""
LANGUAGES = ("_en.qm", "_zh_CN.qm")


def modules() -> list[str]:
    """Every module of ours."""
    files = [file for folder in ("app", "server") for file in (ROOT / folder).rglob("*.py")]
    names = [file.relative_to(ROOT).with_suffix("").parts for file in files if not _is_script(file)]
    return sorted(".".join(name[:-1] if name[-1] == "__init__" else name) for name in names)


def data() -> list[tuple[Path, str]]:
    """Files that are read as files, each with its folder in the program: resources, and the scripts of migrations."""
    found = [file for folder in ("app", "server", "resources") for file in (ROOT / folder).rglob("*")]
    kept = [
        file
        for file in found
        if file.is_file() and "__pycache__" not in file.parts and file.name not in NOT_READ
        and (file.suffix != ".py" or _is_script(file))
    ]  # fmt: skip
    return [(file, str(file.parent.relative_to(ROOT))) for file in sorted(kept)]


def data_of_packages() -> list[tuple[Path, str]]:
    """The same, of packages that others made."""
    found = []
    for package, pattern in DATA_OF_PACKAGES.items():
        spec = find_spec(package)
        homes = [Path(home) for home in (spec and spec.submodule_search_locations) or ()]
        files = [(file, home) for home in homes for file in home.glob(pattern) if file.is_file()]
        if not files:
            raise FileNotFoundError(f"{package}: {pattern}")
        found += [(file, str(file.parent.relative_to(home.parent))) for file, home in files]
    return found


def _is_script(file: Path) -> bool:
    """Whether Alembic runs it, by its place."""
    return any(part.endswith("migrations") for part in file.relative_to(ROOT).parts)


def distributions() -> list[str]:
    """The packages that the program needs here, with what those need in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        *project["dependencies"],
        *(each for part in PARTS for each in project["optional-dependencies"][part]),
    ]
    wanted, seen = [Requirement(line) for line in lines], set()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if (name, *one.extras) in seen:
            continue
        seen.add((name, *one.extras))
        for needed in map(Requirement, distribution(name).requires or ()):
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in {"", *one.extras}
            ):
                wanted.append(needed)
    return sorted({name for name, *_ in seen})


def left_out() -> list[str]:
    """Modules that stay out: of Python what no desk needs, and all that only the suite or the building of it needs."""
    ours = {"app", "server"}
    needed = set(distributions())
    outside = [
        module
        for module, makers in packages_distributions().items()
        if module not in ours and needed.isdisjoint(map(canonicalize_name, makers))
    ]
    return sorted([*STANDARD_LEFT_OUT, *outside, "qtawesome", "qtpy", "setuptools", "sqlalchemy.testing"])


def is_carried(inside: str, source: str) -> bool:
    """Whether a file that was found is carried. The system's own libraries are not: the package depends on them."""
    if Path(inside).name.startswith(tuple(f"libQt6{part}" for part in QT_NOT_NEEDED)):
        return False
    if "PySide6/Qt/" in inside:
        return not any(plugin in inside for plugin in QT_LEFT_OUT) and (
            not inside.endswith(".qm") or inside.endswith(LANGUAGES)
        )
    if inside.startswith("reportlab/fonts/"):  # one of them under the GPL; we bring our own
        return False
    of_system = Path(source).parent.as_posix().removeprefix("/usr").startswith("/lib/x86_64-linux-gnu")
    return not of_system or Path(inside).name.startswith("libpython")
