"""What the pages of a plan show about its models: counts, cells and who watches, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from agencies.models import User
from agencies.statements import kept
from plans.cadence import Strip, Tally, periods, tallies, year_strips
from plans.models import (
    Activity,
    ActivityFigure,
    Assignment,
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanModel,
    Scope,
)
from plans.querysets import DOING
from plans.states import THROUGH, Status

UNITS_SHOWN = 30
ADDED_UP_AT_ONCE = 5000  # cells


@dataclass
class ModelRow:
    """One model of a plan in a year: of its rhythms the sums over units in `each`, of shared programmes in `shared`; in
    `total` everything that was counted."""

    model: PlanModel
    orders: list[Order] = field(default_factory=list)
    each: list[Tally] = field(default_factory=list)
    shared: list[Tally] = field(default_factory=list)
    total: Decimal = Decimal(0)

    @property
    def periodic(self) -> bool:
        return any(order.nature == Nature.CADENCE for order in self.orders)

    @property
    def met(self) -> int:
        return sum(row.met for row in self.each or self.shared)

    @property
    def owed(self) -> int:
        return sum(row.owed for row in self.each or self.shared)

    @property
    def unit(self) -> str:
        return next((order.count_unit for order in self.orders if order.count_unit), "")

    @property
    def frequency(self) -> str:
        """Cadence in words: one is spelt out, several are named ("tháng, quý")."""
        paced = [order for order in self.orders if order.nature == Nature.CADENCE]
        pers = list(dict.fromkeys(order.get_cadence_per_display() for order in paced))
        if len(pers) > 1:
            return ", ".join(pers)
        words = paced or self.orders
        return words[0].cadence_text if words else ""

    @property
    def monitors(self) -> list[str]:
        parts = [part for order in self.orders for part in order.known_parts if part.part == PartKind.MONITOR]
        return list(dict.fromkeys(part.agency.short_name if part.agency else str(part.group) for part in parts))


@kept
def _orders(plan: int, kinds: tuple[str, ...], sized: bool):
    orders = Order.objects.current().filter(plan=plan, kind__in=kinds).order_by("position", "pk")
    if not sized:
        return orders
    work = Assignment.objects.filter(order=OuterRef("pk"), part__in=DOING).order_by().values("order")
    units = work.annotate(n=Count("agency", distinct=True)).values("n")
    return orders.annotate(units=Coalesce(Subquery(units), 0))


@kept
def _parts(plan: int, kinds: tuple[str, ...]):
    orders = Order.objects.current().filter(plan=plan, kind__in=kinds).order_by().values("pk")
    return Part.objects.filter(order__in=orders).select_related("agency", "group")


def orders_of(plan: Plan, *kinds: str, sized: bool = False) -> list[Order]:
    """The plan's orders of these kinds in force, in its order, with who has a part in them (`known_parts`) and, where
    `sized`, how many `units` carry each out. Two statements."""
    orders = {order.pk: order for order in _orders(plan.pk, kinds, sized)}
    for order in orders.values():
        order.plan, order.known_parts = plan, []
    for part in _parts(plan.pk, kinds):
        orders[part.order_id].known_parts.append(part)
    return list(orders.values())


@kept
def _models(plan: int):
    carried_out = Q(orders__kind=OrderKind.REQUIREMENT, orders__dropped_in=None, orders__assignments__part__in=DOING)
    units = Count("orders__assignments__agency", distinct=True, filter=carried_out)
    return PlanModel.objects.filter(plan=plan, dropped_in=None).annotate(units=units)


def model_rows(plan: Plan, orders: list[Order]) -> list[ModelRow]:
    """The plan's models, each with how many `units` carry it out and its requirements among `orders`; see `add_up`."""
    rows = {model.pk: ModelRow(model) for model in _models(plan.pk)}
    for row in rows.values():
        row.model.plan = plan
    for order in orders:
        if order.kind == OrderKind.REQUIREMENT and order.plan_model_id in rows:
            rows[order.plan_model_id].orders.append(order)
    return list(rows.values())


