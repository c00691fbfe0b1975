"""Issuing plans, giving directions, logging results: what writes several things at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from agencies import clock
from agencies.models import Agency, DutyKind, Role, User
from agencies.vietnamese import format_date
from plans.models import (
    Activity,
    ActivityFigure,
    Assignment,
    Measure,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    ScheduleKind,
    Task,
)
from workflow.evidence import store
from workflow.models import Event
from workflow.services import move, notify
from workflow.transitions import NotAllowed

DIRECTIONS_TITLE = "Nhiệm vụ UBND giao"
COUNT_MAX = Decimal(10_000_000)


def expand(part: Part, *, on: date) -> list[Agency]:
    """The agencies a part falls on, on a day; an ended agency's part falls on its successors."""
    named = list(part.group.members(on=on)) if part.group_id else part.agency.successors(on=on)
    level = part.order.level
    if level and part.part != PartKind.MONITOR and part.group_id:
        named = [agency for agency in named if agency.level == level]
    return named


@transaction.atomic
def issue_assignments(*, plan: Plan, on: date) -> int:
    """Expands the parts of a plan's orders into assignments, as the groups stand on a day; returns how many are new.

    Groups are expanded at issue; running it again adds what is missing and touches nothing that exists.
    """
    existing = set(Assignment.objects.filter(order__plan=plan).values_list("order", "agency", "part"))
    parts = Part.objects.filter(order__plan=plan, order__dropped_in=None).select_related(
        "order", "agency", "group__jurisdiction"
    )
    members: dict[tuple[int | None, int | None, str], list[Agency]] = {}
    new: dict[tuple[int, int, str], Assignment] = {}
    for part in parts:
        key = (part.group_id, part.agency_id, part.order.level if part.part != PartKind.MONITOR else "")
        if key not in members:
            members[key] = expand(part, on=on)
        for agency in members[key]:
            row = (part.order_id, agency.pk, part.part)
            if row not in existing and row not in new:
                new[row] = Assignment(
                    order=part.order,
                    agency=agency,
                    kept_by=agency,
                    part=part.part,
                    starts=part.order.starts,
                    due=part.order.due,
                    first_due=part.order.due,
                )
    Assignment.objects.bulk_create(new.values())
    return len(new)


@transaction.atomic
def record_plan(*, plan: Plan, by: User, on: date | None = None) -> Event:
    """Ghi nhận kế hoạch đã ban hành: the plan is in force and every order falls on its agencies."""
    event = move(document=plan, transition="record", by=by)
    PlanVersion.objects.get_or_create(plan=plan, number=0, defaults={"decision": plan.decision})
    issue_assignments(plan=plan, on=on or clock.today())
    doing = Agency.objects.filter(
        assignments__order__plan=plan, assignments__part__in=[PartKind.LEAD, PartKind.IMPLEMENT]
    )
    notify(
        agencies=doing.distinct(),
        text=f"Kế hoạch mới có hiệu lực: {plan.short_title}.",
        url=plan.get_absolute_url(),
        icon="journal-text",
        event=event,
        but=by,
    )
    return event


def rolling_plan(authority: Agency) -> Plan:
    """The authority's plan of directions, made on first use."""
    year = clock.today().year
    plan = Plan.objects.filter(authority=authority, kind=PlanKind.DIRECTIONS, state=PlanState.ISSUED).first()
    if plan is None:
        standing = authority.duty_holder(DutyKind.STANDING, on=clock.today()) or authority
        plan = Plan.objects.create(
            authority=authority,
            standing=standing,
            kind=PlanKind.DIRECTIONS,
            title=DIRECTIONS_TITLE,
            short_title=DIRECTIONS_TITLE,
            period_start=date(year, 1, 1),
            period_end=date(year + 10, 12, 31),
            state=PlanState.ISSUED,
        )
        PlanVersion.objects.create(plan=plan, number=0)
    return plan


@transaction.atomic
def give_direction(
    *,
    authority: Agency,
    by: User,
    text: str,
    lead: Agency,
    due: date,
    source_document: str = "",
    coordinators: Iterable[Agency] = (),
) -> Task:
    """Ý kiến chỉ đạo: a task of the rolling plan with one lead; only a head of the authority gives it."""
    if authority.pk not in by.agency_ids(Role.HEAD):
        raise NotAllowed(f"Chỉ lãnh đạo {authority} được giao việc ở đây.")
    text = text.strip()
    if not text:
        raise NotAllowed("Hãy ghi nội dung chỉ đạo.")
    if due < clock.today():
        raise NotAllowed("Hạn phải từ hôm nay trở đi.")
    if lead.pk == authority.pk or not lead.path.startswith(authority.path):
        raise NotAllowed("Chỉ giao việc cho đơn vị trực thuộc.")
    plan = rolling_plan(authority)
    position = plan.orders.count() + 1
    task = Task.objects.create(
        plan=plan,
        kind=OrderKind.TASK,
        position=position,
        number=f"CĐ.{position}",
        text=text,
        schedule_kind=ScheduleKind.FIXED,
        schedule_text=f"Trước hết ngày {format_date(due)}",
        starts=clock.today(),
        due=due,
        source_document=source_document.strip()[:300] or f"Ý kiến chỉ đạo ngày {format_date(clock.today())}",
        given_by=by,
        added_in=plan.versions.first(),
    )
    Part.objects.create(order=task, part=PartKind.LEAD, agency=lead)
    Part.objects.bulk_create([Part(order=task, part=PartKind.COORDINATE, agency=agency) for agency in coordinators])
    issue_assignments(plan=plan, on=clock.today())
    assignment = Assignment.objects.get(order=task, agency=lead, part=PartKind.LEAD)
    notify(
        agencies=[lead],
        text=f"Ý kiến chỉ đạo: {text} Hạn {format_date(due)}.",
        icon="megaphone",
        but=by,
        url=f"/nhiem-vu/{assignment.pk}/",
    )
    return task


