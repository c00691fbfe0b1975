"""The log of results: each figure is entered once, by the unit that owns it; a correction is a new entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from agencies import clock
from agencies.models import Role, User
from agencies.vietnamese import format_date
from plans.models import Activity, ActivityFigure, Assignment, Intake, Measure, PartKind, PlanState
from plans.signals import log_written
from workflow.evidence import store
from workflow.transitions import NotAllowed

COUNT_MAX = Decimal(10_000_000)
TEXT_MAX = 500


def lock_own(assignment: Assignment, by: User, *, intake: Intake | None = None) -> Assignment:
    """The assignment locked, if `by` may write for the unit that keeps it, or load its figures; raises `NotAllowed`."""
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("order__plan__standing", "order__plan__authority", "kept_by", "agency")
        .get(pk=assignment.pk)
    )
    if intake is not None:
        if not Assignment.objects.loadable_by(by, on=clock.today()).filter(pk=row.pk).exists():
            raise NotAllowed("Cơ quan của bạn không nạp số liệu của nội dung này.")
    elif row.kept_by_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức và người đứng đầu của đơn vị được cập nhật kết quả của đơn vị mình.")
    return row


def checked_count(value: Decimal) -> Decimal:
    value = Decimal(value)
    if not value.is_finite() or value < 0:
        raise NotAllowed("Số lượng phải từ 0 trở lên. Hãy kiểm tra lại.")
    if value > COUNT_MAX:
        raise NotAllowed("Số lượng quá lớn. Hãy kiểm tra lại số chữ số.")
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _refuse_day(assignment: Assignment, on: date) -> None:
    """Work with a day that is not handed in yet goes on after its plan's end; all else is of the plan's time."""
    plan = assignment.order.plan
    if on > clock.today():
        raise NotAllowed("Ngày thực hiện không được sau hôm nay.")
    goes_on = assignment.due is not None and assignment.done_on is None and on >= plan.period_start
    if not goes_on and not plan.period_start <= on <= plan.period_end:
        raise NotAllowed(
            f"Ngày thực hiện phải trong thời gian của kế hoạch: từ {format_date(plan.period_start)} "
            f"đến {format_date(plan.period_end)}."
        )


def _checked_figures(assignment: Assignment, count: Decimal, figures: dict[int, Decimal]) -> dict[int, Decimal]:
    """Figures of the order's own measures; one reported as a share of the count cannot exceed it."""
    measures = {row.pk: row for row in Measure.objects.filter(order=assignment.order_id)}
    if set(figures) - set(measures):
        raise NotAllowed("Có số liệu không thuộc nội dung này. Hãy tải lại trang.")
    checked = {pk: checked_count(value) for pk, value in figures.items()}
    for pk, value in checked.items():
        if measures[pk].ratio_label and value > count:
            raise NotAllowed(
                f"“{measures[pk].label}” không thể lớn hơn “{assignment.order.count_label or 'số lượng'}”. "
                "Hãy kiểm tra lại hai số."
            )
    return checked


