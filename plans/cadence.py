"""Cadence: per requirement, unit and calendar period a cell met, missed, open or not required; one definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, DateField, Q, QuerySet, Sum, Value, When, prefetch_related_objects
from django.db.models.functions import Cast

from plans.models import Activity, Assignment, Cadence, Nature, Order, Scope
from plans.querysets import DOING, period_start

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Cell:
    """One period of one requirement for one unit; `state` is MET, MISSED, OPEN, NOT_REQUIRED or ON_DEMAND."""

    first: date
    last: date
    label: str
    state: str
    count: Decimal


@dataclass(frozen=True)
class Strip:
    """The cells of one order for one unit (agency None: shared by the whole jurisdiction)."""

    order: Order
    agency_id: int | None
    cells: tuple[Cell, ...]

    @property
    def met(self) -> int:
        return sum(cell.state == "MET" for cell in self.cells)

    @property
    def owed(self) -> int:
        return sum(cell.state in ("MET", "MISSED") for cell in self.cells)

    @property
    def total(self) -> Decimal:
        return sum((cell.count for cell in self.cells), Decimal(0))


def next_period(per: str, first: date) -> date:
    """First day of the period after the one that begins on `first`."""
    if per == Cadence.WEEK:
        return first + timedelta(days=7)
    months = {Cadence.MONTH: 1, Cadence.HALF: 6, Cadence.YEAR: 12}.get(per, 3)
    step = first.month - 1 + months
    return date(first.year + step // 12, step % 12 + 1, 1)


def periods(per: str, first: date, last: date) -> list[tuple[date, date, str]]:
    """Calendar periods whose last day lies in first..last: a period belongs to the round that holds its last day."""
    found = []
    begin = period_start(per, first)
    while True:
        following = next_period(per, begin)
        end = following - timedelta(days=1)
        if end > last:
            return found
        if end >= first:
            found.append((begin, end, label_of(per, begin)))
        begin = following


def label_of(per: str, begin: date) -> str:
    match per:
        case Cadence.MONTH:
            return str(begin.month)
        case Cadence.QUARTER | "":
            return ROMAN[(begin.month - 1) // 3]
        case Cadence.HALF:
            return "6T đầu" if begin.month == 1 else "6T cuối"
        case Cadence.YEAR:
            return str(begin.year)
        case _:
            return f"{begin:%d/%m}"


def _log(calendar: dict[str, list[tuple[date, date, str]]], by_id: dict[int, Order], on: date):
    """(order, unit or None, first day of the period) -> count, added up by the database in one statement."""
    rows = [
        When(assignment__order__cadence_per=per, on__gte=first, on__lte=end, then=Cast(Value(first), DateField()))
        for per, spans in calendar.items()
        for first, end, _ in spans
    ]
    if not rows:
        return {}
    days = [day for spans in calendar.values() for first, end, _ in spans for day in (first, end)]
    entries = (
        Activity.objects.counted()
        .during(min(days), min(max(days), on))
        .filter(assignment__order__in=by_id)
        .order_by()
        .values_list("assignment__order", "assignment__agency", Case(*rows, output_field=DateField()))
        .annotate(total=Sum("count"))
    )
    found: dict[tuple[int, int | None, date], Decimal] = {}
    for order, agency, period, total in entries:
        key = (order, None if by_id[order].scope == Scope.SHARED else agency, period)
        found[key] = found.get(key, Decimal(0)) + total
    return found


def strips(
    orders: Iterable[Order],
    *,
    first: date,
    last: date,
    on: date,
    agencies: Iterable[int] | None = None,
    assignments: QuerySet[Assignment] | None = None,
) -> list[Strip]:
    """A strip per order and unit that carries it out (one for all when shared), for periods ending in first..last.

    Two statements and those that read the orders' plans: who carries out what, and the log added up by order, unit and
    period as it stood on the day `on`. `agencies` limits the units, `assignments` the rows somebody may see; a shared
    order is shown to everybody. A period is open until its last day has passed. One that is not wholly within the life
    of the unit, the order and its plan is not required; met, it counts all the same. On-demand orders are counted,
    never judged; lasting ones (ONCE) have no cells.
    """
    chosen = [order for order in orders if order.nature != Nature.ONCE]
    if not chosen:
        return []
    prefetch_related_objects(chosen, "plan", "added_in", "dropped_in")
    by_id = {order.pk: order for order in chosen}
    calendar = {per: periods(per, first, last) for per in {order.cadence_per for order in chosen}}
    rows = Assignment.objects.filter(order__in=by_id, part__in=DOING)
    seen = Q() if agencies is None else Q(agency__in=list(agencies))
    if assignments is not None:
        seen &= Q(pk__in=assignments.order_by().values("pk"))
    if seen:
        rows = rows.filter(seen | Q(order__scope=Scope.SHARED))
    counts = _log(calendar, by_id, on)
    found: dict[tuple[int, int | None], Strip] = {}
    for order_id, agency, began, ended in rows.order_by(
        "order__position", "order", "agency__order", "agency"
    ).values_list("order", "agency", "agency__active_from", "agency__active_to"):
        order = by_id[order_id]
        key = (order_id, None if order.scope == Scope.SHARED else agency)
        if key not in found:
            life = order_life(order) if order.scope == Scope.SHARED else order_life(order, began, ended)
            cells = tuple(
                _cell(order, begin, end, label, counts.get((*key, begin), Decimal(0)), life, on)
                for begin, end, label in calendar[order.cadence_per]
            )
            found[key] = Strip(order, key[1], cells)
    return list(found.values())


def order_life(order: Order, began: date | None = None, ended: date | None = None) -> tuple[date, date]:
    """The days on which an order stands for a unit: within its plan, the version that brought it, and the unit's life."""
    starts = [order.plan.period_start, order.starts, order.added_in and order.added_in.effective_on, began]
    dropped = order.dropped_in and order.dropped_in.effective_on
    ends = [order.plan.period_end, dropped and dropped - timedelta(days=1), ended]
    return max(day for day in starts if day), min(day for day in ends if day)


def _cell(order, begin, end, label, count, life, on) -> Cell:
    if order.nature == Nature.ON_DEMAND:
        state = "ON_DEMAND"
    elif count >= order.cadence_times:
        state = "MET"
    elif begin < life[0] or end > life[1]:
        state = "NOT_REQUIRED"
    elif end >= on:
        state = "OPEN"
    else:
        state = "MISSED"
    return Cell(begin, end, label, state, count)


def year_strips(orders: Iterable[Order], *, year: int, on: date, **limits) -> list[Strip]:
    """The strips of a calendar year; `limits` are those of `strips`."""
    return strips(orders, first=date(year, 1, 1), last=date(year, 12, 31), on=on, **limits)


def totals(
    orders: Iterable[Order], *, first: date, last: date, assignments: QuerySet[Assignment] | None = None
) -> dict[int, Decimal]:
    """Order id -> everything counted from first to last, of every nature; a shared order's count is the whole one."""
    log = Activity.objects.counted().during(first, last).filter(assignment__order__in=[order.pk for order in orders])
    if assignments is not None:
        log = log.filter(
            Q(assignment__in=assignments.order_by().values("pk")) | Q(assignment__order__scope=Scope.SHARED)
        )
    return dict(log.order_by().values_list("assignment__order").annotate(total=Sum("count")))
