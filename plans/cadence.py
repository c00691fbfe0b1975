"""Cadence: per requirement, unit and calendar period a cell met, missed, open or not required.

The one definition of a cell is the statement `_CELLS`: strips, heat map, dashboards and reports all read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from agencies import clock, statements
from agencies.models import User
from plans.models import Assignment, Cadence, Nature, Order, Scope
from plans.states import period_start

ROMAN = ("I", "II", "III", "IV")
NOBODY = 0  # the number of no agency


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Tally:
    """What the cells of an order add up to for a unit: periods met, owed (met or missed), still open; all that was counted."""

    order_id: int
    agency_id: int | None
    met: int
    owed: int
    open: int
    total: Decimal


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


def latest_start(first: date, last: date) -> date:
    """The last day from which an order that begins within a period still asks for it: at least half of its days are left."""
    days = (last - first).days + 1
    return last - timedelta(days=(days + 1) // 2 - 1)


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


# `base`: an order, the unit it counts for (NULL: shared by all), the days on which it stands, the first of its `works`
# assignments. An order stands from the beginning and the issue of its plan (the latest day that can be meant), from the
# amendment that brought it and from its own first day, to the end of its plan or the amendment that dropped it.
_BASE = """
    SELECT given.id AS order_pk, given.position, given.nature, given.cadence_times AS times, given.cadence_per AS per,
           owner.works, first.id AS work, plan.period_end AS ends, dropping.effective_on AS dropped,
           CASE WHEN given.scope <> 'SHARED' THEN first.agency_id END AS unit,
           CASE WHEN given.scope <> 'SHARED' THEN agency."order" END AS place,
           CASE WHEN given.scope <> 'SHARED' THEN agency.active_from END AS began,
           CASE WHEN given.scope <> 'SHARED' THEN agency.active_to END AS ended,
           {greatest}(plan.period_start, COALESCE(plan.issued_last, plan.issued_first, plan.period_start),
               COALESCE(adding.effective_on, plan.period_start),
               COALESCE(CASE WHEN given.scope <> 'SHARED' THEN first.starts END, given.starts, plan.period_start)
           ) AS stands_from
    FROM (
        SELECT MIN(work.id) AS first, COUNT(*) AS works
        FROM plans_assignment work JOIN plans_order given ON given.id = work.order_id
        WHERE work.order_id IN ({orders}) AND {done_by}
        GROUP BY work.order_id, CASE WHEN given.scope <> 'SHARED' THEN work.agency_id END
    ) owner
    JOIN plans_assignment first ON first.id = owner.first
    JOIN plans_order given ON given.id = first.order_id
    JOIN plans_plan plan ON plan.id = given.plan_id
    JOIN agencies_agency agency ON agency.id = first.agency_id
    LEFT JOIN plans_planversion adding ON adding.id = given.added_in_id
    LEFT JOIN plans_planversion dropping ON dropping.id = given.dropped_in_id
    WHERE given.scope = 'SHARED' OR {seen}
"""
_BY_EACH = "work.part IN ('LEAD', 'IMPLEMENT') AND {of_agencies}"
_BY_EACH_OR_ALL = f"""(
    (given.scope = 'SHARED' AND work.part <> 'MONITOR') OR (given.scope <> 'SHARED' AND {_BY_EACH})
)"""
# What counts of the log in a calendar period: of the one assignment there mostly is, else of all that belong together.
_LOGGED = """
    SELECT SUM(entry.count) FROM {entries}
      AND entry."on" BETWEEN calendar.first_day AND calendar.last_day AND entry."on" <= %s
      AND NOT EXISTS (SELECT 1 FROM plans_activity later WHERE later.corrects_id = entry.id)
