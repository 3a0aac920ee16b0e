from __future__ import annotations

import threading

from reportlab.pdfbase.ttfonts import TTFontFace

from app.documents import fonts
from app.documents.quick_font import QuickFace
from app.paths import resource

FILE = str(resource("fonts", "NotoSansSC-Bold.ttf"))


def test_rare_names_print_and_what_cannot_is_named() -> None:
    assert fonts.missing_glyphs("王明 䶮㐂喆堃 José ¥1,234.50 “合同”\n－＿·") == ""
    assert fonts.missing_glyphs("𠮷田𠮷 ☑") == "𠮷☑"


def test_quick_tables_are_those_that_reportlab_reads() -> None:
    quick, slow = QuickFace(FILE), TTFontFace(FILE)
    for table in (
        "charToGlyph",
        "charWidths",
        "hmetrics",
        "glyphPos",
        "defaultWidth",
        "numGlyphs",
        "bbox",
        "name",
    ):
        assert getattr(quick, table) == getattr(slow, table), table


def test_what_the_font_covers_is_what_its_face_knows() -> None:
    known = set(QuickFace(FILE).charToGlyph)
    sample = [
        chr(code)
        for code in (*range(0x21, 0x3000, 7), *range(0x4E00, 0xA000, 11), *range(0x20000, 0x2A000, 97))
    ]
    missing = set(fonts.missing_glyphs("".join(sample)))
    assert missing == {char for char in sample if ord(char) not in known and not char.isspace()}


def test_many_threads_register_once() -> None:
    found: list[fonts.Fonts] = []
    threads = [threading.Thread(target=lambda: found.append(fonts.fonts())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(each) for each in found}) == 1
    assert found[0].regular.width("合同", 10) == 20
