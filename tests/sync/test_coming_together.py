from __future__ import annotations

from tests.shop import Till, new_vin, settle


def test_a_sale_made_here_is_seen_there(counter: Till, booth: Till) -> None:
    vin = counter.receive(new_vin())[0]
    settle(counter, booth)
    counter.wang.lease([counter.query("SELECT id FROM vehicle WHERE vin = :v", v=vin)[0][0]])
    sold = counter.sell(vin)
    assert sold.confirmed
    settle(counter, booth)
    assert booth.query("SELECT no, state FROM contract") == [(sold.contract_no, "signed")]
