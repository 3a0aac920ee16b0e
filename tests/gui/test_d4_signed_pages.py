"""A scanned page with ink on it stands for one contract, and shows which of its signatures it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from app.errors import UserError
from app.filing import Filing
from app.ids import vehicle_id
from app.services import amending, scans
from app.services.scans import Scanned
from tests.shop import Till, new_vin, settle


def page(folder: Path, kind: str = "pdf") -> Path:
    """A page that nobody else has."""
    file = folder / f"page.{kind}"
    if kind == "pdf":
        file.write_bytes(b"%PDF-1.7\n" + os.urandom(900))
    else:
        Image.frombytes("RGB", (60, 80), os.urandom(60 * 80 * 3)).save(file)
    return file


def sold(till: Till) -> str:
    return till.sell(till.receive(new_vin())[0]).contract_no


def known(till: Till, content: bytes) -> Scanned | None:
    with till.wang.reading() as session:
        return scans.verify(session, content)


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_filed_page_is_known_by_its_file_and_by_its_copy(counter: Till, tmp_path: Path, kind: str) -> None:
    no, file, filing = sold(counter), page(tmp_path, kind), Filing(counter.wang)
    row = filing.file(filing.attach(no, file, scan=True))
    for content in (file.read_bytes(), b"".join(filing.content(row))):
        found = known(counter, content)
        assert found is not None
        assert (found.valid, found.contracts, found.filed[0].version) == (True, (no,), found.filed[0].newest)
    assert known(counter, file.read_bytes() + b"\n" if kind == "pdf" else os.urandom(300)) is None


def test_a_page_shows_the_signature_that_was_there_when_it_was_filed(counter: Till, tmp_path: Path) -> None:
    vin = counter.receive(new_vin())[0]
    counter.sync()
    counter.wang.lease([vehicle_id(vin)])
    no, filing = counter.sell(vin).contract_no, Filing(counter.wang)
    first = filing.attach(no, page(tmp_path), scan=True)
    ((before,),) = counter.query("SELECT signed_version FROM contract WHERE no = :no", no=no)
    change = amending.Change({"delivery_place": "Elsewhere"})
    amending.amend(counter.wang.unit_of_work(), no=no, change=change, signing=counter.wang.signing(None))
    ((after,),) = counter.query("SELECT signed_version FROM contract WHERE no = :no", no=no)
    (tmp_path / "later").mkdir()
    second = filing.attach(no, page(tmp_path / "later"), scan=True)
    assert after > before
    assert filing.versions_of_scans(no) == {first: before, second: after}


def test_a_page_of_one_contract_is_not_taken_for_another(counter: Till, tmp_path: Path) -> None:
    mine, other, file, filing = sold(counter), sold(counter), page(tmp_path), Filing(counter.wang)
    filing.attach(mine, file, scan=True)
    with pytest.raises(UserError, match="scan_of_another"):
        filing.attach(other, file, scan=True)
    again = filing.attach(mine, file, scan=True)
    assert list(filing.versions_of_scans(mine)) == [again], "once more with the same one is once"
    filing.attach(other, file)  # as a picture of something it may lie anywhere
    found = known(counter, file.read_bytes())
    assert found is not None
    assert found.valid


def test_a_page_that_two_desks_filed_with_two_contracts_stands_for_neither(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    mine, other, file = sold(counter), sold(booth), page(tmp_path)
    Filing(counter.wang).attach(mine, file, scan=True)
    Filing(booth.wang).attach(other, file, scan=True)
    settle(counter, booth)
    for till in (counter, booth):
        found = known(till, file.read_bytes())
        assert found is not None
        assert not found.valid
        assert set(found.contracts) == {mine, other}


def test_a_page_of_what_is_not_signed_proves_nothing_yet(counter: Till, tmp_path: Path) -> None:
    no, file = counter.draft(counter.receive(new_vin())[0]), page(tmp_path)
    Filing(counter.wang).attach(no, file, scan=True)
    found = known(counter, file.read_bytes())
    assert found is not None
    assert (found.valid, found.filed[0].version) == (False, None)


def test_a_page_that_was_taken_back_is_free_again(counter: Till, tmp_path: Path) -> None:
    mine, other, file, filing = sold(counter), sold(counter), page(tmp_path), Filing(counter.wang)
    filing.withdraw(filing.attach(mine, file, scan=True))
    assert known(counter, file.read_bytes()) is None
    filing.attach(other, file, scan=True)
    found = known(counter, file.read_bytes())
    assert found is not None
    assert found.contracts == (other,)
