"""A printer's stand-in: cheap bytes that stand for a contract's PDF, made of the same document."""

from __future__ import annotations

import hashlib

from app.domain.contract_document import ContractDocument
from app.models.base import canonical_json
from app.services import contracts
from app.workplace import Workplace


def drawn(document: ContractDocument) -> bytes:
    """What is printed. Drawing the real PDF would take ten times as long as the rest of a sale."""
    return canonical_json(document.to_dict()).encode()


def digest(document: ContractDocument) -> str:
    """Its hash, which a signature pins."""
    return hashlib.sha256(drawn(document)).hexdigest()


def signing(workplace: Workplace, money: contracts.Deposit | None) -> contracts.Signing:
    """As the desk signs, with our printer."""
    from dataclasses import replace

    return replace(workplace.signing(money), render=digest)
