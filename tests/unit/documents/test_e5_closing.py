"""E5: the closing on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.documents.closing import ClosingDocument, render_closing
from app.domain.shift import MethodLine, Perpetual
from tests.unit.documents.test_receipt import text_of

CLOSING = ClosingDocument(
    seller="澄远汽车销售有限公司", terminal="Counter 1 (MAIN01)", cashier="林国栋",
    opened_at=datetime(2026, 11, 22, 20, 5, tzinfo=UTC), closed_at=datetime(2026, 11, 23, 0, 40, tzinfo=UTC), closed_by="林国栋",
    lines=(
        MethodLine("cash", 200_000, 2_368_000, 0), MethodLine("card", 0, 8_600_000, 500_000),
        MethodLine("transfer", 0, 0, 0), MethodLine("wechat", 0, 0, 0), MethodLine("alipay", 0, 0, 0),
    ),
    counted={"cash": 2_558_000, "card": 8_100_000, "transfer": 0, "wechat": 0, "alipay": 0},
    reason="找零多付", receipts=("R-MAIN01-26-00001", "R-MAIN01-26-00009"), perpetual=Perpetual(99_000_000, 700_000),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN", "交班单 2026年11月22日20:05 2026年11月23日00:40 25,680.00 25,580.00 −¥100.00 找零多付 2张： ¥990,000.00"),
        ("en", "Shiftclosing 22November202620:05 23November202600:40 25,680.00 −¥100.00 −¥5,000.00 2:R-MAIN01-26-00001"),
    ],
)  # fmt: skip
def test_a_closing_says_what_was_expected_and_counted_also_across_midnight(language: str, said: str) -> None:
    text = text_of(render_closing(replace(CLOSING, language=language)))
    for expected in said.split():
        assert expected in text, expected


def test_a_copy_of_a_closing_is_marked() -> None:
    assert "COPY1" in text_of(render_closing(CLOSING, copy_no=1))
    assert "COPY" not in text_of(render_closing(CLOSING))
