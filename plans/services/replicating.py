"""Nhân rộng: a recognised model is ordered by a plan; the plan's new version says by which document and from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from agencies.models import Agency, AgencyGroup, Role, User
from agencies.vietnamese import format_date
from models_registry.models import Proposal, ReformModel
from plans.models import (
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanModel,
    PlanState,
    PlanVersion,
    ScheduleKind,
)
from plans.services.issuing import issue_assignments
from workflow.models import Event
from workflow.services import lock, move, notify
from workflow.transitions import NotAllowed


@dataclass(frozen=True)
class Replication:
    """How a plan orders a model: `number` is its place in the plan, `per` a Cadence where `nature` is CADENCE."""

    number: str
    text: str
    nature: str = Nature.ON_DEMAND
    per: str = ""
    times: int = 1
    count_label: str = ""
    count_unit: str = ""


def _refuse(plan: Plan, model: ReformModel, by: User, effective_on: date) -> None:
    runs = plan.standing_id in by.agency_ids(Role.STAFF, Role.HEAD)
    if not runs and plan.authority_id not in by.agency_ids(Role.HEAD, Role.CLERK):
        raise NotAllowed(f"Chỉ {plan.standing} hoặc {plan.authority} được đưa mô hình vào kế hoạch này.")
    if plan.state != PlanState.ISSUED:
        raise NotAllowed("Chỉ đưa mô hình vào kế hoạch đã ban hành và đang thực hiện.")
    if plan.plan_models.filter(reform_model=model, dropped_in=None).exists():
        raise NotAllowed(f"Mô hình “{model.short_name}” đã có trong kế hoạch này. Hãy chọn kế hoạch khác.")
    if not plan.period_start <= effective_on <= plan.period_end:
        raise NotAllowed(
            "Ngày hiệu lực phải trong thời gian của kế hoạch: "
            f"từ {format_date(plan.period_start)} đến {format_date(plan.period_end)}."
        )
    latest = plan.versions.aggregate(Max("effective_on"))["effective_on__max"]
    if latest and effective_on < latest:
        raise NotAllowed(f"Ngày hiệu lực phải từ {format_date(latest)}, ngày của lần điều chỉnh trước.")


@transaction.atomic
def replicate_model(
    *,
    plan: Plan,
    model: ReformModel,
    by: User,
    decision: str,
    effective_on: date,
    how: Replication,
    units: Iterable[AgencyGroup],
    monitor: Agency | None = None,
    proposal: Proposal | None = None,
) -> PlanModel:
    """Adds a model to an issued plan as an amendment and assigns it to its units; `proposal` becomes replicated.

    Raises `NotAllowed` for people who do not run the plan, a plan not in force, a model that is in it already, a day
    outside the plan or before its last amendment, or no units.
    """
    plan, units = lock(plan), list(units)
    _refuse(plan, model, by, effective_on)
    if not units:
        raise NotAllowed("Hãy chọn ít nhất một nhóm đơn vị thực hiện.")
    last = plan.versions.aggregate(Max("number"))["number__max"]
    version = PlanVersion.objects.create(
        plan=plan,
        number=0 if last is None else last + 1,
        decision=decision,
        effective_on=effective_on,
        note=f"Nhân rộng mô hình “{model.short_name}”.",
    )
    place = plan.plan_models.aggregate(Max("position"))["position__max"] or 0
    ordered = PlanModel.objects.create(
        plan=plan,
        reform_model=model,
        position=place + 1,
        number=how.number,
        name=model.name,
        short_name=model.short_name,
        purpose=model.purpose,
        added_in=version,
    )
    order = _order(ordered, version, how)
    Part.objects.bulk_create([Part(order=order, part=PartKind.IMPLEMENT, group=group) for group in units])
    if monitor is not None:
        Part.objects.create(order=order, part=PartKind.MONITOR, agency=monitor)
    issue_assignments(plan=plan, on=effective_on, orders=[order])
    event = _record(plan, version, by)
    doing = Agency.objects.filter(assignments__order=order).distinct()
    notify(
        agencies=doing,
        text=f"Nhân rộng mô hình “{model.short_name}” từ {format_date(effective_on)}: {plan.short_title}.",
        url=ordered.get_absolute_url(),
        icon="diagram-3",
        event=event,
        but=by,
    )
    if proposal is not None:
        move(document=proposal, transition="replicate", by=by, reason=f"{plan.short_title}, mục {how.number}")
    return ordered


def _order(ordered: PlanModel, version: PlanVersion, how: Replication) -> Order:
    paced = how.nature == Nature.CADENCE
    place = ordered.plan.orders.aggregate(Max("position"))["position__max"] or 0
    return Order.objects.create(
        plan=ordered.plan,
        plan_model=ordered,
        kind=OrderKind.REQUIREMENT,
        position=place + 1,
        number=how.number,
        text=how.text,
        nature=how.nature,
        schedule_kind=ScheduleKind.RECURRING if paced else ScheduleKind.ONGOING,
        cadence_per=how.per if paced else "",
        cadence_times=how.times if paced else 1,
        count_label=how.count_label,
        count_unit=how.count_unit,
        starts=version.effective_on,
        added_in=version,
    )


def _record(plan: Plan, version: PlanVersion, by: User) -> Event:
    acting = {plan.standing_id, plan.authority_id}
    post = next(post for post in by.posts() if post.agency_id in acting)
    return Event.objects.create(
        document=plan,
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name="amend",
        label=str(version),
        from_state=plan.state,
        to_state=plan.state,
        reason=f"{version.note} {version.decision}".strip(),
    )