"""
_OF_ONE = _LOGGED.format(entries="plans_activity entry WHERE entry.assignment_id = base.work")
_OF_SEVERAL = _LOGGED.format(
    entries="""plans_assignment work JOIN plans_activity entry ON entry.assignment_id = work.id
    WHERE work.order_id = base.order_pk AND CASE WHEN base.unit IS NULL THEN work.part <> 'MONITOR'
        ELSE work.agency_id = base.unit AND work.part IN ('LEAD', 'IMPLEMENT') END"""
)
# `grid`: what the log holds of each line of `base` in each calendar period that has begun. `cells`: judged; the first
# line of CASE that holds decides. The limits cut nothing off: they keep both databases from writing the cells down, or
# from adding up the log again for every place where a total is named.
_CELLS = """
WITH calendar(per, first_day, last_day, latest_start) AS (VALUES {calendar}),
base AS MATERIALIZED ({base}),
grid AS (
    SELECT base.*, calendar.first_day, calendar.last_day, calendar.latest_start,
           COALESCE(ROUND(CASE WHEN calendar.first_day > %s THEN NULL WHEN base.works = 1 THEN ({of_one})
               ELSE ({of_several}) END, 2), 0) AS total
    FROM base LEFT JOIN calendar ON calendar.per = base.per
    LIMIT 1000000000
),
cells AS (
    SELECT order_pk, position, unit, place, first_day, total,
           CASE
               WHEN first_day IS NULL THEN ''
               WHEN nature <> 'CADENCE' THEN 'ON_DEMAND'
               WHEN total >= times THEN 'MET'
               WHEN stands_from > latest_start OR last_day > ends OR last_day >= dropped THEN 'NOT_REQUIRED'
               WHEN first_day < began OR last_day > ended THEN 'NOT_REQUIRED'
               WHEN last_day >= %s THEN 'OPEN'
               ELSE 'MISSED'
           END AS state
    FROM grid
    LIMIT 1000000000
)
"""
_BY_PERIOD = """
SELECT order_pk, unit, first_day, state, total FROM cells ORDER BY position, order_pk, place, unit, first_day
"""
_SUMS = """
       SUM(CASE state WHEN 'MET' THEN 1 ELSE 0 END), SUM(CASE WHEN state IN ('MET', 'MISSED') THEN 1 ELSE 0 END),
       SUM(CASE state WHEN 'OPEN' THEN 1 ELSE 0 END), ROUND(SUM(total), 2)
