"""A real terminal without a server: vault, encrypted replica and a small showroom in it, for tests of the desk."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app import crypto, db, i18n, paths
from app.changes import ChangeBus
from app.clock import Clock, SystemClock
from app.domain import template_version
from app.ids import new_id, vehicle_id
from app.keychain import FileKeychain
from app.models.base import Shared, canonical_json
from app.models.local import HeldLease
from app.models.org import Branch, ContractTemplate, Terminal, User, UserRole
from app.models.party import Customer
from app.models.vehicle import Lease, Model, StockStay, Vehicle
from app.vault.key_file import User as Known
from app.vault.keys import TerminalIdentity
from app.vault.slots import Session
from app.vault.vault import REPLICA, Vault
from app.workplace import Workplace, create_replica

PASSWORD = "harbour-Lantern-4711"
BRANCH, TERMINAL, BOOTH = (f"00000000-0000-7000-8000-{n:012d}" for n in (1, 2, 3))
PEOPLE = {
    "wang": ("王浩", "sales"),
    "zhao": ("赵敏", "sales"),
    "sun": ("孙丽", "manager"),
    "liu": ("刘畅", "stock"),
}
PARAMS = crypto.KdfParams(memory_kib=1024, iterations=1)
CARS = ("LGXC16DG4K0000013", "LGXC16DG4K0000027", "LGXC16DG4K0000030", "LGXC16DG4K0000044")
LIST_PRICE = 26_880_000


def user_id(name: str) -> str:
    return f"00000000-0000-7000-8000-{10 + list(PEOPLE).index(name):012d}"


def open_workshop(
    folder: Path, *, leased: Iterable[str] = CARS[:1], at_booth: Iterable[str] = CARS[1:2], user: str = "wang",
    clock: Clock | None = None, bus: ChangeBus | None = None,
) -> Workplace:  # fmt: skip
    """A signed-in seller at counter 1. `leased` cars are this terminal's, those `at_booth` another's."""
    clock = clock or SystemClock()
    keychain = FileKeychain(folder / "keychain.json", "quiet-Meadow-2093", PARAMS)
    keys = {"signing": crypto.new_signing_key(), "box": crypto.new_box_key()}
    sealing = crypto.b64(crypto.box_public_of(keys["box"]))
    more = {"branch_id": BRANCH, "branch_name": "滨江展厅", "scopes": ["org", f"branch:{BRANCH}"]}
    identity = TerminalIdentity(
        TERMINAL, "Counter 1", "MAIN01", "MAIN", "http://127.0.0.1:9",
        crypto.b64(crypto.public_of(keys["signing"])), sealing, sealing, more,
    )  # fmt: skip
    vault, data_key = Vault.create(
        folder, keychain, clock, terminal=identity, client_secret=b"secret", params=PARAMS
    )
    create_replica(folder / REPLICA, data_key, {"incarnation": "1", "terminal": {"id": TERMINAL}})
    for name, (display, role) in PEOPLE.items():
        session = Session(ticket(name, role), clock.now() + timedelta(hours=72), crypto.new_signing_key())
        vault.add_user(Known(name, display, (role,)), PASSWORD, data_key, session)
    workplace = Workplace(folder, vault, vault.unlock(user, PASSWORD), clock, bus or ChangeBus())
    with db.write_session(workplace.database) as store, store.begin():
        for row in [*people(), contract_text(), *showroom()]:
            store.add(row)
            store.flush()
        for vin in leased:
            store.add(HeldLease(vehicle_id=vehicle_id(vin), fence=1, kind="show", deadline=None, boot=""))
        for vin in at_booth:
            store.add(org(Lease, vehicle_id(vin), terminal_id=BOOTH, fence=1, kind="show", until=None))
    return workplace


def ticket(name: str, role: str) -> str:
    """What a server would have signed; nobody looks at the signature here."""
    said = {"sub": user_id(name), "name": name, "roles": [role], "branch": BRANCH}
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return f"e30.{body}.c2ln"


def org(model: type[Shared], row_id: str = "", **values: Any) -> Shared:
    """A row that everybody has, as if it had been pulled."""
    return model(id=row_id or new_id(), scope="org", ver=1, row_hash=0, **values)


def people() -> list[Shared]:
    branch = org(
        Branch, BRANCH, code="MAIN", name="滨江展厅", seller="杭州澄远汽车销售服务有限公司",
        credit_code="91330108MA2AX7Y444", address="杭州市滨江区江陵路 1 号", phone="0571-88001234", currency="CNY",
    )  # fmt: skip
    rows = [branch]
    for row_id, name, prefix in ((TERMINAL, "Counter 1", "MAIN01"), (BOOTH, "Booth 2", "MAIN02")):
        rows.append(
            org(Terminal, row_id, name=name, branch_id=BRANCH, prefix=prefix, finance=False, revoked=False)
        )
    for name, (display, role) in PEOPLE.items():
        rows.append(org(User, user_id(name), name=name, display_name=display, disabled=False))
        rows.append(org(UserRole, user_id=user_id(name), branch_id=BRANCH, role=role, active=True))
    return rows


def contract_text() -> Shared:
    """The contract's text that comes with the program, in force."""
    folder = paths.resource("templates")
    files = {name: max(folder.glob(f"contract-{name}-*.json")) for name in i18n.LANGUAGES}
    spoken = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
    first = spoken[i18n.LANGUAGES[0]]
    return org(
        ContractTemplate, name=template_version.CONTRACT, revision=first["version"],
        state=template_version.TemplateState.PUBLISHED, valid_from=date.fromisoformat(first["valid_from"]),
        body=canonical_json({name: template_version.text_of(data) for name, data in spoken.items()}),
    )  # fmt: skip


def showroom() -> list[Shared]:
    """A model, four cars of it, one customer on file."""
    model_id = new_id()
    rows = [
        org(
            Model, model_id, code="X7-2026", brand="澄远", series="X7", trim="四驱旗舰", model_year=2026, energy="erev",
            body="suv", seats=5, range_km=1200, list_price=LIST_PRICE, archived=False,
            attributes={"brand_zh": "澄远", "series_zh": "X7"},
        )
    ]  # fmt: skip
    for at, vin in enumerate(CARS):
        rows.append(
            org(
                Vehicle, vehicle_id(vin), vin=vin, model_id=model_id, colour=("曜夜蓝", "云母白")[at % 2],
                interior="云灰", engine_no=f"TZ230-{at}", certificate_no=f"WDF{at:012d}", certificate_state="in_hand",
            )
        )  # fmt: skip
        rows.append(
            org(
                StockStay, vehicle_id=vehicle_id(vin), branch_id=BRANCH, stock_no=f"X7-2611-{at:03d}", active=True,
                status="in_stock", location=f"滨江展厅 A-{at:02d}", list_price=LIST_PRICE,
                arrived_on=date(2026, 11, 1), check_digit_accepted=True,
            )
        )  # fmt: skip
    known = Customer(
        id=new_id(), scope=f"branch:{BRANCH}", ver=1, row_hash=0, branch_id=BRANCH, kind="person", name="许若琳",
        phone="13900000217", id_kind="id_card", id_number=id_number(7), address="滨江区滨盛路 1508 号",
        archived=False,
    )  # fmt: skip
    return [*rows, known]


def id_number(serial: int) -> str:
    """A made-up identity number with a right check digit, of a county that has none."""
    body = f"110105198503{10 + serial:02d}00{serial}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