def _refuse_unless_own(assignment: Assignment, by: User) -> None:
    if assignment.kept_by_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức và người đứng đầu của đơn vị được cập nhật kết quả của đơn vị mình.")


def _checked_count(value: Decimal) -> Decimal:
    if value < 0:
        raise NotAllowed("Số lượng không được âm. Hãy nhập từ 0 trở lên.")
    if value > COUNT_MAX:
        raise NotAllowed("Số lượng quá lớn. Hãy kiểm tra lại số chữ số.")
    return value


@transaction.atomic
def add_activity(
    *,
    assignment: Assignment,
    by: User,
    on: date,
    count: Decimal = Decimal(1),
    text: str = "",
    figures: dict[int, Decimal] | None = None,
    files: Iterable = (),
    monthly: bool = False,
    corrects: Activity | None = None,
) -> Activity:
    """One entry of the log. `figures` maps measure ids of the order to values; a correction names the entry it corrects.

    Raises `NotAllowed` for another unit's work, a day in the future or before the plan, or a wrong number.
    """
    _refuse_unless_own(assignment, by)
    if on > clock.today():
        raise NotAllowed("Ngày thực hiện không được ở tương lai.")
    if on < assignment.order.plan.period_start:
        raise NotAllowed(
            f"Ngày thực hiện phải từ {format_date(assignment.order.plan.period_start)}, ngày kế hoạch bắt đầu."
        )
    if corrects is not None and (corrects.assignment_id != assignment.pk or hasattr(corrects, "corrected_by")):
        raise NotAllowed("Kết quả này đã được sửa ở nơi khác. Hãy tải lại trang.")
    figures = {pk: _checked_count(value) for pk, value in (figures or {}).items()}
    if set(figures) - set(Measure.objects.filter(order=assignment.order_id).values_list("pk", flat=True)):
        raise NotAllowed("Có số liệu không thuộc nội dung này. Hãy tải lại trang.")
    activity = Activity.objects.create(
        assignment=assignment,
        on=on,
        monthly=monthly,
        count=_checked_count(count),
        text=text.strip()[:500],
        corrects=corrects,
        entered_by=by,
    )
    ActivityFigure.objects.bulk_create(
        [ActivityFigure(activity=activity, measure_id=pk, count=value) for pk, value in figures.items()]
    )
    activity.evidence.add(*[store(upload=upload, agency=assignment.kept_by, by=by) for upload in files])
    if corrects is not None:
        activity.evidence.add(*corrects.evidence.all())
    return activity


@transaction.atomic
def complete_assignment(*, assignment: Assignment, by: User, on: date, result: str, files: Iterable = ()) -> Assignment:
    """Records the deliverable. Raises `NotAllowed` for another unit's work, an empty result or missing evidence."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("order", "kept_by").get(pk=assignment.pk)
    )
    _refuse_unless_own(assignment, by)
    if not result.strip():
        raise NotAllowed("Hãy ghi kết quả đã thực hiện.")
    if on > clock.today():
        raise NotAllowed("Ngày hoàn thành không được ở tương lai.")
    files = list(files)
    if assignment.order.asks_evidence and not files and not assignment.evidence.exists():
        raise NotAllowed("Nhiệm vụ này cần tài liệu kiểm chứng. Hãy đính kèm ít nhất một tệp.")
    assignment.done_on, assignment.result = on, result.strip()
    assignment.save()
    assignment.evidence.add(*[store(upload=upload, agency=assignment.kept_by, by=by) for upload in files])
    plan = assignment.order.plan
    notify(
        agencies={plan.standing, plan.authority} if plan.kind == PlanKind.DIRECTIONS else [plan.standing],
        text=f"{assignment.kept_by} đã báo hoàn thành: {assignment.order.text[:200]}",
        icon="check2-square",
        url=f"/nhiem-vu/{assignment.pk}/",
        but=by,
    )
    return assignment


@transaction.atomic
def extend_assignment(*, assignment: Assignment, by: User, due: date, reason: str) -> Assignment:
    """A later due day; the first one, the reason and who granted it stay. Only the standing agency or the authority."""
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("order__plan").get(pk=assignment.pk)
    plan = assignment.order.plan
    if not {plan.standing_id, plan.authority_id} & set(by.agency_ids(Role.STAFF, Role.HEAD)):
        raise NotAllowed("Chỉ cơ quan thường trực hoặc cơ quan ban hành được gia hạn.")
    if not reason.strip():
        raise NotAllowed("Hãy ghi lý do gia hạn.")
    if assignment.due is None or due <= assignment.due:
        raise NotAllowed("Hạn mới phải sau hạn hiện nay.")
    assignment.due, assignment.extended_reason, assignment.extended_by = due, reason.strip()[:400], by
    assignment.save()
    notify(
        agencies=[assignment.kept_by],
        text=f"Gia hạn đến {format_date(due)}: {assignment.order.text[:200]}",
        icon="calendar-plus",
        url=f"/nhiem-vu/{assignment.pk}/",
        but=by,
    )
    return assignment


def requirements_of(agency_ids: Iterable[int], *, on: date):
    """The assignments of running requirements a unit may log results for, its own work first."""
    return (
        Assignment.objects.filter(
            kept_by__in=list(agency_ids),
            order__plan__state=PlanState.ISSUED,
            order__plan__period_start__lte=on,
            order__plan__period_end__gte=on,
        )
        .doing()
        .for_list()
        .order_by("order__plan", "order__position", "pk")
    )


def current_orders(plan: Plan):
    return Order.objects.filter(plan=plan, dropped_in=None).order_by("position", "pk")
