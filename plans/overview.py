"""What the pages of a plan show about its models: counts, cells and who watches, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from agencies.models import User
from plans.cadence import Strip, Tally, tallies, year_strips
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

UNITS_SHOWN = 30


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


def orders_of(plan: Plan, *kinds: str, sized: bool = False) -> list[Order]:
    """The plan's orders of these kinds in force, in its order, with who has a part in them (`known_parts`) and, where
    `sized`, how many `units` carry each out."""
    parts = Part.objects.select_related("agency", "group")
    orders = plan.orders.current().filter(kind__in=kinds).order_by("position", "pk")
    if sized:
        work = Assignment.objects.filter(order=OuterRef("pk"), part__in=DOING).order_by().values("order")
        units = work.annotate(n=Count("agency", distinct=True)).values("n")
        orders = orders.annotate(units=Coalesce(Subquery(units), 0))
    return list(orders.prefetch_related(Prefetch("parts", queryset=parts, to_attr="known_parts")))


def model_rows(plan: Plan, orders: list[Order], user, *, year: int, on: date) -> list[ModelRow]:
    """The plan's models in a year, each with how many `units` carry it out and its requirements among `orders`, counted
    over the units `user` may see; two statements."""
    carried_out = Q(orders__kind=OrderKind.REQUIREMENT, orders__dropped_in=None, orders__assignments__part__in=DOING)
    units = Count("orders__assignments__agency", distinct=True, filter=carried_out)
    rows = {model.pk: ModelRow(model) for model in plan.plan_models.filter(dropped_in=None).annotate(units=units)}
    by_id = {order.pk: order for order in orders if order.kind == OrderKind.REQUIREMENT and order.plan_model_id in rows}
    for order in by_id.values():
        rows[order.plan_model_id].orders.append(order)
    year_of: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31), "on": on}
    for tally in tallies(by_id.values(), **year_of, seen_by=_seen_by(plan, user), by_unit=False):
        order = by_id[tally.order_id]
        row = rows[order.plan_model_id]
        row.total += tally.total
        if order.nature == Nature.CADENCE:
            (row.shared if order.scope == Scope.SHARED else row.each).append(tally)
    return list(rows.values())


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


def requirement_cards(
    row: ModelRow, plan: Plan, user, *, year: int, on: date, page: str | None
) -> tuple[list[RequirementCard], Page]:
    """The cards of one model, whose orders were read with their `units`, per unit only what `user` may see; and the page
    of units whose strips they show."""
    seen_by = _seen_by(plan, user)
    doing = Assignment.objects.filter(order__in=[order.pk for order in row.orders], part__in=DOING)
    doing = doing if seen_by is None else doing.visible_to(seen_by)
    log = Activity.objects.counted().during(date(year, 1, 1), min(date(year, 12, 31), on)).order_by()
    log = log.filter(assignment__in=doing.values("pk"))
    measured: dict[int, list[tuple[str, str, Decimal]]] = {}
    for order, label, unit, total in (
        ActivityFigure.objects.filter(activity__in=log.values("pk"))
        .order_by("measure__position", "measure")
        .values_list("measure__order", "measure__label", "measure__unit")
        .annotate(Sum("count"))
    ):
        measured.setdefault(order, []).append((label, unit, total))
    paced = {order.pk for order in row.orders if order.nature == Nature.CADENCE}
    counts = _by_unit(log, [order for order in row.orders if order.pk not in paced])
    # Every unit is listed under its counts; strips are drawn for a page of units.
    names: dict[int, dict[int, str]] = {}
    with_strips: dict[int, None] = {}
    for order, agency, name in doing.order_by("agency__order", "agency").values_list(
        "order", "agency", "agency__short_name"
    ):
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


def _by_unit(log: QuerySet[Activity], orders: list[Order]) -> dict[tuple[int, int], Decimal]:
    """(order id, agency id) -> what the entries of `log` count of these orders."""
    if not orders:
        return {}
    sums = log.filter(assignment__order__in=[order.pk for order in orders])
    return {
        (order, agency): total
        for order, agency, total in sums.values_list("assignment__order", "assignment__agency").annotate(Sum("count"))
    }


@dataclass
class TaskRow:
    """A task of a plan with its leads as printed and how many of the units that owe it are through."""

    order: Order
    leads: list[str]
    coordinators: list[str]
    total: int = 0
    done: int = 0
    overdue: int = 0
    mine: int | None = None
    status: str = ""


def task_rows(orders: list[Order], user, *, on: date) -> list[TaskRow]:
    """The tasks among `orders`; progress over the units whose work `user` may see."""
    rows = {}
    for order in orders:
        if order.kind == OrderKind.TASK:
            leads = [named(part) for part in order.known_parts if part.part in DOING]
            helpers = [named(part) for part in order.known_parts if part.part == PartKind.COORDINATE]
            rows[order.pk] = TaskRow(order, leads, helpers)
    mine = set(user.agency_ids())
    states: dict[int, list[str]] = {}
    for pk, order, keeper, status in (
        Assignment.objects.visible_to(user)
        .filter(order__in=rows)
        .doing()
        .with_status(on=on)
        .values_list("pk", "order", "kept_by", "status")
    ):
        row = rows[order]
        row.total += 1
        row.done += status.startswith("DONE") or status == "ONGOING_UPDATED"
        row.overdue += status == "OVERDUE"
        states.setdefault(order, []).append(status)
        if keeper in mine or row.mine is None:
            row.mine = pk
    for order, found in states.items():
        rows[order].status = worst(found)
    return list(rows.values())


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