"""
_BY_UNIT = f"""
SELECT order_pk, unit, {_SUMS}
FROM cells GROUP BY order_pk, unit ORDER BY MIN(position), order_pk, MIN(place), unit
"""
_BY_ORDER = f"""
SELECT order_pk, NULL, {_SUMS}
FROM cells GROUP BY order_pk ORDER BY MIN(position), order_pk
"""


def _seen(user: User, orders: tuple[int, ...], units: tuple[int, ...] | None):
    """The assignments of these orders, and of these units alone, that `user` may see."""
    rows = Assignment.objects.visible_to(user).filter(order__in=orders)
    return (rows if units is None else rows.filter(agency__in=units)).order_by().values("pk")


def _base(given: list[Order], agencies: Iterable[int] | None, seen_by: User | None) -> tuple[str, list]:
    """The orders and who carries them out, as `base` of `_CELLS` needs them, with its parameters."""
    orders = tuple(order.pk for order in given)
    # Said without OR, an index finds the few assignments of some units among those of all.
    done_by = _BY_EACH_OR_ALL if any(order.scope == Scope.SHARED for order in given) else _BY_EACH
    units = None if agencies is None else tuple(agencies) or (NOBODY,)
    of_agencies = "1 = 1" if units is None else f"work.agency_id IN ({_places(units)})"
    seen, params = "1 = 1", ()
    if seen_by is not None:
        statement, places = statements.statement_of(_seen, (seen_by, orders, units))
        seen, params = f"first.id IN ({statement.sql})" if statement.sql else "1 = 0", statement.filled(places)
    base = _BASE.format(
        greatest="MAX" if connection.vendor == "sqlite" else "GREATEST",
        orders=_places(orders),
        done_by=done_by.format(of_agencies=of_agencies),
        seen=seen,
    )
    return base, [*orders, *(units or ()), *params]


def _places(values: tuple) -> str:
    return ", ".join(["%s"] * len(values))


def _calendar(pers: Iterable[str], first: date, last: date) -> list[tuple[str, date, date, date]]:
    """(cadence, first day, last day, latest start) of every period that ends in first..last."""
    return [
        (per, begin, end, latest_start(begin, end))
        for per in sorted(pers)
        for begin, end, _ in periods(per, first, last)
    ]


def _rows(final: str, orders: list[Order], *, first: date, last: date, on: date, agencies, seen_by) -> list[tuple]:
    """The rows of one statement over the cells of these orders."""
    calendar = _calendar({order.cadence_per for order in orders}, first, last)
    # Without a period there is still a strip, without cells: a row that no cadence matches keeps the table in shape.
    calendar = calendar or [("-", first, last, first)]
    base, base_params = _base(orders, agencies, seen_by)
    statement = (
        _CELLS.format(
            calendar=", ".join(["(%s, %s, %s, %s)"] * len(calendar)), base=base, of_one=_OF_ONE, of_several=_OF_SEVERAL
        )
        + final
    )

    def stored(value):
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    days = [stored(value) for row in calendar for value in row]
    return statements.rows_of(statement, [*days, *base_params, *[stored(on)] * 4])


def strips(
    orders: Iterable[Order],
    *,
    first: date,
    last: date,
    on: date,
    agencies: Iterable[int] | None = None,
    seen_by: User | None = None,
    lasting: bool = False,
) -> list[Strip]:
    """A strip per order and unit that carries it out (one for all when shared), for periods ending in first..last.

    One statement: the log as it stood on the day `on`, added up and judged. `agencies` limits the units, `seen_by` the work
    to what somebody may see; a shared order is shown to everybody. A period is open until its last day has passed. Not required
    is one that is not wholly within the life of the unit, one that ends after its order did, and one in whose course the
    plan was issued or the amendment came when less than half of it was left; met, it counts all the same. On-demand
    orders are counted, never judged; so are `lasting` ones (ONCE), which otherwise have no strip.
    """
    by_id = {order.pk: order for order in orders if lasting or order.nature != Nature.ONCE}
    if not by_id:
        return []
    spans = {
        (per, begin): (end, label)
        for per in {order.cadence_per for order in by_id.values()}
        for begin, end, label in periods(per, first, last)
    }
    found: dict[tuple[int, int | None], list[Cell]] = {}
    for order_id, unit, begin, state, total in _rows(
        _BY_PERIOD, list(by_id.values()), first=first, last=last, on=on, agencies=agencies, seen_by=seen_by
    ):
        cells = found.setdefault((order_id, unit), [])
        if begin is not None:
            begin = clock.stored_day(begin)
            end, label = spans[by_id[order_id].cadence_per, begin]
            cells.append(Cell(begin, end, label, state, _number(total)))
    return [Strip(by_id[order_id], unit, tuple(cells)) for (order_id, unit), cells in found.items()]


def tallies(
    orders: Iterable[Order],
    *,
    first: date,
    last: date,
    on: date,
    agencies: Iterable[int] | None = None,
    seen_by: User | None = None,
    by_unit: bool = True,
) -> list[Tally]:
    """What the cells of `strips` add up to per order and unit, added up by the database; lasting orders are counted too.
    Without `by_unit` all units of an order are added up (`agency_id` None)."""
    orders = list(orders)
    if not orders:
        return []
    final = _BY_UNIT if by_unit else _BY_ORDER
    rows = _rows(final, orders, first=first, last=last, on=on, agencies=agencies, seen_by=seen_by)
    return [Tally(*counts, total=_number(total)) for *counts, total in rows]


def _number(total) -> Decimal:
    return total if isinstance(total, Decimal) else Decimal(str(total))


def year_strips(orders: Iterable[Order], *, year: int, on: date, **limits) -> list[Strip]:
    """The strips of a calendar year; `limits` are those of `strips`."""
    return strips(orders, first=date(year, 1, 1), last=date(year, 12, 31), on=on, **limits)
