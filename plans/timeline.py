"""Tasks along a year: one bar each from its first to its last day, drawn by the server as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, QuerySet

from agencies import clock
from plans.models import Assignment, Order
from plans.tasklist import Line, states_of, task_lines, tone_of

WIDTH = 1000  # units across the year, in the drawing's own measure


@dataclass
class Bar:
    """One task's bar: `x` and `width` within the year, `solid` how much of it is done by its units.

    `extended` is (x, width) of the time that was granted beyond the first due day, None where there is none.
    """

    line: Line
    starts: date
    x: float
    width: float
    solid: float
    extended: tuple[float, float] | None = None

    @property
    def tone(self) -> str:
        return tone_of(self.line.status)


class Year:
    """The scale of the drawing."""

    def __init__(self, year: int, *, on: date):
        self.year, self.first, self.last = year, date(year, 1, 1), date(year, 12, 31)
        self.days = clock.days_between(self.first, self.last) + 1
        self.months = [(month, self.at(date(year, month, 1))) for month in range(1, 13)]
        self.today = self.at(on) + WIDTH / self.days / 2 if self.first <= on <= self.last else None

    def at(self, day: date) -> float:
        """Where a day begins, never outside the drawing."""
        inside = min(max(day, self.first), self.last)
        return round(clock.days_between(self.first, inside) * WIDTH / self.days, 1)

    def until(self, day: date) -> float:
        """Where a day ends."""
        return min(float(WIDTH), round(self.at(day) + WIDTH / self.days, 1))

    def crossing(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """Work with a due day whose time touches the year."""
        return (
            rows.filter(due__gte=self.first)
            .exclude(starts__gt=self.last)
            .exclude(starts=None, order__plan__period_start__gt=self.last)
        )

    def bars(self, orders: list[Order], rows: QuerySet[Assignment], *, on: date) -> list[Bar]:
        """A bar for each task over its units among `rows`, in a constant number of statements."""
        spans = {
            row["order"]: row
            for row in rows.filter(order__in=orders)
            .order_by()
            .values("order")
            .annotate(starts=Min("starts"), due=Max("due"), first_due=Max("first_due"))
        }
        lines = task_lines(orders, states_of(rows, [order.pk for order in orders]), on)
        return [self._bar(line, spans[order.pk]) for order, line in zip(orders, lines, strict=True)]

    def _bar(self, line: Line, span: Mapping) -> Bar:
        plan = line.order.plan
        start, due, first_due = span["starts"] or plan.period_start, span["due"], span["first_due"]
        x, end = self.at(start), self.until(due)
        extended = None
        if first_due and first_due < due:
            base = self.until(first_due) if first_due >= self.first else 0.0
            extended, end = (base, end - base), base
        width = max(end - x, 4.0)
        return Bar(
            line=line,
            starts=start,
            x=min(x, WIDTH - 4.0),
            width=width,
            solid=round(width * line.done / line.units, 1),
            extended=extended,
        )
