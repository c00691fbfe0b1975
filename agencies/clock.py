"""The one clock of the domain. Everything that asks "what day is it?" asks here.

`settings.DEMO_DAY` shifts the day and keeps the time of day, so that the demonstration looks alive on its day.
Sessions, logs and password dates keep real time: they do not ask this clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


@contextmanager
def at(moment: datetime | str) -> Iterator[datetime]:
    """Inside the block it is `moment` ("2024-12-16 08:00" or a datetime; without a zone: Asia/Ho_Chi_Minh).

    For histories that must come out as they happened: the demonstration, imports, tests.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _held.set(moment)
    try:
        yield moment
    finally:
        _held.reset(token)


def now() -> datetime:
    """The portal's present moment, aware, in Asia/Ho_Chi_Minh."""
    if (held := _held.get()) is not None:
        return held
    real = timezone.localtime()
    if not settings.DEMO_DAY:
        return real
    day = date.fromisoformat(settings.DEMO_DAY)
    return real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The day of `now`; asked dozens of times for a page, so nothing is worked out for it that only a moment needs."""
    if _held.get() is None and settings.DEMO_DAY:
        return date.fromisoformat(settings.DEMO_DAY)
    return now().date()


def stored_day(value: date | str | None) -> date | None:
    """A day as a statement written by hand gives it: SQLite keeps days as words."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def start_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of_day(day: date) -> datetime:
    """The last second of a day on which something is due: 23:59:59 in Asia/Ho_Chi_Minh."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in Vietnam."""
    return timezone.localtime(moment).date()


def days_between(earlier: date, later: date) -> int:
    return (later - earlier) // timedelta(days=1)
