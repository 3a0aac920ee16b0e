"""Where the newest row counts, it is the one that was written knowing the others: not by the clocks of the desks."""

from __future__ import annotations

from app.ids import vehicle_id
from app.models.delivery import Inspection
from app.services import inspections
from app.services.inspections import Look
from app.services.orders import active_stay
from tests.shop import Till, new_vin


def test_a_fault_is_newer_than_what_a_desk_noted_whose_clock_is_ahead(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    place = counter.as_("liu")
    with place.reading() as session:
        stay = active_stay(session, vehicle_id(vin))
        assert stay is not None
        line = inspections.of_stay(session, stay, place.clock.today()).lines[0].key
    (fine,) = inspections.inspect(place.unit_of_work(), vin=vin, looks=[Look(line, "ok")])
    counter.execute(f"UPDATE {Inspection.__tablename__} SET id = ? WHERE id = ?", "7" + fine[1:], fine)
    inspections.inspect(place.unit_of_work(), vin=vin, looks=[Look(line, "fault", "Scratch")])
    with place.reading() as session:
        found = inspections.of_stay(session, stay, place.clock.today())
    assert [each.key for each in found.faults] == [line], "the car stays"
