"""Unpacks the fonts we ship into resources/fonts/ from their npm packages; for developers, needs npm.

They are committed, so nobody else runs this. Whole fonts, no subsets: rare characters in names must print.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"


class Family(NamedTuple):
    """One package, the weights we take from it, and the name its licence gets."""

    package: str
    weights: tuple[str, ...]
    name: str


FAMILIES = (
    Family("@expo-google-fonts/noto-sans-sc@0.4.3", ("400Regular", "700Bold"), "NotoSansSC"),
    Family("@expo-google-fonts/noto-sans-mono@0.4.2", ("400Regular", "700Bold"), "NotoSansMono"),
    Family("@expo-google-fonts/inter@0.4.2", ("400Regular", "500Medium", "600SemiBold"), "Inter"),
)


def unpack(family: Family, folder: Path) -> None:
    packed = subprocess.run(
        ["npm", "pack", "--silent", family.package], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        take(archive, "package/LICENSE_FONT", FONTS / f"{family.name}.OFL.txt")
        for weight in family.weights:
            style = weight.lstrip("0123456789")
            source = f"package/{weight}/{family.name}_{weight}.ttf"
            take(archive, source, FONTS / f"{family.name}-{style}.ttf")


def take(archive: tarfile.TarFile, name: str, target: Path) -> None:
    member = archive.extractfile(name)
    if member is None:
        raise FileNotFoundError(name)
    target.write_bytes(member.read())


def main() -> int:
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            unpack(family, Path(folder))
    sums = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(FONTS.glob("*.ttf"))
    ]
    (FONTS / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
