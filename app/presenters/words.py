"""How times, spans, amounts and people are said on screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.i18n import N_, tr

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def role(name: str) -> str:
    """A role as people call it."""
    from app.domain.roles import ROLE_NAMES, Role

    return tr(ROLE_NAMES[Role(name)]) if name in set(Role) else name


def place(number: int, waiting: int) -> str:
    """Where somebody stands in a line; a dash where there is none."""
    return tr("no. {n} of {all}").format(n=number, all=waiting) if waiting else "—"


def money(fen: int | None, *, sign: str = "¥") -> str:
    """`¥268,800.00`, or a dash where there is no amount."""
    from app.domain.money import format_amount  # here: sign-in says times, but never money

    if fen is None:
        return "—"
    shown = format_amount(fen)
    return f"−{sign}{shown[1:]}" if fen < 0 else f"{sign}{shown}"


def hour(instant: datetime) -> str:
    """`09:42`, by the clock on the wall."""
    return instant.astimezone().strftime("%H:%M")


def day(when: date | datetime) -> str:
    """`25 Nov`, `11月25日`."""
    if isinstance(when, datetime):
        when = when.astimezone().date()
    return tr("{day} {month}").format(day=when.day, month=tr(_MONTHS[when.month - 1]), number=when.month)


def weekday(when: date) -> str:
    """`Sunday`."""
    return tr(_WEEKDAYS[when.weekday()])


def short_weekday(when: date) -> str:
    """`Sun`."""
    return tr(_SHORT_WEEKDAYS[when.weekday()])


def full_day(when: date) -> str:
    """`Sunday, 22 November 2026` in short: weekday, day, month, year."""
    return tr("{weekday} {day} {month} {year}").format(
        weekday=tr(_WEEKDAYS[when.weekday()]), day=when.day, month=tr(_MONTHS[when.month - 1]),
        number=when.month, year=when.year,
    )  # fmt: skip


def moment(instant: datetime, now: datetime) -> str:
    """`today 09:42`, `25 Nov 09:42`."""
    if instant.astimezone().date() == now.astimezone().date():
        return tr("today {time}").format(time=hour(instant))
    return f"{day(instant)} {hour(instant)}"


def until(instant: datetime, now: datetime) -> str:
    """`19:00`, `tomorrow 19:00`, `30 Nov 19:00`: a time today needs no day."""
    days = (instant.astimezone().date() - now.astimezone().date()).days
    if days == 1:
        return tr("tomorrow {time}").format(time=hour(instant))
    return f"{day(instant)} {hour(instant)}" if days else hour(instant)


def sentences(*parts: str) -> str:
    """Sentences after each other: with a space between, but not behind a full stop that is as wide as a character."""
    said = ""
    for part in filter(None, parts):
        said += part if not said or said[-1] in "。！？；" else f" {part}"
    return said


def ago(instant: datetime, now: datetime) -> str:
    """`12 min ago`."""
    return tr("{span} ago").format(span=span(now - instant))


def span(length: timedelta) -> str:
    """`42 s`, `12 min`, `8 h 40 min`, `3 days`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return tr("{n} s").format(n=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return tr("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return tr("{h} h {m} min").format(h=hours, m=rest) if rest else tr("{h} h").format(h=hours)
    return tr("{n} days").format(n=minutes // 1440)


def size(count: int) -> str:
    """Of a file: `640 KB`, `1.4 MB`, `12 MB`."""
    if count < 100_000:
        return tr("{n} KB").format(n=max(1, round(count / 1000)))
    shown = f"{count / 1_000_000:.1f}" if count < 10_000_000 else f"{count / 1_000_000:.0f}"
    return tr("{n} MB").format(n=shown)


def length(seconds: float) -> str:
    """Of a film: `1:32`, `1:02:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def masked_phone(phone: str) -> str:
    """`138 •••• 6620`: enough to tell people apart."""
    digits = phone.replace(" ", "")
    return f"{digits[:3]} •••• {digits[-4:]}" if len(digits) >= 8 else digits
