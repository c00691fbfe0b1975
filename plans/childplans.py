"""Which units made the plan that a plan above ordered of them, and who has not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from plans.models import Assignment, Order, Plan, ScheduleKind
from plans.states import THROUGH, Status


@dataclass(frozen=True)
class UnitRow:
    """A unit and its plan (None: not yet); `told` when it said it had one without recording it here."""

    work: Assignment
    plan: Plan | None
    late: bool = False
    told: bool = False


@dataclass(frozen=True)
class OrderRows:
    """One order that asks for plans; units that have none yet come first. `yearly` orders are looked at year by year."""

    order: Order
    rows: list[UnitRow]
    yearly: bool

    @property
    def made(self) -> int:
        return sum(row.plan is not None for row in self.rows)

    @property
    def missing(self) -> list[UnitRow]:
        return [row for row in self.rows if row.plan is None and not row.told]


def child_plans_of(plan: Plan, user, *, year: int, on: date) -> list[OrderRows]:
    """The orders of a plan that ask for plans, with the units `user` may see; three statements."""
    orders = {order.pk: order for order in plan.orders.current().filter(asks_child_plan=True)}
    children = Plan.objects.order_by("-period_start", "-pk").select_related("signed_file")
    work = (
        Assignment.objects.visible_to(user)
        .doing()
        .filter(order__in=orders)
        .with_status(on=on)
        .select_related("kept_by", "order")
        .prefetch_related(Prefetch("child_plans", queryset=children, to_attr="own_plans"))
        .order_by("kept_by__level", "kept_by__order", "pk")
    )
    found = {pk: OrderRows(order, [], _yearly(order)) for pk, order in orders.items()}
    for row in work:
        entry = found[row.order_id]
        made = [
            child
            for child in row.own_plans
            if not entry.yearly or child.period_start.year <= year <= child.period_end.year
        ]
        status = row.status if not made and (not entry.yearly or year == on.year) else None
        entry.rows.append(
            UnitRow(row, made[0] if made else None, late=status == Status.OVERDUE, told=status in THROUGH)
        )
    for entry in found.values():
        entry.rows.sort(key=lambda row: (row.plan is not None, row.told, not row.late))
    return list(found.values())


def _yearly(order: Order) -> bool:
    return order.schedule_kind in (ScheduleKind.RECURRING, ScheduleKind.ONGOING)
