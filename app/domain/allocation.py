"""The notice that a car was allocated to a contract: plain data for the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.contract_document import ContractDocument


@dataclass(frozen=True, slots=True)
class Notice:
    """The contract with its car, as it was signed, the day of the allocation, and who made it."""

    contract: ContractDocument
    signed: ContractDocument
    on: date
    by: str = ""

    @property
    def no(self) -> str:
        """`MAIN01-26-00001-P`."""
        return f"{self.contract.no}-P"
