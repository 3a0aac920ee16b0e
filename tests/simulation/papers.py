"""A printer's stand-in: cheap bytes that stand for a contract's PDF, made of the same document, and where they fall."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from app.devices import printing
from app.documents import contract
from app.domain.contract_document import ContractDocument
from app.models.base import canonical_json


def drawn(
    document: ContractDocument,
    *,
    language: str | None = None,
    watermark: str | None = None,
    copy_no: int = 0,
    **_: Any,
) -> bytes:
    """What is printed. Drawing the real PDF would take ten times as long as the rest of a sale."""
    said = [document.to_dict(), language or document.language, watermark, copy_no]
    return canonical_json(said).encode()


@dataclass(frozen=True)
class Sheet:
    """What came out of a printer."""

    printer: str
    title: str
    content: bytes

    @property
    def digest(self) -> str:
        """Its hash, as a signature pins it."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Printers:
    """All printers of the world."""

    sheets: list[Sheet] = field(default_factory=list)

    def take(self, printer: str, pdf: bytes, *, title: str, **_: Any) -> None:
        """Print."""
        self.sheets.append(Sheet(printer, title, pdf))


@contextmanager
def instead_of_paper(printers: Printers) -> Iterator[None]:
    """Contracts are drawn cheaply, and fall into this tray."""
    with (
        patch.object(contract, "render_contract", drawn),
        patch.object(printing, "printer_for", str),
        patch.object(printing, "print_pdf", printers.take),
    ):
        yield