def are_many(rows: list[ModelRow], year: int) -> bool:
    """Whether these models have so many cells in a year that they are added up after the page is shown."""
    cells = 0
    for row in rows:
        for order in row.orders:
            cells += row.model.units * len(periods(order.cadence_per, date(year, 1, 1), date(year, 12, 31)))
    return cells > ADDED_UP_AT_ONCE


def add_up(rows: list[ModelRow], plan: Plan, user: User, *, year: int, on: date) -> None:
    """What the cells of a year add up to over the units that `user` may see, into the rows. One statement."""
    year_of: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31), "on": on}
    of = {order.pk: (order, row) for row in rows for order in row.orders}
    found = tallies([order for order, _ in of.values()], **year_of, seen_by=_seen_by(plan, user), by_unit=False)
    for tally in found:
        order, row = of[tally.order_id]
        row.total += tally.total
        if order.nature == Nature.CADENCE:
            (row.shared if order.scope == Scope.SHARED else row.each).append(tally)


def shared_beside(rows: list[ModelRow]) -> list[tuple[ModelRow, Tally]]:
    """The shared programmes of models that have rhythms of single units too: they are told apart."""
    return [(row, tally) for row in rows for tally in row.shared if row.each]


def _seen_by(plan: Plan, user: User) -> User | None:
    """Whose sight limits the work; None for who runs the plan or issued it: they see all of it."""
    return None if plan.is_run_by(user) else user


@dataclass
class UnitCount:
    name: str
    total: Decimal
    strip: Strip | None = None


@dataclass
class RequirementCard:
    """A requirement on its model's page: strips by unit where it has a cadence, counts where it has none."""

    order: Order
    units: list[UnitCount]
    unit_count: int
    shared: Strip | None
    figures: list[tuple[str, str, Decimal]]

    @property
    def periodic(self) -> bool:
        return self.order.nature == Nature.CADENCE

    @property
    def labels(self) -> list[str]:
        strip = next((unit.strip for unit in self.units if unit.strip), None)
        prefix = "Quý " if self.order.cadence_per == "QUARTER" else "T" if self.order.cadence_per == "MONTH" else ""
        return [prefix + cell.label for cell in strip.cells] if strip else []

    @property
    def total(self) -> Decimal:
        return self.shared.total if self.shared else sum((unit.total for unit in self.units), Decimal(0))

    @property
    def missed(self) -> list[str]:
        return [cell.label for cell in self.shared.cells if cell.state == "MISSED"] if self.shared else []


def _doing(orders: tuple[int, ...], seen_by: User | None) -> QuerySet[Assignment]:
    """The work of those who carry these orders out, as far as `seen_by` may see it."""
    doing = Assignment.objects.filter(order__in=orders, part__in=DOING)
    return doing if seen_by is None else doing.visible_to(seen_by)


@kept
def _units(orders: tuple[int, ...], seen_by: User | None):
    """(order, agency, its name)."""
    doing = _doing(orders, seen_by).order_by("agency__order", "agency")
    return doing.values_list("order", "agency", "agency__short_name")


def _logged(orders: tuple[int, ...], seen_by: User | None, first: date, last: date) -> QuerySet[Activity]:
    log = Activity.objects.counted().during(first, last).order_by()
    return log.filter(assignment__in=_doing(orders, seen_by).order_by().values("pk"))


@kept
def _measured(orders: tuple[int, ...], seen_by: User | None, first: date, last: date):
    """(order, label, unit, sum) of each measure."""
    log = _logged(orders, seen_by, first, last)
    return (
        ActivityFigure.objects.filter(measure__order__in=orders, activity__in=log.values("pk"))
        .order_by("measure__position", "measure")
        .values_list("measure__order", "measure__label", "measure__unit")
        .annotate(Sum("count"))
    )


@kept
def _counted(orders: tuple[int, ...], seen_by: User | None, first: date, last: date):
    """(order, agency, sum)."""
    log = _logged(orders, seen_by, first, last)
    return log.values_list("assignment__order", "assignment__agency").annotate(Sum("count"))


