"""The heat map: units × models of a plan in a year. Cells are judged in `plans.cadence`; here they are only laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from agencies.models import Agency
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


@dataclass
class HeatRow:
    agency: Agency
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


def requirements_of(plan: Plan, year: int) -> list[Order]:
    """The requirements of a plan's models that stood in a year, in order; those dropped in its course too."""
    return list(
        plan.orders.filter(kind=OrderKind.REQUIREMENT, plan_model__isnull=False)
        .exclude(added_in__effective_on__gt=date(year, 12, 31))
        .exclude(dropped_in__effective_on__lte=date(year, 1, 1))
        .select_related("plan_model")
        .order_by("position", "pk")
    )


def _alive(year: int) -> Q:
    """Agencies that existed on a day of the year."""
    begun = Q(active_from=None) | Q(active_from__lte=date(year, 12, 31))
    return begun & (Q(active_to=None) | Q(active_to__gte=date(year, 1, 1)))


def heat_map(plan: Plan, user, *, year: int, on: date, page=1) -> HeatMap:
    """The year of a plan's models for a page of the units whose results `user` may see. Four statements, however many units."""
    orders = requirements_of(plan, year)
    each = [order for order in orders if order.scope == Scope.EACH]
    year_of: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31), "on": on}
    # Who runs the plan or issued it sees all of it.
    seen = None if plan.is_run_by(user) else Assignment.objects.visible_to(user)
    columns: dict[int, HeatColumn] = {}
    for order in each:
        columns.setdefault(order.plan_model_id, HeatColumn(order.plan_model, [])).orders.append(order)
    by_order = {order.pk: columns[order.plan_model_id] for order in each}
    doing = Assignment.objects.filter(order__in=list(by_order), part__in=DOING).order_by()
    if seen is not None:
        doing = doing & seen
    agencies = Agency.objects.filter(_alive(year), pk__in=doing.values("agency")).order_by("level", "order", "pk")
    units = Paginator(list(agencies.only("name", "short_name", "level")), UNITS_SHOWN).get_page(page)
    shown = list(units)
    held: dict[int, dict[int, HeatCell]] = {}
    for tally in tallies(each, **year_of, assignments=seen, agencies=[agency.pk for agency in shown]):
        column = by_order[tally.order_id]
        cells = held.setdefault(tally.agency_id, {})
        cells.setdefault(column.model.pk, HeatCell(column)).add(tally)
        column.met += tally.met
        column.owed += tally.owed
        column.total += tally.total
    found = HeatMap([c for c in columns.values() if c.paced], [c for c in columns.values() if not c.paced], units)
    found.shared = strips([o for o in orders if o.scope == Scope.SHARED], **year_of, assignments=seen)
    groups: dict[str, list[HeatRow]] = {}
    for agency in shown:
        cells = held.get(agency.pk, {})
        row = HeatRow(agency, [cells.get(column.model.pk) or HeatCell(column) for column in found.columns])
        groups.setdefault(agency.get_level_display(), []).append(row)
    found.groups = list(groups.items())
    return found


@dataclass
class UnitLine:
    """One requirement of a unit's page: its strip, or its count where nothing is judged."""

    order: Order
    strip: Strip | None
    tally: Tally | None


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
        "assignments": Assignment.objects.visible_to(user),
    }
    by_strip = {strip.order.pk: strip for strip in strips(orders, **limits)}
    by_tally = {tally.order_id: tally for tally in tallies(orders, **limits)}
    return [
        UnitLine(order, by_strip.get(order.pk) if order.nature == Nature.CADENCE else None, by_tally.get(order.pk))
        for order in orders
        if order.pk in by_tally
    ]
