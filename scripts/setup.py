"""Makes `.venv` and fills it with exactly what `requirements.lock` names; quick when nothing has changed.

    python scripts/setup.py            the program
    python scripts/setup.py --video    and what plays films, of `requirements-video.lock`
    python scripts/setup.py --pades    and what seals papers, of `requirements-pades.lock`
    python scripts/setup.py --installer  and what makes the Debian package, of `requirements-installer.lock`

Runs on the bare Python 3.11 or newer of Linux, macOS and Windows, before anything is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / ".ready"
PARTS = {  # optional, each with a lock of its own
    "video": "What plays films",
    "pades": "What seals papers",
    "installer": "What makes the Debian package",
}
OLDEST = (3, 11)


def python() -> Path:
    """The virtual environment's interpreter."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def wanted() -> str:
    """What the stamp says when the environment fits the lock."""
    import tomllib  # new in 3.11: not before main() has looked at the version

    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    digest = hashlib.sha256(LOCK.read_bytes() + repr(project).encode()).hexdigest()
    return f"{digest} {ROOT}"


def pip(*arguments: str) -> None:
    subprocess.run([python(), "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def main(argv: list[str]) -> int:
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    if not _says(STAMP, wanted()) and (failed := _install_all()):
        return failed
    return max((_install(part) for part in PARTS if f"--{part}" in argv), default=0)


def _says(stamp: Path, words: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == words


def _install_all() -> int:
    if not python().is_file():
        print("Making the virtual environment …")
        venv.create(VENV, with_pip=True)
    print("Installing the locked packages, some minutes the first time …")
    try:
        pip("install", "-qq", "--require-hashes", "-r", str(LOCK))
        # The build backend comes from the lock, too.
        pip("install", "-qq", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    except subprocess.CalledProcessError:
        print("The packages could not be installed; the lines above say why.", file=sys.stderr)
        return 1
    STAMP.write_text(wanted(), encoding="utf-8")
    return 0


def _install(part: str) -> int:
    lock, stamp = ROOT / f"requirements-{part}.lock", VENV / f".{part}"
    words = lock.read_text(encoding="utf-8")
    if _says(stamp, words):
        return 0
    try:
        pip("install", "-qq", "--require-hashes", "-r", str(lock))
    except subprocess.CalledProcessError:
        print(f"{PARTS[part]} could not be installed; the lines above say why.", file=sys.stderr)
        return 1
    stamp.write_text(words, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
