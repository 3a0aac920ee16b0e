"""How the showroom says things: stock, prices, what is driven how far."""

from __future__ import annotations

from app.domain.catalogue import Trim
from app.domain.energy import Energy
from app.domain.recommend import Match
from app.i18n import N_, in_a_row, plural, tr
from app.presenters import words

FILTERS = {
    "text": N_("What is typed"), "price": N_("Price"), "monthly": N_("Monthly amount"), "brands": N_("Brand"),
    "bodies": N_("Body"), "energies": N_("Energy"), "drives": N_("Driven wheels"), "range_km": N_("Range"),
    "seats": N_("Seats"), "colours": N_("Colour in stock"), "place": N_("Where the cars are"),
}  # fmt: skip
"""What trims are filtered by, in a word or two."""
ORDERS = {
    "match": N_("Best match"), "stock": N_("In stock first"), "price": N_("Price, low first"),
    "-price": N_("Price, high first"), "range": N_("Range, far first"), "newest": N_("Newest first"),
}  # fmt: skip


def energy_icon(energy: Energy) -> str:
    """An icon for a kind of energy, by how it is filled up and driven."""
    if energy.plugs_in:
        return "ev-station" if energy.has_tank else "lightning-bolt"
    if energy.electric:
        return "molecule" if energy.new_energy else "leaf"
    return "gas-station"


def yuan(fen: int) -> str:
    """A price without the fen that list prices never have: `¥268,800`."""
    return words.money(fen).removesuffix(".00")


def monthly(fen: int) -> str:
    """A monthly amount in whole yuan: it is an example, and promises no fen."""
    return f"¥{round(fen / 100):,}"


def subtitle(trim: Trim) -> str:
    """`2026 · AWD Flagship`."""
    return " · ".join(filter(None, (str(trim.model_year or ""), trim.names[2])))


def stock(trim: Trim) -> tuple[str, str]:
    """How many there are and where, and a tone."""
    own = trim.stock
    if own.here:
        return plural(own.here, N_("{n} in stock"), N_("{n} in stock")), "ok"
    if own.elsewhere:
        return plural(own.elsewhere, N_("{n} elsewhere"), N_("{n} elsewhere")), "accent"
    if own.in_transit:
        return plural(own.in_transit, N_("{n} on its way"), N_("{n} on their way")), "neutral"
    return tr("None in stock"), "warn"


def facts(trim: Trim) -> list[tuple[str, str]]:
    """Icons and words of what people ask first."""
    found = [(energy_icon(trim.energy), trim.energy.name)]
    if trim.range_km:
        found.append(("map-marker-distance", f"{trim.range_km:,} km"))
    if quick := trim.attributes.get("accel_0_100_s"):
        found.append(("speedometer", f"{quick} s"))
    elif trim.seats:
        found.append(("car-seat", tr("{n} seats").format(n=trim.seats)))
    return found


def spoken(trim: Trim, match: Match | None, *, ticked: bool) -> str:
    """A card as a screen reader says it."""
    said = [trim.name, yuan(trim.list_price), stock(trim)[0], *(text for _, text in facts(trim))]
    if match is not None:
        said += [tr("Match {score}").format(score=match.score), reason(match)]
    if ticked:
        said.append(tr("to be compared"))
    return in_a_row(said)


def reason(match: Match) -> str:
    """Why it is not recommended, or what speaks for it most."""
    return (match.ruled_out or match.best)[0].sentence