def requirement_cards(
    row: ModelRow, plan: Plan, user, *, year: int, on: date, page: str | None
) -> tuple[list[RequirementCard], Page]:
    """The cards of one model, whose orders were read with their `units`, per unit only what `user` may see; and the page
    of units whose strips they show."""
    seen_by = _seen_by(plan, user)
    orders = tuple(order.pk for order in row.orders)
    logged = seen_by, date(year, 1, 1), min(date(year, 12, 31), on)
    measured: dict[int, list[tuple[str, str, Decimal]]] = {}
    for order, label, unit, total in _measured(orders, *logged):
        measured.setdefault(order, []).append((label, unit, total))
    paced = {order.pk for order in row.orders if order.nature == Nature.CADENCE}
    unpaced = tuple(pk for pk in orders if pk not in paced)
    counts = {(order, agency): total for order, agency, total in (_counted(unpaced, *logged) if unpaced else ())}
    # Every unit is listed under its counts; strips are drawn for a page of units.
    names: dict[int, dict[int, str]] = {}
    with_strips: dict[int, None] = {}
    for order, agency, name in _units(orders, seen_by):
        names.setdefault(order, {})[agency] = name
        if order in paced:
            with_strips[agency] = None
    shown = Paginator(list(with_strips), UNITS_SHOWN).get_page(page)
    drawn = [order for order in row.orders if order.pk in paced or order.scope == Scope.SHARED]
    found = year_strips(drawn, year=year, on=on, agencies=shown.object_list, seen_by=seen_by)
    strip_of = {(strip.order.pk, strip.agency_id): strip for strip in found}
    cards = [
        RequirementCard(
            order,
            [
                UnitCount(name, counts.get((order.pk, agency), Decimal(0)), strip_of.get((order.pk, agency)))
                for agency, name in names.get(order.pk, {}).items()
                if order.pk not in paced or agency in shown.object_list
            ],
            order.units,
            strip_of.get((order.pk, None)),
            measured.get(order.pk, []),
        )
        for order in row.orders
    ]
    return cards, shown


@dataclass
class TaskRow:
    """A task of a plan with its leads as printed and how many of the units that owe it are through."""

    order: Order
    leads: list[str]
    coordinators: list[str]
    total: int = 0
    done: int = 0
    overdue: int = 0
    assignment: int | None = None
    status: str = ""


def task_rows(orders: list[Order], user, *, on: date) -> list[TaskRow]:
    """The tasks among `orders`; progress over the units whose work `user` may see."""
    rows = {}
    for order in orders:
        if order.kind == OrderKind.TASK:
            leads = [named(part) for part in order.known_parts if part.part in DOING]
            helpers = [named(part) for part in order.known_parts if part.part == PartKind.COORDINATE]
            rows[order.pk] = TaskRow(order, leads, helpers)
    states: dict[int, list[str]] = {}
    for order, status, n, first in _states(user, tuple(rows), on):
        row = rows[order]
        row.total += n
        if status in THROUGH:
            row.done += n
        if status == Status.OVERDUE:
            row.overdue = n
        row.assignment = first
        states.setdefault(order, []).append(status)
    for order, found in states.items():
        rows[order].status = worst(found)
    return list(rows.values())


@kept
def _states(user: User, orders: tuple[int, ...], on: date):
    """(task, state, how many units, the assignment of one of them)."""
    work = Assignment.objects.visible_to(user).filter(order__in=orders).doing().with_status(on=on)
    return work.order_by().values_list("order", "status").annotate(n=Count("*"), first=Min("pk"))


WORST_FIRST = (
    "OVERDUE",
    "DUE_SOON",
    "ONGOING_NOT_UPDATED",
    "IN_TIME",
    "TO_CONFIRM",
    "NOT_YET",
    "ONGOING_UPDATED",
    "DONE_LATE",
    "DONE_ON_TIME",
    "DONE_EARLY",
)


def worst(states: list[str]) -> str:
    """The state that stands for a task given to several units: the one that most needs a look."""
    return min(states, key=WORST_FIRST.index)


def named(part: Part) -> str:
    return part.as_printed or str(part.agency or part.group)