def _refuse_counting_twice(assignment: Assignment, on: date, monthly: bool, corrects: Activity | None) -> None:
    """A month holds one figure for the whole of it, or single entries: never both."""
    held = assignment.activities.counted().filter(on__year=on.year, on__month=on.month)
    if corrects is not None:
        held = held.exclude(pk=corrects.pk)
    name, month = assignment.order.count_label or assignment.order.text[:80], f"Tháng {on.month}/{on.year}"
    whole, single = held.filter(monthly=True), held.filter(monthly=False, count__gt=0)
    if (whole if monthly else whole.filter(count__gt=0)).exists():
        raise NotAllowed(f"{month} đã có số liệu cả tháng của “{name}”. Hãy sửa số đó thay vì ghi thêm.")
    if monthly and single.exists():
        raise NotAllowed(f"{month} đã ghi “{name}” từng lần, số liệu tự cộng. Hãy để trống ô này.")


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
    intake: Intake | None = None,
    token: uuid.UUID | None = None,
) -> Activity:
    """One entry of the log. `figures` maps measure ids of the order to values; a correction names the entry it corrects.

    `token` is the sent form's: pressed again, on a slow line, it counts once.

    A month holds one monthly figure or single entries. A monthly figure is what was counted from the first of the month to
    the day `on`; corrected, it stays in its month. `intake` is the loading an entry comes with. Raises `NotAllowed` for
    another unit's work, a plan that is not in force, a day in the future or outside the plan, a wrong number or file.
    """
    assignment = lock_own(assignment, by, intake=intake)
    if assignment.part == PartKind.MONITOR:
        raise NotAllowed("Đơn vị theo dõi, kiểm tra nội dung này nên không cập nhật kết quả thực hiện.")
    if assignment.order.plan.state != PlanState.ISSUED:
        raise NotAllowed("Kế hoạch chưa ban hành hoặc đã kết thúc nên không nhận thêm kết quả.")
    _refuse_day(assignment, on)
    if corrects is not None and (
        corrects.assignment_id != assignment.pk or Activity.objects.filter(corrects=corrects.pk).exists()
    ):
        raise NotAllowed("Kết quả này đã được sửa ở nơi khác. Hãy tải lại trang.")
    if corrects is not None and monthly and (corrects.on.year, corrects.on.month) != (on.year, on.month):
        raise NotAllowed(
            f"Số này là của cả tháng {corrects.on.month}/{corrects.on.year}, hãy chọn một ngày trong tháng đó. "
            "Nếu ghi nhầm tháng, nhập 0 ở đây rồi ghi số vào đúng tháng."
        )
    if assignment.order.count_unit:
        _refuse_counting_twice(assignment, on, monthly, corrects)
    text = text.strip()
    if len(text) > TEXT_MAX:
        raise NotAllowed("Nội dung dài quá 500 ký tự. Hãy ghi một dòng, phần còn lại đưa vào tệp đính kèm.")
    count = checked_count(count)
    figures = _checked_figures(assignment, count, figures or {})
    sent = Activity.objects.filter(token=token).first() if token else None
    if sent and (sent.assignment, sent.entered_by, sent.on, sent.count, sent.text) == (assignment, by, on, count, text):
        return sent
    activity = Activity.objects.create(
        assignment=assignment,
        on=on,
        monthly=monthly,
        count=count,
        text=text,
        corrects=corrects,
        entered_by=by,
        entered_at=clock.now(),
        intake=intake,
        # A page that came back from the browser's memory and now says something else is another entry.
        token=None if sent else token,
    )
    ActivityFigure.objects.bulk_create(
        [ActivityFigure(activity=activity, measure_id=pk, count=value) for pk, value in figures.items()]
    )
    activity.evidence.add(*[store(upload=upload, agency=assignment.kept_by, by=by) for upload in files])
    if corrects is not None:
        activity.evidence.add(*corrects.evidence.all())
    transaction.on_commit(lambda: log_written.send(sender=Activity, activity=activity))
    return activity


def correct_activity(
    *,
    activity: Activity,
    by: User,
    on: date | None = None,
    count: Decimal | None = None,
    text: str | None = None,
    figures: dict[int, Decimal] | None = None,
    files: Iterable = (),
    intake: Intake | None = None,
) -> Activity:
    """A new entry in place of `activity`, which stays readable; what is not given stays as it was. 0 takes it back."""
    if figures is None:
        figures = dict(activity.figures.values_list("measure", "count"))
    return add_activity(
        assignment=activity.assignment,
        by=by,
        on=on or activity.on,
        count=activity.count if count is None else count,
        text=activity.text if text is None else text,
        figures=figures,
        files=files,
        monthly=activity.monthly,
        corrects=activity,
        intake=intake,
    )
