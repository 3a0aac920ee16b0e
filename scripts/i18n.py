"""Collects every text marked with `tr` or `N_` into resources/i18n/zh_CN.ts and writes zh_CN.json from it.

    python scripts/i18n.py            collect, then write the JSON
    python scripts/i18n.py --check    fail when a text is missing, stale or unfinished

The .ts file is Qt's own format (lupdate makes it, Linguist opens it). The JSON is the same texts by their English
source, so that the command line, the documents and the server need no Qt. zh_CN.first.json has those of the modules
that the sign-in page is made of; a text that it lacks is looked up in the whole.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TS = ROOT / "resources" / "i18n" / "zh_CN.ts"
JSON, FIRST = TS.with_suffix(".json"), TS.with_suffix(".first.json")
OPENING = (
    "app/domain/roles.py", "app/presenters/sign_in.py", "app/presenters/words.py", "app/views/desk_stack.py",
    "app/views/sign_in*.py", "app/views/widgets/edits.py",
)  # fmt: skip
"""What is on the screen when the first page is painted."""
_BRACES = re.compile(r"{[^{}]*}")


def collect(target: Path) -> None:
    """Update a .ts file from the sources; texts that are gone are dropped."""
    sources = sorted(
        str(p.relative_to(ROOT)) for folder in ("app", "server") for p in (ROOT / folder).rglob("*.py")
    )
    lupdate = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent)) or "pyside6-lupdate"
    with tempfile.NamedTemporaryFile("w", suffix=".lst") as listed:
        listed.write("\n".join(sources))
        listed.flush()
        command = [lupdate, "-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias", "tr+=N_"]
        command += [
            "-source-language",
            "en",
            "-target-language",
            "zh_CN",
            f"@{listed.name}",
            "-ts",
            str(target),
        ]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def messages(file: Path) -> dict[str, str]:
    """Source to translation; an unfinished one is empty."""
    found: dict[str, str] = {}
    for message in ET.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        done = translation is not None and translation.get("type") != "unfinished"
        found[message.findtext("source", "")] = (
            (translation.text or "") if done and translation is not None else ""
        )
    return found


def problems() -> list[str]:
    """What is missing, stale, unfinished, or fills other braces than its source."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / TS.name
        collect(fresh)
        wanted = set(messages(fresh))
    known = messages(TS)
    found = [f"missing: {text}" for text in sorted(wanted - set(known))]
    found += [f"stale: {text}" for text in sorted(set(known) - wanted)]
    for source, text in sorted(known.items()):
        if not text:
            found.append(f"unfinished: {source}")
        elif sorted(_BRACES.findall(source)) != sorted(_BRACES.findall(text)):
            found.append(f"other braces: {source} -> {text}")
    for file, texts in compiled(known).items():
        if json.loads(file.read_bytes()) != texts:
            found.append(f"{file.name} does not match {TS.name}: run make i18n")
    return found


def compiled(known: dict[str, str]) -> dict[Path, dict[str, str]]:
    """What each JSON file holds."""
    done = {source: text for source, text in sorted(known.items()) if text}
    opening = {text for pattern in OPENING for file in ROOT.glob(pattern) for text in marked(file)}
    return {JSON: done, FIRST: {source: text for source, text in done.items() if source in opening}}


def marked(file: Path) -> set[str]:
    """The texts that a module marks."""
    calls = [node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call)]
    names = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("tr", "N_")]
    return {call.args[0].value for call in names if isinstance(call.args[0], ast.Constant)}


def write_json() -> int:
    """Write the JSON; returns how many texts are still without translation."""
    known = messages(TS)
    for file, texts in compiled(known).items():
        file.write_text(json.dumps(texts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return sum(not text for text in known.values())


def main(argv: list[str]) -> int:
    """Collect or check."""
    if "--check" in argv:
        found = problems()
        print("\n".join(found) or "All texts are translated.")
        return 1 if found else 0
    collect(TS)
    print(f"{write_json()} texts without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
