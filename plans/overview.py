"""What the pages of a plan show about its models: counts, cells and who watches, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Sum

from plans.cadence import Strip, Tally, strips, tallies, totals, year_strips
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


@dataclass
class ModelRow:
    """One model of a plan in a year: `each` are the sums of units, shared programmes stand in `shared`."""

    model: PlanModel
    orders: list[Order] = field(default_factory=list)
    each: list[Tally] = field(default_factory=list)
    shared: list[Strip] = field(default_factory=list)
    total: Decimal = Decimal(0)
    units: int = 0

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


def orders_of(plan: Plan, *kinds: str) -> list[Order]:
    """The plan's orders of these kinds in force, in its order, with who has a part in them (`known_parts`)."""
    parts = Part.objects.select_related("agency", "group")
    orders = plan.orders.current().filter(kind__in=kinds).order_by("position", "pk")
    return list(orders.prefetch_related(Prefetch("parts", queryset=parts, to_attr="known_parts")))


def model_rows(plan: Plan, orders: list[Order], user, *, year: int, on: date) -> list[ModelRow]:
    """The plan's models in a year with their requirements among `orders`, counted over the units `user` may see."""
    rows = {model.pk: ModelRow(model) for model in plan.plan_models.filter(dropped_in=None)}
    orders = [order for order in orders if order.kind == OrderKind.REQUIREMENT and order.plan_model_id in rows]
    seen = Assignment.objects.visible_to(user)
    counted = totals(orders, first=date(year, 1, 1), last=min(date(year, 12, 31), on), assignments=seen)
    for order in orders:
        row = rows[order.plan_model_id]
        row.orders.append(order)
        row.total += counted.get(order.pk) or 0
    paced = {order.pk: rows[order.plan_model_id] for order in orders if order.nature == Nature.CADENCE}
    limits: dict[str, Any] = {"first": date(year, 1, 1), "last": date(year, 12, 31), "on": on, "assignments": seen}
    each = [order for order in orders if order.pk in paced and order.scope == Scope.EACH]
    for tally in tallies(each, **limits):
        paced[tally.order_id].each.append(tally)
    for strip in strips([order for order in orders if order.pk in paced and order.scope == Scope.SHARED], **limits):
        paced[strip.order.pk].shared.append(strip)
    units = (
        Assignment.objects.filter(order__in=[order.pk for order in orders], part__in=DOING)
        .order_by()
        .values_list("order__plan_model")
        .annotate(Count("agency", distinct=True))
    )
    for model, count in units:
        rows[model].units = count
    return list(rows.values())


@dataclass
class UnitCount:
    agency: object
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


def requirement_cards(row: ModelRow, user, *, year: int, on: date) -> list[RequirementCard]:
    """The cards of one model; per unit only what `user` may see."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), on)
    orders = [order.pk for order in row.orders]
    seen = Assignment.objects.visible_to(user).filter(order__in=orders, part__in=DOING)
    sizes = dict(
        Assignment.objects.filter(order__in=orders, part__in=DOING)
        .order_by()
        .values_list("order")
        .annotate(Count("agency", distinct=True))
    )
    log = Activity.objects.counted().during(first, last).filter(assignment__in=seen.values("pk")).order_by()
    counts = {
        (order, agency): total
        for order, agency, total in log.values_list("assignment__order", "assignment__agency").annotate(Sum("count"))
    }
    measured: dict[int, list[tuple[str, str, Decimal]]] = {}
    for order, label, unit, total in (
        ActivityFigure.objects.filter(activity__in=log.values("pk"))
        .order_by("measure__position", "measure")
        .values_list("measure__order", "measure__label", "measure__unit")
        .annotate(Sum("count"))
    ):
        measured.setdefault(order, []).append((label, unit, total))
    found = year_strips(row.orders, year=year, on=on, assignments=Assignment.objects.visible_to(user))
    by_unit = {(strip.order.pk, strip.agency_id): strip for strip in found}
    units: dict[int, dict[int, UnitCount]] = {}
    for assignment in seen.select_related("agency").order_by("agency__order", "agency"):
        key = (assignment.order_id, assignment.agency_id)
        units.setdefault(assignment.order_id, {}).setdefault(
            assignment.agency_id, UnitCount(assignment.agency, counts.get(key) or Decimal(0), by_unit.get(key))
        )
    return [
        RequirementCard(
            order,
            list(units.get(order.pk, {}).values()),
            sizes.get(order.pk, 0),
            by_unit.get((order.pk, None)),
            measured.get(order.pk, []),
        )
        for order in row.orders
    ]


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
