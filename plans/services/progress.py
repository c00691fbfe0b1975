"""An assignment's own life: its deliverable handed in, confirmed or sent back, its due day extended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from plans.models import Assignment, PartKind, PlanKind
from plans.services.log import lock_own
from workflow.evidence import store
from workflow.models import Event
from workflow.services import notify
from workflow.transitions import NotAllowed

RESULT_MAX = 5000


def note(assignment: Assignment, by: User, name: str, label: str, *, agencies: set[int], reason: str = "", **data):
    """One append-only event of an assignment, under the membership that gave the right."""
    post = next((post for post in by.posts() if post.agency_id in agencies), None)
    return Event.objects.create(
        document=assignment,
        actor=by,
        membership=post,
        acting_as=str(post or by)[:250],
        name=name,
        label=label,
        reason=reason,
        data=data,
    )


def watchers(assignment: Assignment, monitors: Iterable[int] | None = None) -> set[int]:
    """Agencies whose word confirms a result: the order's monitors, else the plan's standing agency; and the authority.

    `monitors` are the keepers of the order's monitoring parts where they have been read.
    """
    plan, keeper = assignment.order.plan, assignment.kept_by_id
    if monitors is None:
        rows = Assignment.objects.filter(order=assignment.order_id, part=PartKind.MONITOR)
        monitors = rows.values_list("kept_by", flat=True)
    return ((set(monitors) - {keeper} or {plan.standing_id}) | {plan.authority_id}) - {keeper}


def _locked_for(assignment: Assignment, by: User, agencies, refusal: str) -> tuple[Assignment, set[int]]:
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("order__plan", "kept_by", "agency")
        .get(pk=assignment.pk)
    )
    acting = agencies(row) & set(by.agency_ids(Role.STAFF, Role.HEAD))
    if not acting:
        raise NotAllowed(refusal)
    return row, acting


@transaction.atomic
def complete_assignment(*, assignment: Assignment, by: User, on: date, result: str, files: Iterable = ()) -> Assignment:
    """Records the deliverable; before it is confirmed it may be recorded again.

    Raises `NotAllowed` for another unit's work, an empty result, a day in the future or missing evidence.
    """
    assignment = lock_own(assignment, by)
    result, files = result.strip(), list(files)
    if assignment.part == PartKind.MONITOR:
        raise NotAllowed("Đơn vị theo dõi, kiểm tra nội dung này nên không báo hoàn thành.")
    if assignment.confirmed_on:
        raise NotAllowed("Kết quả đã được xác nhận nên không sửa được nữa.")
    if not result:
        raise NotAllowed("Hãy ghi kết quả đã thực hiện.")
    if len(result) > RESULT_MAX:
        raise NotAllowed("Kết quả dài quá 5.000 ký tự. Hãy tóm tắt và đính kèm văn bản.")
    if on > clock.today():
        raise NotAllowed("Ngày hoàn thành không được sau hôm nay.")
    if on < assignment.order.plan.period_start:
        raise NotAllowed(f"Ngày hoàn thành phải từ {format_date(assignment.order.plan.period_start)}.")
    if assignment.order.asks_evidence and not files and not assignment.evidence.exists():
        raise NotAllowed("Nhiệm vụ này cần tài liệu kiểm chứng. Hãy đính kèm ít nhất một tệp.")
    assignment.done_on, assignment.result = on, result
    assignment.save()
    assignment.evidence.add(*[store(upload=upload, agency=assignment.kept_by, by=by) for upload in files])
    event = note(assignment, by, "complete", "Báo hoàn thành", agencies={assignment.kept_by_id}, reason=result[:300])
    plan = assignment.order.plan
    told = {plan.standing, plan.authority} if plan.kind == PlanKind.DIRECTIONS else {plan.standing}
    if assignment.order.asks_confirmation:
        told |= set(Agency.objects.filter(pk__in=watchers(assignment)))
    notify(
        agencies=told,
        text=f"{assignment.kept_by} báo hoàn thành: {assignment.order.text[:200]}",
        icon="check2-square",
        url=assignment.get_absolute_url(),
        event=event,
        but=by,
    )
    return assignment


@transaction.atomic
def confirm_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """The word of who watches over the order. Raises `NotAllowed` for others, or while nothing is handed in."""
    assignment, acting = _locked_for(
        assignment, by, watchers, "Chỉ cơ quan theo dõi, cơ quan thường trực hoặc cơ quan ban hành được xác nhận."
    )
    if assignment.done_on is None:
        raise NotAllowed("Đơn vị chưa báo hoàn thành nên chưa có gì để xác nhận.")
    if assignment.confirmed_on is None:
        assignment.confirmed_on, assignment.confirmed_by = clock.today(), by
        assignment.save()
        event = note(assignment, by, "confirm", "Xác nhận kết quả", agencies=acting)
        notify(
            agencies=[assignment.kept_by],
            text=f"Kết quả đã được xác nhận: {assignment.order.text[:200]}",
            icon="check-circle",
            url=assignment.get_absolute_url(),
            event=event,
            but=by,
        )
    return assignment


@transaction.atomic
def return_assignment(*, assignment: Assignment, by: User, reason: str) -> Assignment:
    """Đề nghị chỉnh lý, bổ sung: the deliverable counts as not handed in; its words and files stay with the unit."""
    assignment, acting = _locked_for(
        assignment,
        by,
        watchers,
        "Chỉ cơ quan theo dõi, cơ quan thường trực hoặc cơ quan ban hành được đề nghị chỉnh lý.",
    )
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Hãy ghi nội dung cần chỉnh lý, bổ sung.")
    if assignment.done_on is None:
        raise NotAllowed("Đơn vị chưa báo hoàn thành nên không có gì để đề nghị chỉnh lý.")
    before = assignment.done_on
    assignment.done_on = assignment.confirmed_on = assignment.confirmed_by = None
    assignment.save()
    event = note(
        assignment,
        by,
        "return",
        "Đề nghị chỉnh lý, bổ sung",
        agencies=acting,
        reason=reason,
        done_on=before.isoformat(),
    )
    notify(
        agencies=[assignment.kept_by],
        text=f"Đề nghị chỉnh lý, bổ sung: {assignment.order.text[:150].rstrip('. ')}. {reason[:150]}",
        icon="arrow-return-left",
        url=assignment.get_absolute_url(),
        event=event,
        but=by,
    )
    return assignment


def extenders(assignment: Assignment) -> set[int]:
    """Agencies that may grant more time and remind: who runs the plan and who issued it."""
    return {assignment.order.plan.standing_id, assignment.order.plan.authority_id}


@transaction.atomic
def extend_assignment(*, assignment: Assignment, by: User, due: date, reason: str) -> Assignment:
    """A later due day; the first one, the reason and who granted it stay. Only the standing agency or the authority."""
    assignment, acting = _locked_for(
        assignment, by, extenders, "Chỉ cơ quan thường trực hoặc cơ quan ban hành được gia hạn."
    )
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Hãy ghi lý do gia hạn.")
    if len(reason) > 400:
        raise NotAllowed("Lý do dài quá 400 ký tự. Hãy ghi ngắn gọn.")
    if assignment.due is None:
        raise NotAllowed("Nội dung này không có hạn nên không cần gia hạn.")
    if assignment.done_on is not None:
        raise NotAllowed("Đơn vị đã báo hoàn thành nên không cần gia hạn.")
    if due <= assignment.due:
        raise NotAllowed(f"Hạn mới phải sau hạn hiện nay ({format_date(assignment.due)}).")
    before = assignment.due
    assignment.first_due = assignment.first_due or before
    assignment.due, assignment.extended_reason, assignment.extended_by = due, reason, by
    assignment.save()
    event = note(
        assignment,
        by,
        "extend",
        f"Gia hạn đến {format_date(due)}",
        agencies=acting,
        reason=reason,
        before=before.isoformat(),
        due=due.isoformat(),
    )
    notify(
        agencies=[assignment.kept_by],
        text=f"Gia hạn đến {format_date(due)}: {assignment.order.text[:200]}",
        icon="calendar-plus",
        url=assignment.get_absolute_url(),
        event=event,
        but=by,
    )
    return assignment
