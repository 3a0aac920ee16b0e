"""Makes `build/showroom_VERSION_amd64.deb`: the program with all that it needs in Python, in one folder.

    python -m installer.build

Runs in the environment that `requirements*.lock` fill, on the oldest system that the package is for: Debian 12.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path

from app import __version__
from installer import contents

HERE, BUILD = Path(__file__).resolve().parent, contents.ROOT / "build"
HOME = "usr/lib/showroom"
COMMANDS = ("showroom", "showroom-server")
ALSO = ("tzdata", "ca-certificates")
"""What no library tells of: time zones, and whom the system trusts."""
PAD_RULE = "70-showroom-signature-pad.rules"
"""Below 73, where the system gives what has the tag `uaccess` to whoever sits at the computer."""
NO_TEXTS = "no text in its package"
IN_COMMON = {
    "LGPL-3.0-only": "LGPL-3",
    "GPL-2.0-only": "GPL-2",
    "GPL-3.0-only": "GPL-3",
    "Apache-2.0": "Apache-2.0",
}
DESCRIPTION = """point of sale for car showrooms, with or without a network
 A counter or an auto-show laptop finds the car, quotes, writes the contract,
 takes the deposit and prints. What was done without a network comes together
 at a central server, which this package brings too.
 Chinese and English. It plays films and seals contracts.
"""


def main() -> int:
    """Collect, lay out, describe, pack; says where the package is."""
    work = BUILD / "installer"
    collect(work)
    package = pack(work / "dist" / "showroom", work, depends(work / "dist" / "showroom", work))
    print(package.relative_to(contents.ROOT), f"{package.stat().st_size / 1e6:.0f} MB")
    return 0


def collect(work: Path) -> None:
    """The program's folder, by PyInstaller."""
    for old in ("dist", "root"):
        shutil.rmtree(work / old, ignore_errors=True)
    words = ["--noconfirm", "--log-level", "ERROR", "--distpath", work / "dist", "--workpath", work / "work"]
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", *words, HERE / "showroom.spec"], check=True, cwd=contents.ROOT
    )


def pack(program: Path, work: Path, depends_on: list[str]) -> Path:
    """The package of a program's folder."""
    root = work / "root"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / HOME, symlinks=True)
    for command in COMMANDS:
        link = root / "usr/bin" / command
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"../lib/showroom/{COMMANDS[0]}")
    _put(HERE / "showroom.desktop", root / "usr/share/applications")
    _put(HERE / "showroom.svg", root / "usr/share/icons/hicolor/scalable/apps")
    _put(HERE / PAD_RULE, root / "usr/lib/udev/rules.d")
    papers = root / "usr/share/doc/showroom"
    _put(contents.ROOT / "CHANGELOG.md", papers)
    write_licences(papers)
    for each in [root, *root.rglob("*")]:
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() or each == root / HOME / COMMANDS[0] else 0o644)
    size = sum(each.lstat().st_size for each in root.rglob("*") if each.is_file()) // 1024
    (root / "DEBIAN").mkdir(mode=0o755)
    (root / "DEBIAN/control").write_text(control(size, depends_on), encoding="utf-8")
    package = work.parent / f"showroom_{__version__}_amd64.deb"
    packed = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", root, package]
    subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
    return package


def _put(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder)


def control(size: int, depends_on: list[str]) -> str:
    """What the package says of itself. No script of it runs: nothing of a user's is touched by any version."""
    return (
        f"Package: showroom\nVersion: {__version__}\nArchitecture: amd64\n"
        "Maintainer: Showroom developers <maintainers@showroom.invalid>\n"
        f"Installed-Size: {size}\nDepends: {', '.join(depends_on)}\n"
        "Recommends: gnome-keyring | kwalletmanager\nSuggests: postgresql\n"
        f"Section: misc\nPriority: optional\nDescription: {DESCRIPTION}"
    )


def depends(program: Path, work: Path) -> list[str]:
    """The system's packages: what the libraries ask for, as Debian's own tool finds it, and what `make run` installs
    besides, since some are only asked for while the program runs."""
    (work / "debian").mkdir(parents=True, exist_ok=True)
    (work / "debian/control").write_text(
        "Source: showroom\n\nPackage: showroom\nArchitecture: amd64\n", encoding="utf-8"
    )
    files = [
        file for file in program.rglob("*") if not file.is_symlink() and file.is_file() and _is_elf(file)
    ]
    own = sorted({f"-l{file.parent}" for file in files})
    asked = subprocess.run(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *own, *files],
        cwd=work, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if asked.returncode:  # a library that is neither carried nor installed here
        sys.exit("".join(line for line in asked.stderr.splitlines(keepends=True) if "error" in line))
    found = asked.stdout.strip().removeprefix("shlibs:Depends=").split(", ")
    names = {name.split()[0].removesuffix("t64") for line in found for name in line.split(" | ")}
    return sorted([*found, *(name for name in (*of_make_run(), *ALSO) if name not in names)])


def of_make_run() -> list[str]:
    """The system's packages that `make run` and `make video` install."""
    script = (contents.ROOT / "scripts/setup-linux.sh").read_text(encoding="utf-8")
    return [
        name
        for part in ("desk", "video")
        for name in re.search(rf'^{part}="([^"]*)"', script, re.M)[1].split()
    ]


def _is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def write_licences(folder: Path) -> None:
    """`copyright`, and beside it the texts of what others made."""
    lines = [(HERE / "copyright").read_text(encoding="utf-8")]
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.is_file():
        _put(python, folder / "licences/python")
    for name in contents.distributions():
        made = distribution(name)
        texts = _texts(made)
        for text in texts:
            _put(Path(str(made.locate_file(text))), folder / "licences" / name)
        where = f"licences/{name}/" if texts else _common(made)
        lines.append(f"  {name} {made.version}: {_licence(made)} ({where})\n")
    (folder / "copyright").write_text("".join(lines), encoding="utf-8")


def _texts(made: Distribution) -> list[str]:
    marks = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
    inside = [str(file) for file in made.files or () if ".dist-info/" in str(file)]
    return [
        file for file in inside if "/licenses/" in file or file.rpartition("/")[2].upper().startswith(marks)
    ]


def _licence(made: Distribution) -> str:
    told = made.metadata.get("License-Expression") or made.metadata.get("License") or ""
    classes = [
        line.rpartition(":: ")[2]
        for line in made.metadata.get_all("Classifier") or ()
        if "License ::" in line
    ]
    return " ".join(told.split())[:80] or ", ".join(classes) or "see its text"


def _common(made: Distribution) -> str:
    names = [file for licence, file in IN_COMMON.items() if licence in _licence(made)]
    return ", ".join(f"/usr/share/common-licenses/{name}" for name in names) or NO_TEXTS


if __name__ == "__main__":
    sys.exit(main())
