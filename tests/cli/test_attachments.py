"""Files of a contract and pictures of the catalogue, typed."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

from tests.cli.conftest import Cli
from tests.shop import MODEL, Shop, new_vin, person


def test_a_signed_page_of_several_chunks_goes_to_the_other_desk(
    cli: Cli, booth: Cli, online: Shop, tmp_path: Path
) -> None:
    for _ in range(2):  # what other tests have left goes up, then comes back as ready
        cli("sync")
    (vin,) = cli.till.receive(new_vin())
    no = cli.till.sell(vin, person()).contract_no
    page, out = tmp_path / "page.pdf", tmp_path / "out.pdf"
    page.write_bytes(b"%PDF-1.7\n" + random.Random(3).randbytes(9 << 20))
    attached = cli("contract", "attach", no, str(page), "--scan").json
    assert (attached["kind"], attached["state"], attached["by"] != "") == ("scan", "pending", True)
    assert cli("status").json["files"] == 1
    moved = cli("sync").json["files"]
    assert (moved["sent"], moved["refused"]) == (1, {})
    booth("sync")
    (row,) = booth("contract", "attachments", no).json["attachments"]
    assert row["state"] == "ready"
    booth("contract", "attachment", no, row["id"], "--out", str(out))
    assert out.read_bytes() == page.read_bytes()


def test_a_signed_page_is_verified_by_its_file_and_stands_for_one_contract(cli: Cli, tmp_path: Path) -> None:
    mine, other = (cli.till.sell(cli.till.receive(new_vin())[0], person()).contract_no for _ in range(2))
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7\n" + random.Random(5).randbytes(900))
    assert cli("contract", "verify", str(page), ends=3).json["valid"] is False
    cli("contract", "attach", mine, str(page), "--scan")
    said = cli("contract", "verify", str(page))
    assert (said.json["valid"], said.json["contract"]) == (True, mine)
    assert [each["contract"] for each in said.json["scan"]] == [mine]
    assert mine in said.out
    assert cli("contract", "attach", other, str(page), "--scan", ends=3).error["code"] == "scan_of_another"


def test_a_picture_of_the_catalogue_is_the_managers(cli: Cli, online: Shop, tmp_path: Path) -> None:
    file = tmp_path / "car.png"
    Image.new("RGB", (800, 500), "navy").save(file)
    assert cli("catalogue", "picture", MODEL, str(file), user="sun").json["model"] == MODEL
    assert cli("catalogue", "picture", MODEL, str(file), ends=3).error["code"]
    assert cli("catalogue", "picture", "NONE", str(file), user="sun", ends=3).error["code"]
