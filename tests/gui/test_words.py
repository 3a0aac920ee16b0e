"""What the desk and its papers call things, on a real terminal."""

from __future__ import annotations

from pathlib import Path

from app import i18n
from app.domain import permissions
from app.gateways.contracts import ContractsFromReplica
from app.gateways.papers import PapersOfTerminal
from app.gateways.sync import SyncOfTerminal, title_of
from app.presenters.print_sign import PrintAsked
from app.queries import names
from app.services import contracts, papers
from tests.shop import MODEL, Till, new_vin

CHINESE = '{"brand_zh": "特斯拉", "series_zh": "Model 3", "trim_zh": ""}'


def test_waiting_work_says_which_contract_it_is_about(counter: Till) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"delivery_date": "2036-12-20"})
    titles = [item.title for item in SyncOfTerminal(counter.wang).status().outbox]
    assert titles[-2:] == [f"Contract {no} drawn", f"Change of contract {no}"]


def test_every_kind_of_work_that_waits_has_a_name() -> None:
    actions = [each.name for each in vars(permissions).values() if isinstance(each, permissions.Action)]
    nameless = [name for name in actions if title_of(name, {}) == title_of("no.such", {})]
    assert nameless == ["seed"], "nobody waits for a new server's own first rows"


def test_the_preview_in_another_language_is_the_paper_that_will_be_signed(counter: Till) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    counter.execute("UPDATE model SET brand = 'Tesla', attributes = ? WHERE code = ?", CHINESE, MODEL)
    desk = PapersOfTerminal(counter.wang)
    brands = [desk.paper(PrintAsked(no), language).document.car.brand for language in ("en", "zh_CN")]
    assert brands == ["Tesla", "特斯拉"]


def test_the_log_of_prints_says_file_in_the_language_of_who_reads_it(counter: Till, tmp_path: Path) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    with i18n.speaking("zh_CN"):
        PapersOfTerminal(counter.wang).save(str(tmp_path), no, b"%PDF")
    said = []
    for language in ("en", "zh_CN"):
        with i18n.speaking(language):
            said += [each.printer for each in ContractsFromReplica(counter.wang).prints(no)]
    assert said == ["PDF file", "PDF 文件"]


def test_a_chinese_contract_names_the_car_in_chinese_where_that_is_known(counter: Till) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    counter.execute("UPDATE model SET brand = 'Tesla', attributes = ? WHERE code = ?", CHINESE, MODEL)
    said = {}
    with counter.wang.reading() as session:
        contract = contracts.find(session, no)
        for language in ("zh_CN", "en"):
            contract.language = language
            said[language] = papers.document(session, contract).car
        session.rollback()
    assert (said["zh_CN"].brand, said["en"].brand) == ("特斯拉", "Tesla")
    assert said["zh_CN"].trim == said["en"].trim, "an empty name is none"


def test_lists_name_cars_as_people_read_them(counter: Till) -> None:
    counter.execute("UPDATE model SET brand = 'Tesla', attributes = ? WHERE code = ?", CHINESE, MODEL)
    for language, brand in (("zh_CN", "特斯拉"), ("en", "Tesla")):
        with i18n.speaking(language):
            [(name,)] = counter.query(
                f"SELECT {names.model_name()} FROM model m WHERE code = :code", code=MODEL
            )
        assert name.startswith(brand)
        assert not name.endswith(" ")
