"""A month of due days: what falls due on each of them, of the work a person has chosen to see."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from holidays.countries import Vietnam

from plans.models import Assignment
from plans.overview import worst
from plans.states import THROUGH
from plans.tasklist import tone_of

SHOWN_A_DAY = 4
DAY = timedelta(days=1)


@dataclass
class Item:
    """One task on its due day; `who` is one unit's name, or how many units there are."""

    url: str
    number: str
    text: str
    who: str
    status: str
    done: int
    units: int

    @property
    def tone(self) -> str:
        return tone_of(self.status)


@dataclass
class Day:
    on: date
    inside: bool
    off: str = ""
    items: list[Item] = field(default_factory=list)

    @property
    def shown(self) -> list[Item]:
        return self.items if len(self.items) <= SHOWN_A_DAY else self.items[: SHOWN_A_DAY - 1]

    @property
    def more(self) -> int:
        return len(self.items) - len(self.shown)


class Month:
    """Whole weeks, Monday first, that hold a month; `weeks` of `Day`."""

    def __init__(self, first: date):
        self.first = first
        self.last = first.replace(day=monthrange(first.year, first.month)[1])
        begin = first - first.weekday() * DAY
        length = (self.last - begin).days + 7 - self.last.weekday()
        off = Vietnam(years={begin.year, self.last.year}, language="vi")
        self._days = {
            on: Day(on, inside=first <= on <= self.last, off=off.get(on) or "")
            for on in (begin + n * DAY for n in range(length))
        }

    @property
    def weeks(self) -> list[list[Day]]:
        days = list(self._days.values())
        return [days[at : at + 7] for at in range(0, len(days), 7)]

    @property
    def busy(self) -> list[Day]:
        """The month's days on which something is due, for a narrow screen."""
        return [day for day in self._days.values() if day.inside and day.items]

    @property
    def before(self) -> date:
        return (self.first - DAY).replace(day=1)

    @property
    def after(self) -> date:
        return self.last + DAY

    def fill(self, rows: QuerySet[Assignment]) -> None:
        """Puts the tasks of `rows` (each with its `status`) on their due days, in one statement."""
        found: dict[tuple[date, int], list[dict]] = {}
        counted = (
            rows.filter(due__gte=self.weeks[0][0].on, due__lte=self.weeks[-1][-1].on)
            .order_by()
            .values("due", "order", "order__number", "order__text", "status")
            .annotate(n=Count("*"), first=Min("pk"), name=Min("kept_by__short_name"))
            .order_by("due", "order__plan", "order__position", "order")
        )
        for row in counted:
            found.setdefault((row["due"], row["order"]), []).append(row)
        for (due, order), states in found.items():
            units = sum(row["n"] for row in states)
            self._days[due].items.append(
                Item(
                    url=reverse("assignment", args=[states[0]["first"]])
                    if units == 1
                    else reverse("task", args=[order]),
                    number=states[0]["order__number"],
                    text=states[0]["order__text"],
                    who=states[0]["name"] if units == 1 else f"{units} đơn vị",
                    status=worst([row["status"] for row in states]),
                    done=sum(row["n"] for row in states if row["status"] in THROUGH),
                    units=units,
                )
            )


def month_of(text: str, *, on: date) -> date:
    """First day of the month that "2024-12" names; of the month that holds `on` where it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return on.replace(day=1)
