"""I3: the handover sheet on paper."""

from __future__ import annotations

from datetime import date

import pytest

from app.documents.handover import render_handover
from app.domain.handover_sheet import HandoverSheet
from tests.unit.contract_samples import full_contract
from tests.unit.documents.reading import text_of

CONTRACT = full_contract()
SHEET = HandoverSheet(
    contract_no=CONTRACT.no, contract_version=2, seller=CONTRACT.seller, buyer=CONTRACT.buyer.name, car=CONTRACT.car,
    handed_on=date(2026, 11, 28), km=18, charge=74, place="滨江展厅", papers=("certificate", "manual"),
    fitted=("脚垫", "记录仪"), follows=("精品加装：充电桩 2026-11-30",),
    contract_check="7F3A91C05D2E0B44",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN", "车辆交接单 2026年11月28日 周明慧 18km 74% 2把 合格证、使用说明书 脚垫、记录仪 充电桩2026-11-30 买受人（签名）"),
        ("en", "Vehiclehandoversheet 28November2026 周明慧 18km 74% factorycertificate,owner'smanual 充电桩 Buyer"),
    ],
)  # fmt: skip
def test_the_sheet_says_what_is_handed_over_and_what_follows(language: str, said: str) -> None:
    text = text_of(render_handover(SHEET, language=language))
    for expected in (*said.split(), CONTRACT.car.vin, SHEET.no):
        assert expected in text, expected


def test_a_copy_is_marked_and_a_signature_is_drawn() -> None:
    plain = render_handover(SHEET)
    assert "副本COPY1" in text_of(render_handover(SHEET, copy_no=1))
    assert "副本" not in text_of(plain)
    assert render_handover(SHEET) == plain
    assert len(render_handover(SHEET, signatures={"buyer": [[(0.1, 0.1), (0.9, 0.9)]]})) > len(plain)
    assert HandoverSheet.from_dict(SHEET.to_dict()) == SHEET
