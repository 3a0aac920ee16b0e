"""Verbs of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain import catalogue, comparison, recommend
from app.domain.money import parse_amount, plain_amount
from app.errors import UserError
from app.i18n import N_, tr
from app.queries import energies

if TYPE_CHECKING:
    from app.domain.catalogue import Span, Trim
    from app.domain.recommend import Match
    from app.gateways.showroom import ShowroomFromReplica
    from app.workplace import Workplace


def catalogue_(call: Call) -> Answer:
    """list, show, compare, recommend, picture."""
    verbs = {"list": _list, "show": _show, "compare": _compare, "recommend": _recommend, "picture": _picture}
    with closing(call.sign_in()) as workplace:
        return verbs[call.arguments.what](call, workplace)


def _showroom(workplace: Workplace) -> ShowroomFromReplica:
    from app.gateways.showroom import ShowroomFromReplica

    return ShowroomFromReplica(workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    asked, showroom = call.arguments, _showroom(workplace)
    trims = every = showroom.trims()
    if asked.text.strip():
        hits = showroom.find(asked.text)
        trims = tuple(trim for trim in trims if trim.id in hits)
    found = catalogue.find(
        trims,
        catalogue.Wanted(
            brands=frozenset(asked.brand), bodies=frozenset(asked.body), energies=frozenset(asked.energy),
            drives=frozenset(asked.drive), colours=frozenset(asked.colour), place=frozenset(asked.place),
            price=_span(call, "price"), monthly=_span(call, "monthly"), range_km=asked.range, seats=asked.seats,
        ),
    )  # fmt: skip
    rows = catalogue.in_order(found.trims, asked.sort)
    lines = (f"{t.code:<28} {t.name}  ¥{plain_amount(t.list_price)}  {_where(t)}" for t in rows)
    return Answer({"models": [_model(trim) for trim in rows]}, "\n".join(lines) or _nothing(every))


def _nothing(every: Sequence[catalogue.Trim]) -> str:
    if every:
        return tr("No model fits.")
    come = tr(
        "A manager takes a catalogue in: showroom import catalogue FILE. Then it comes with the next sync."
    )
    return f"{tr('No models yet')}. {come}"


def _show(call: Call, workplace: Workplace) -> Answer:
    trim = _named(_showroom(workplace).trims(), call.arguments.code)
    extras = {
        "colours": [{"name": each.name, "amount": plain_amount(each.amount)} for each in trim.colours],
        "options": [
            {"code": each.code, "name": each.called, "amount": plain_amount(each.amount)}
            for each in trim.options
        ],
    }
    values = {**_model(trim), "attributes": dict(trim.values), **extras}
    lines = [trim.name, f"¥{plain_amount(trim.list_price)}", _where(trim)]
    lines += [f"{spec.attribute.name}: {spec.text}" for spec in trim.specs]
    return Answer(values, "\n".join(lines))


def _compare(call: Call, workplace: Workplace) -> Answer:
    from app.presenters.showroom import SheetAsked

    asked, showroom = call.arguments, _showroom(workplace)
    if not comparison.FEWEST <= len(asked.codes) <= comparison.MOST:
        raise UserError("compare_number", N_("Name two to four models to compare."), field="code")
    known = showroom.trims()
    trims = tuple(_named(known, code) for code in asked.codes)
    rows = [
        row
        for row in comparison.compare(trims, workplace.clock.today())
        if row.differs or not asked.differences
    ]
    if asked.out is not None:
        from app.cli.files import write_file

        sheet = showroom.sheet(trims, SheetAsked(call.document_language, asked.differences))
        write_file(call, asked.out, sheet)
    values = {
        "models": [trim.code for trim in trims],
        "rows": [
            {"group": row.group, "name": row.name, "differs": row.differs,
             "values": [cell.text for cell in row.cells], "best": [cell.best for cell in row.cells]}
            for row in rows
        ],
        "file": str(asked.out) if asked.out else None,
    }  # fmt: skip
    lines = [" | ".join(trim.name for trim in trims)]
    lines += [f"{row.name}: {' | '.join(cell.text for cell in row.cells)}" for row in rows]
    return Answer(values, "\n".join(lines))


def _recommend(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    with workplace.reading() as session:
        known = energies.known(session)
    needs = recommend.Needs(
        budget=_amount(asked.budget, "budget"), monthly=_amount(asked.monthly, "monthly"), use=asked.use,
        energies=frozenset(known.require(each) for each in asked.energy), range_km=asked.range, seats=asked.seats,
        colour=asked.colour, within_days=asked.within,
    )  # fmt: skip
    if needs.empty:
        raise UserError(
            "needs_missing", N_("Say at least one thing that is needed: --budget, --use, --seats …")
        )
    matches = recommend.recommend(_showroom(workplace).trims(), needs, workplace.clock.today())
    lines = [
        f"{each.score:>3}  {each.trim.code:<28} {each.trim.name}: {(each.ruled_out or each.best)[0].sentence}"
        for each in matches
        if not each.ruled_out
    ]
    return Answer({"models": [_match(each) for each in matches]}, "\n".join(lines) or tr("No model suits."))


def _picture(call: Call, workplace: Workplace) -> Answer:
    from app.filing import Filing

    asked = call.arguments
    picture = Filing(workplace).set_picture(asked.code, asked.file)
    text = tr("Model {model} has this picture now. It goes up with the next sync.").format(model=asked.code)
    return Answer({"model": asked.code, "picture": picture}, text)


def _named(trims: tuple[Trim, ...], code: str) -> Trim:
    found = next((trim for trim in trims if trim.code == code), None)
    if found is None:
        raise UserError(
            "model_unknown",
            N_("There is no model {model}. `catalogue list` names them."),
            field="code",
            model=code,
        )
    return found


def _span(call: Call, name: str) -> Span:
    least, most = (getattr(call.arguments, f"{name}_{end}") for end in ("from", "to"))
    return _amount(least, f"{name}_from"), _amount(most, f"{name}_to")


def _amount(text: str | None, field: str) -> int | None:
    return parse_amount(text, field=field) if text else None


def _where(trim: Trim) -> str:
    stock = trim.stock
    return tr("{here} here, {elsewhere} elsewhere, {coming} on the way").format(
        here=stock.here, elsewhere=stock.elsewhere, coming=stock.in_transit
    )


def _model(trim: Trim) -> dict[str, Any]:
    """A model as scripts read it."""
    stock = trim.stock
    return {
        "code": trim.code, "name": trim.name, "brand": trim.brand, "series": trim.series, "trim": trim.trim,
        "model_year": trim.model_year, "energy": trim.energy.code, "body": trim.body or None, "seats": trim.seats,
        "range_km": trim.range_km, "list_price": plain_amount(trim.list_price), "purchase_tax": plain_amount(trim.tax),
        "monthly": plain_amount(trim.monthly), "here": stock.here, "elsewhere": stock.elsewhere,
        "in_transit": stock.in_transit, "demonstrators": stock.demonstrators,
    }  # fmt: skip


def _match(match: Match) -> dict[str, Any]:
    return {
        "code": match.trim.code,
        "name": match.trim.name,
        "score": match.score,
        "recommended": not match.ruled_out,
        "reasons": [
            {"criterion": each.criterion, "points": each.points, "most": each.most, "why": each.sentence,
             "rules_out": each.verdict.rules_out}
            for each in match.reasons
        ],
    }  # fmt: skip
