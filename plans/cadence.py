"""Cadence: per requirement, unit and calendar period a cell met, missed, open or not required; one definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from plans.models import Activity, Assignment, Cadence, Nature, Order, Scope
from plans.querysets import period_start

ROMAN = ("I", "II", "III", "IV")
DOING = ("LEAD", "IMPLEMENT")


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


def strips(
    orders: Iterable[Order], *, first: date, last: date, on: date, agencies: Iterable[int] | None = None
) -> list[Strip]:
    """A strip per order and unit that carries it out (one for all when shared), for periods ending in first..last.

    Two statements: the assignments and the log summed by order, unit and day. A period is open until its last day has
    passed; one wholly before a unit's or the plan's beginning, or after its end, is not required; a period in which
    the plan began in the middle is not required either. On-demand orders are counted, never judged.
    """
    orders = [order for order in orders if order.nature != Nature.ONCE]
    if not orders:
        return []
    by_id = {order.pk: order for order in orders}
    chosen = Assignment.objects.filter(order__in=by_id, part__in=DOING)
    if agencies is not None:
        chosen = chosen.filter(agency__in=list(agencies)) | chosen.filter(order__scope=Scope.SHARED)
    rows = list(
        chosen.order_by("order__position", "agency__order", "agency").values_list(
            "order", "agency", "agency__active_from", "agency__active_to"
        )
    )
    begins = min(period_start(order.cadence_per, first) for order in orders)
    log: dict[tuple[int, int | None], list[tuple[date, Decimal]]] = {}
    for order, agency, day, count in (
        Activity.objects.counted()
        .filter(assignment__order__in=by_id, on__gte=begins, on__lte=last)
        .order_by()
        .values_list("assignment__order", "assignment__agency", "on")
        .annotate(total=Sum("count"))
    ):
        owner = None if by_id[order].scope == Scope.SHARED else agency
        log.setdefault((order, owner), []).append((day, count))
    found: dict[tuple[int, int | None], Strip] = {}
    for order_id, agency, began, ended in rows:
        order = by_id[order_id]
        shared = order.scope == Scope.SHARED
        key = (order_id, None if shared else agency)
        if key in found:
            continue
        entries = log.get(key, [])
        cells = tuple(
            _cell(order, begin, end, label, entries, None if shared else began, None if shared else ended, on)
            for begin, end, label in periods(order.cadence_per, first, last)
        )
        found[key] = Strip(order, key[1], cells)
    return list(found.values())


def _cell(order, begin, end, label, entries, began, ended, on) -> Cell:
    count = sum((count for day, count in entries if begin <= day <= end), Decimal(0))
    plan_start = order.starts or order.plan.period_start
    if order.nature == Nature.ON_DEMAND:
        state = "ON_DEMAND"
    elif count >= order.cadence_times:
        state = "MET"
    elif (began and began > begin) or (ended and ended < end) or plan_start > begin:
        state = "NOT_REQUIRED"
    elif end >= on:
        state = "OPEN"
    else:
        state = "MISSED"
    return Cell(begin, end, label, state, count)


def year_strips(orders: Iterable[Order], *, year: int, on: date, agencies: Iterable[int] | None = None) -> list[Strip]:
    """The strips of a calendar year."""
    return strips(orders, first=date(year, 1, 1), last=date(year, 12, 31), on=on, agencies=agencies)
