"""The heat map: units × models of a plan in a year. Cells are judged in `plans.cadence`; here they are only laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q

from agencies.models import Agency, Level, User
from agencies.statements import kept
from plans.cadence import Strip, Tally, strips, tallies
from plans.models import Assignment, Nature, Order, OrderKind, Plan, PlanModel, Scope
from plans.querysets import DOING

UNITS_SHOWN = 30
LOW = 75  # percent of the periods owed; below it a unit stands in red


@dataclass
class HeatColumn:
    """A model: with a cadence its periods met count, without one only how much was done."""

    model: PlanModel
    orders: list[Order]
    met: int = 0
    owed: int = 0
    total: Decimal = Decimal(0)

    @cached_property
    def paced(self) -> bool:
        return any(order.nature == Nature.CADENCE for order in self.orders)

    @property
    def unit(self) -> str:
        """ "mỗi quý", or the unit of count."""
        per = list(dict.fromkeys(o.get_cadence_per_display() for o in self.orders if o.nature == Nature.CADENCE))
        return f"mỗi {', '.join(per)}" if per else next((o.count_unit for o in self.orders if o.count_unit), "")


@dataclass
class HeatCell:
    """A unit's tally in a model; `given` is False where the model was not given to the unit."""

    column: HeatColumn
    given: bool = False
    met: int = 0
    owed: int = 0
    open: int = 0
    total: Decimal = Decimal(0)

    def add(self, tally: Tally) -> None:
        self.given = True
        self.met += tally.met
        self.owed += tally.owed
        self.open += tally.open
        self.total += tally.total

    @property
    def kind(self) -> str:
        """The step of the heat map: full, 75, 50, low, none; count where nothing is judged, off where nothing was given."""
        if not self.given:
            return "off"
        if not self.column.paced or not self.owed:
            return "count"
        if self.met == self.owed:
            return "full"
        share = 100 * self.met / self.owed
        return "75" if share >= 75 else "50" if share >= 50 else "low" if self.met else "none"


class HeatUnit(NamedTuple):
    pk: int
    name: str
    short_name: str
    level: str


@dataclass
class HeatRow:
    unit: HeatUnit
    cells: list[HeatCell]

    @property
    def met(self) -> int:
        return sum(cell.met for cell in self.cells)

    @property
    def owed(self) -> int:
        return sum(cell.owed for cell in self.cells)

    @property
    def paced(self) -> bool:
        return any(cell.given and cell.column.paced for cell in self.cells)

    @property
    def behind(self) -> bool:
        return 100 * self.met < LOW * self.owed


@dataclass
class HeatMap:
    """Columns with a cadence first, rows by level, and the strips of what the whole jurisdiction does once.

    Rows, and with them the sums of columns, are those of one page of `units`.
    """

    paced: list[HeatColumn]
    counted: list[HeatColumn]
    units: Page
    groups: list[tuple[str, list[HeatRow]]] = field(default_factory=list)
    shared: list[Strip] = field(default_factory=list)

    @property
    def columns(self) -> list[HeatColumn]:
        return self.paced + self.counted

    @property
    def rows(self) -> list[HeatRow]:
        return [row for _, rows in self.groups for row in rows]

    @property
    def met(self) -> int:
        return sum(column.met for column in self.paced)

    @property
    def owed(self) -> int:
        return sum(column.owed for column in self.paced)


@kept
def _requirements(plan: int, first: date, last: date):
    return (
        Order.objects.filter(plan=plan, kind=OrderKind.REQUIREMENT, plan_model__isnull=False)
        .exclude(added_in__effective_on__gt=last)
        .exclude(dropped_in__effective_on__lte=first)
        .select_related("plan_model")
        .order_by("position", "pk")
    )


def requirements_of(plan: Plan, year: int) -> list[Order]:
    """The requirements of a plan's models that stood in a year, in order; those dropped in its course too."""
    return _requirements(plan.pk, date(year, 1, 1), date(year, 12, 31))


@kept
def _units_of(orders: tuple[int, ...], first: date, last: date, seen_by: User | None):
    """The agencies that carry out these orders, as far as `seen_by` may see it, and existed on one of the days."""
    doing = Assignment.objects.filter(order__in=orders, part__in=DOING).order_by()
    doing = doing if seen_by is None else doing.visible_to(seen_by)
    begun = Q(active_from=None) | Q(active_from__lte=last)
    alive = begun & (Q(active_to=None) | Q(active_to__gte=first))
    agencies = Agency.objects.filter(alive, pk__in=doing.values("agency")).order_by("level", "order", "pk")
    return agencies.values_list("pk", "name", "short_name", "level")


def heat_map(plan: Plan, user, *, year: int, on: date, page=1) -> HeatMap:
    """The year of a plan's models for a page of the units whose results `user` may see. Four statements, however many units."""
    orders = requirements_of(plan, year)
    each = [order for order in orders if order.scope == Scope.EACH]
    year_of: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31), "on": on}
    # Who runs the plan or issued it sees all of it.
    seen_by = None if plan.is_run_by(user) else user
    columns: dict[int, HeatColumn] = {}
    for order in each:
        columns.setdefault(order.plan_model_id, HeatColumn(order.plan_model, [])).orders.append(order)
    by_order = {order.pk: columns[order.plan_model_id] for order in each}
    agencies = _units_of(tuple(by_order), year_of["first"], year_of["last"], seen_by)
    units = Paginator(agencies, UNITS_SHOWN).get_page(page)
    shown = list(map(HeatUnit._make, units))
    held: dict[int, dict[int, HeatCell]] = {}
    for tally in tallies(each, **year_of, seen_by=seen_by, agencies=[unit.pk for unit in shown]):
        column = by_order[tally.order_id]
        cells = held.setdefault(tally.agency_id, {})
        cells.setdefault(column.model.pk, HeatCell(column)).add(tally)
        column.met += tally.met
        column.owed += tally.owed
        column.total += tally.total
    found = HeatMap([c for c in columns.values() if c.paced], [c for c in columns.values() if not c.paced], units)
    found.shared = strips([o for o in orders if o.scope == Scope.SHARED], **year_of, seen_by=seen_by)
    groups: dict[str, list[HeatRow]] = {}
    for unit in shown:
        cells = held.get(unit.pk, {})
        row = HeatRow(unit, [cells.get(column.model.pk) or HeatCell(column) for column in found.columns])
        groups.setdefault(str(Level(unit.level).label), []).append(row)
    found.groups = list(groups.items())
    return found


@dataclass
class UnitLine:
    """One requirement of a unit's page: its strip where it has a cadence, and what was counted."""

    order: Order
    counted: Strip

    @property
    def strip(self) -> Strip | None:
        return self.counted if self.order.nature == Nature.CADENCE else None


def unit_lines(plan: Plan, agency: Agency, user, *, year: int, on: date) -> list[UnitLine]:
    """The requirements of a plan for one unit in a year, with the shared ones, as far as `user` may see them."""
    orders = [
        order for order in requirements_of(plan, year) if order.scope == Scope.EACH or order.level in ("", agency.level)
    ]
    limits: dict[str, Any] = {
        "first": date(year, 1, 1),
        "last": date(year, 12, 31),
        "on": on,
        "agencies": [agency.pk],
        "seen_by": user,
    }
    by_order = {strip.order.pk: strip for strip in strips(orders, **limits, lasting=True)}
    return [UnitLine(order, by_order[order.pk]) for order in orders if order.pk in by_order]
