"""A customer's file, corrected: who they are, how to reach them, what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.presenters.base import Presenter, Run
from app.presenters.customer_list import CustomerRow


@dataclass(frozen=True)
class Agreed:
    """A consent that holds: how it was given, and when."""

    way: str
    at: datetime


@dataclass(frozen=True)
class CustomerFile:
    """What the form begins with. The identity number stays hidden: what is typed replaces it."""

    id: str
    kind: str = "person"
    name: str = ""
    phone: str = ""
    id_kind: str = "id_card"
    id_last4: str = ""
    address: str = ""
    note: str = ""
    consents: Mapping[str, Agreed] = field(default_factory=dict)


class CustomerFileGateway(Protocol):
    """What the dialog needs."""

    def file(self, customer_id: str) -> CustomerFile | None: ...
    def known(self, phone: str, id_number: str, *, but: str = "") -> CustomerRow | None: ...
    def edit(self, customer_id: str, values: dict[str, str]) -> None: ...
    def agree(self, customer_id: str, purpose: str, *, agreed: bool, way: str) -> None: ...


@dataclass(frozen=True)
class CustomerEditState:
    """What the dialog shows."""

    file: CustomerFile | None = None
    known: CustomerRow | None = None
    """Somebody else with what was typed as telephone or identity number."""
    busy: bool = False
    saved: bool = False


class CustomerEditPresenter(Presenter[CustomerEditState]):
    """Writes only what was changed; consents are actions of their own."""

    def __init__(self, run: Run, gateway: CustomerFileGateway, customer_id: str) -> None:
        super().__init__(run, CustomerEditState())
        self._gateway, self._id = gateway, customer_id

    def start(self) -> None:
        """Read the file."""
        self._ask(lambda: self._gateway.file(self._id), lambda file: self._set(file=file), topic="file")

    def look_up(self, phone: str, id_number: str) -> None:
        """Whether somebody else has these numbers."""
        self._ask(
            lambda: self._gateway.known(phone, id_number, but=self._id), lambda row: self._set(known=row),
            topic="known",
        )  # fmt: skip

    def save(self, values: dict[str, str], agreed: Mapping[str, bool], way: str) -> None:
        """What differs from the file."""
        file = self.state.file
        if file is None or self.state.busy:
            return
        changed = {name: value for name, value in values.items() if value != getattr(file, name, "")}
        turned = {name: on for name, on in agreed.items() if on is not (name in file.consents)}

        def write() -> None:
            if changed:
                self._gateway.edit(self._id, changed)
            for purpose, on in turned.items():
                self._gateway.agree(self._id, purpose, agreed=on, way=way)

        self._set(busy=True)
        self._run(write, lambda _: self._set(busy=False, saved=True), self._not_saved)

    def _not_saved(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
