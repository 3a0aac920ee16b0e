"""The server's second look at an op: rights, columns, states, numbers, totals.

The same `domain` functions that a service used before the commit judge the rows after it. Each module registers
the checks of its tables, so that a new table touches neither `sync` nor the server.
"""

from app.services.judgement import (
    approvals,
    cases,
    consents,
    contracts,
    customers,
    deal_costs,
    deliveries,
    energies,
    files,
    follow_ups,
    keys,
    leads,
    loans,
    money,
    options,
    papers,
    quotes,
    receipts,
    reversals,
    service_visits,
    settings,
    shifts,
    stock,
    strokes,
    templates,
    test_drives,
    trade_ins,
    used_car_money,
)
from app.services.judgement.hearing import (
    Doubt,
    Hearing,
    Judged,
    Line,
    Row,
    Seen,
    judge,
    judge_change,
    judge_rights,
)

__all__ = [
    "Doubt", "Hearing", "Judged", "Line", "Row", "Seen", "approvals", "cases", "consents", "contracts", "customers",
    "deal_costs", "deliveries", "energies", "files", "follow_ups", "judge", "judge_change", "judge_rights", "keys",
    "leads", "loans", "money", "options", "papers", "quotes", "receipts", "reversals", "service_visits", "settings",
    "shifts", "stock", "strokes", "templates", "test_drives", "trade_ins", "used_car_money",
]  # fmt: skip
