"""Kế hoạch thực hiện của đơn vị: the plan a unit makes because a plan above orders it to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from agencies import clock
from agencies.models import User
from agencies.vietnamese import format_date
from plans.models import Assignment, Order, Plan, PlanKind, PlanState, ScheduleKind
from plans.services.amending import may_amend
from plans.services.issuing import record_plan
from plans.services.log import add_activity, lock_own
from plans.services.progress import complete_assignment
from workflow.evidence import SIGNED, store
from workflow.models import Event
from workflow.services import lock, notify
from workflow.transitions import NotAllowed


@dataclass(frozen=True)
class ChildPlan:
    """What a unit says of its own plan as issued."""

    title: str
    issued_on: date
    period_start: date
    period_end: date
    number: str = ""
    symbol: str = ""


@transaction.atomic
def ask_child_plans(*, order: Order, by: User, asks: bool) -> Order:
    """Says that every unit an order falls on owes a plan of its own, or no longer. Raises `NotAllowed`."""
    order = Order.objects.select_for_update(of=("self",)).select_related("plan").get(pk=order.pk)
    if not may_amend(order.plan, by):
        raise NotAllowed(f"Chỉ {order.plan.standing} hoặc văn thư của {order.plan.authority} được đặt yêu cầu này.")
    order.asks_child_plan = asks
    order.save()
    return order


def _refuse(assignment: Assignment, wording: ChildPlan) -> None:
    if not assignment.order.asks_child_plan:
        raise NotAllowed("Nhiệm vụ này không yêu cầu đơn vị lập kế hoạch riêng.")
    if assignment.order.plan.state != PlanState.ISSUED:
        raise NotAllowed("Kế hoạch cấp trên chưa ban hành hoặc đã kết thúc.")
    if wording.issued_on > clock.today():
        raise NotAllowed("Ngày ban hành không được sau hôm nay.")
    if wording.period_end < wording.period_start:
        raise NotAllowed("Thời gian thực hiện kết thúc trước khi bắt đầu. Hãy kiểm tra hai ngày.")
    same = assignment.child_plans.filter(
        period_start__lte=wording.period_end, period_end__gte=wording.period_start
    ).first()
    if same is not None:
        raise NotAllowed(f"Đơn vị đã ghi nhận “{same}” cho thời gian này. Hãy mở kế hoạch đó để điều chỉnh.")


@transaction.atomic
def record_child_plan(*, assignment: Assignment, by: User, wording: ChildPlan, upload: UploadedFile) -> Plan:
    """Records the unit's own plan under the plan that orders it; the unit has done that work by it.

    Work of every year gets an entry of the log, other work its result. Raises `NotAllowed` for another unit's work,
    an order that asks for no plan, days that cannot be, a second plan for the same time, or a wrong file.
    """
    assignment = lock_own(assignment, by)
    _refuse(assignment, wording)
    unit, above = assignment.kept_by, assignment.order.plan
    plan = Plan.objects.create(
        authority=unit,
        standing=unit,
        kind=PlanKind.TASKS,
        number=wording.number,
        symbol=wording.symbol,
        title=wording.title,
        short_title=wording.title[:160],
        issued_text=format_date(wording.issued_on),
        issued_first=wording.issued_on,
        issued_last=wording.issued_on,
        period_start=wording.period_start,
        period_end=wording.period_end,
        parent=above,
        answers=assignment,
        signed_file=store(upload=upload, agency=unit, by=by, allowed=SIGNED),
    )
    _hand_in(assignment, plan, record_plan(plan=plan, by=by), by=by, on=wording.issued_on)
    return plan


def own_plans(assignment: Assignment, user: User) -> QuerySet[Plan]:
    """Plans of the unit in the portal that may be the one it was ordered to make, newest first."""
    above = assignment.order.plan
    return (
        Plan.objects.visible_to(user)
        .filter(Q(parent=None) | Q(parent=above), authority=assignment.kept_by, answers=None)
        .filter(state__in=[PlanState.ISSUED, PlanState.CLOSED])
        .exclude(Q(kind=PlanKind.DIRECTIONS) | Q(pk=above.pk))
        .order_by("-period_start", "-pk")
    )


@transaction.atomic
def link_child_plan(*, assignment: Assignment, by: User, plan: Plan) -> Plan:
    """A plan the unit has in the portal is the one it was ordered to make; it has done that work by it.

    Raises `NotAllowed` as `record_child_plan` does, and for a plan that is not among the unit's own.
    """
    assignment = lock_own(assignment, by)
    plan = lock(plan)
    if not own_plans(assignment, by).filter(pk=plan.pk).exists():
        raise NotAllowed("Hãy chọn một kế hoạch đã ban hành của đơn vị mình, chưa gắn với nhiệm vụ khác.")
    on = min(plan.issued_last or plan.period_start, clock.today())
    _refuse(assignment, ChildPlan(plan.title, on, plan.period_start, plan.period_end))
    above = assignment.order.plan
    plan.parent, plan.answers = above, assignment
    plan.save()
    post = next((post for post in by.posts() if post.agency_id == assignment.kept_by_id), None)
    event = Event.objects.create(
        document=plan,
        actor=by,
        membership=post,
        acting_as=str(post or by)[:250],
        name="link",
        label="Gắn với nhiệm vụ của kế hoạch cấp trên",
        from_state=plan.state,
        to_state=plan.state,
        reason=f"{above}: {assignment.order}",
    )
    _hand_in(assignment, plan, event, by=by, on=on)
    return plan


def _hand_in(assignment: Assignment, plan: Plan, event: Event, *, by: User, on: date) -> None:
    """The plan is what the assignment asked for; the standing agency above is told."""
    words = ", ".join(filter(None, (plan.reference, plan.issued_text))) or "Kế hoạch"
    words = f"{words}: {plan.title}"
    signed = [plan.signed_file] if plan.signed_file else []
    if assignment.order.schedule_kind in (ScheduleKind.RECURRING, ScheduleKind.ONGOING):
        entry = add_activity(assignment=assignment, by=by, on=on, text=words[:500])
        entry.evidence.add(*signed)
        notify(
            agencies=[assignment.order.plan.standing],
            text=f"{assignment.kept_by} đã có kế hoạch thực hiện: {plan.title[:250]}",
            icon="journal-check",
            url=plan.get_absolute_url(),
            event=event,
            but=by,
        )
    else:
        assignment.evidence.add(*signed)
        complete_assignment(assignment=assignment, by=by, on=on, result=words)
