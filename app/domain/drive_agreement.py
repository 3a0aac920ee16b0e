"""What is signed before a test drive (试驾协议): plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.contract_document import Seller


@dataclass(frozen=True, slots=True)
class DriveAgreement:
    """Who drives which car, when, with which licence. Instants in the showroom's own time."""

    no: str
    seller: Seller
    customer: str
    phone: str
    licence_no: str
    licence_class: str
    licence_until: date
    model: str
    vin: str
    starts_at: datetime
    ends_at: datetime
    language: str = "zh_CN"
