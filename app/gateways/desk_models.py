"""The desk's door to models: what is ordered without a car, in a colour, at the catalogue's price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import catalogue
from app.domain.catalogue import Extra
from app.errors import UserError
from app.i18n import N_, language
from app.models.vehicle import Model
from app.presenters.deal_desk_rows import DeskCar
from app.queries import catalogue as trims
from app.queries import paints

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.catalogue import Trim
    from app.workplace import Workplace


class ModelsOfDesk:
    """Part of `gateways.deals`, over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def find(self, session: Session, text: str, limit: int) -> tuple[DeskCar, ...]:
        """Those that are offered, by name, initials or code; their colour is still to be chosen."""
        found = trims.get_trims(session, self._place(), trims.find_trims(session, text), counted=False)
        return tuple(_ordered(session, trim, "") for trim in found[:limit])

    def ordered(self, code: str, colour: str) -> DeskCar:
        """A model by its code, in a colour by either of its names."""
        with self._at.reading() as session:
            model_id = session.scalar(select(Model.id).where(Model.code == code))
            if model_id is None:
                message = N_("The catalogue has no model “{model}”. Import it first.")
                raise UserError("model_unknown", message, field="model", model=code)
            (trim,) = trims.get_trims(session, self._place(), [model_id], counted=False)
            return _ordered(session, trim, colour)

    def _place(self) -> trims.Place:
        at = self._at
        return trims.Place(at.identity.branch_id, at.identity.id, at.now_text(), at.clock.today())


def _ordered(session: Session, trim: Trim, colour: str) -> DeskCar:
    listed = trim.colours
    called = catalogue.paint_in(language(), colour, trim.attributes)
    if not trim.attributes.get("colours"):
        # As the stock files wrote them: a car with that name's paint is looked for when one is allocated.
        written = trims.list_paints(session, trim.id)
        listed, shown = tuple(Extra(name) for name in written), paints.called(session)
        called = next((name for name in written if shown(name) == colour), colour)
    return DeskCar(
        id=trim.id, vin="", model=trim.name, model_year=trim.model_year, energy=trim.energy, colour=called,
        list_price=catalogue.price_in(called, trim.list_price, trim.attributes), lease="later",
        model_code=trim.code, colours=listed, offered=trim.options,
    )  # fmt: skip
