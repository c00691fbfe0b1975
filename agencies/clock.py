"""The one clock of the domain. Everything that asks "what day is it?" asks here.

`settings.DEMO_DAY` shifts the day and keeps the time of day, so that the demonstration looks alive on its day.
Sessions, logs and password dates keep real time: they do not ask this clock.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The portal's present moment, aware, in Asia/Ho_Chi_Minh."""
    real = timezone.localtime()
    if not settings.DEMO_DAY:
        return real
    day = date.fromisoformat(settings.DEMO_DAY)
    return real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    return now().date()


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
