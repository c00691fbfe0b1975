"""Ý kiến chỉ đạo followed on one page: each order with its state on a day and what was reported back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from agencies.models import User
from plans.models import Activity, Assignment, DifficultyState, Order, PartKind, PlanKind
from plans.states import THROUGH, Status
from plans.tasklist import Line, states_of, task_lines

OPEN, LATE, DONE = "chua-xong", "qua-han", "da-xong"
LABELS = {OPEN: "Chưa xong", LATE: "Quá hạn", DONE: "Đã xong"}


@dataclass
class Followed:
    """One order: its line; the assignment where there is only one, with its last progress; how many difficulties wait."""

    line: Line
    single: Assignment | None = None
    last: str = ""
    waiting: int = 0
    helpers: list[str] = field(default_factory=list)

    @property
    def reported(self) -> str:
        """What was reported back last, in words; "" where nothing was."""
        if self.single is None:
            return ""
        return self.single.result if self.single.done_on else self.last


class Directions:
    """The orders beside the plans that a person may follow, as they stand on a day."""

    def __init__(self, user: User, *, on: date, source: int | None = None):
        self.on = on
        rows = Assignment.objects.visible_to(user).doing().filter(order__plan__kind=PlanKind.DIRECTIONS)
        if source is not None:
            rows = rows.filter(order__source=source)
        self.rows = rows.with_status(on=on)

    def matching(self, text: str) -> None:
        """Keeps the orders whose words, or the name of whose source, hold every word of `text`."""
        self.rows = self.rows.matching(text)

    def count(self) -> dict[str, int]:
        """Orders by pill, and "" of all of them; an order is done when each of its units is."""
        undone, late = ~Q(status__in=THROUGH), Q(status=Status.OVERDUE)
        found = self.rows.order_by().aggregate(
            whole=Count("order", distinct=True),
            undone=Count("order", distinct=True, filter=undone),
            late=Count("order", distinct=True, filter=late),
        )
        return {
            "": found["whole"],
            OPEN: found["undone"],
            LATE: found["late"],
            DONE: found["whole"] - found["undone"],
        }

    def orders(self, chosen: str = "") -> QuerySet[Order]:
        """The orders under a pill, the latest given first, those of one source together."""
        rows = self.rows.order_by()
        undone = rows.exclude(status__in=THROUGH).values("order")
        found = Order.objects.filter(pk__in=rows.values("order"))
        if chosen == OPEN:
            found = found.filter(pk__in=undone)
        elif chosen == LATE:
            found = found.filter(pk__in=rows.filter(status=Status.OVERDUE).values("order"))
        elif chosen == DONE:
            found = found.exclude(pk__in=undone)
        return found.select_related("plan", "plan_model", "source", "given_by").order_by(
            F("starts").desc(nulls_last=True), "source", "source_document", "position"
        )

    def followed(self, orders: list[Order]) -> list[Followed]:
        """A page of `orders()` with what was reported back, in a constant number of statements."""
        states = states_of(self.rows, [order.pk for order in orders])
        found = {
            order.pk: Followed(line) for order, line in zip(orders, task_lines(orders, states, self.on), strict=True)
        }
        last = Activity.objects.counted().filter(assignment=OuterRef("pk")).order_by("-on", "-pk")
        singles = [pk for pk, one in found.items() if one.line.units == 1]
        rows = self.rows.filter(order__in=singles).annotate(last_text=Subquery(last.values("text")[:1]))
        for row in rows.select_related("kept_by").prefetch_related("evidence"):
            found[row.order_id].single, found[row.order_id].last = row, row.last_text or ""
        waits = Assignment.objects.filter(order__in=list(found), difficulties__state=DifficultyState.OPEN)
        visible = waits.filter(pk__in=self.rows.order_by().values("pk"))
        for order, number in visible.order_by().values_list("order").annotate(n=Count("difficulties")):
            found[order].waiting = number
        helps = Assignment.objects.filter(order__in=list(found), part=PartKind.COORDINATE).order_by("kept_by__order")
        for order, name in helps.values_list("order", "kept_by__short_name"):
            found[order].helpers.append(name)
        return list(found.values())


def summary(source_name: str, rows: list[Followed]) -> str:
    """What to tell the leader about one source, as plain text to copy: how many are done, and each order's state."""
    done = sum(1 for row in rows if row.line.done == row.line.units)
    lines = [f"{source_name}: đã xong {done}/{len(rows)} việc."]
    for row in rows:
        said = f" Kết quả: {row.reported}" if row.reported else ""
        lines.append(f"- {row.line.order.text.rstrip('.')} ({row.line.who}): {row.line.words.lower()}.{said}")
    return "\n".join(lines)
