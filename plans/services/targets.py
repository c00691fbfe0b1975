"""Values of targets with their source, milestones on the way; a correction keeps the old value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from plans.models import Direction, PlanState, Target, TargetMilestone, TargetValue
from workflow.evidence import store
from workflow.transitions import NotAllowed

VALUE_MAX = Decimal(1_000_000_000)


def keeps_targets(target: Target, user: User) -> bool:
    """Whether the person works for the standing agency of the plan, which keeps its targets."""
    return target.plan.standing_id in user.agency_ids(Role.STAFF, Role.HEAD)


def own_units(target: Target, user: User) -> list[int]:
    """The person's units that enter values of their own."""
    return user.agency_ids(Role.STAFF, Role.HEAD) if target.by_agency else []


def checked(target: Target, value: Decimal) -> Decimal:
    """The value rounded to hundredths. Raises `NotAllowed` for one the target cannot have."""
    value = Decimal(value)
    if not value.is_finite() or value < 0 or value > VALUE_MAX:
        raise NotAllowed("Giá trị phải từ 0 trở lên và không quá lớn. Hãy kiểm tra lại.")
    if target.direction == Direction.YES_NO and value not in (0, 1):
        raise NotAllowed("Chỉ tiêu này chỉ ghi đã có hoặc chưa có.")
    if target.direction == Direction.RANK and (value < 1 or value != int(value)):
        raise NotAllowed("Thứ hạng là số nguyên từ 1 trở lên.")
    if target.unit == "%" and value > 100 and (target.value or 0) <= 100:
        raise NotAllowed("Tỷ lệ không thể quá 100 %. Hãy kiểm tra lại.")
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _locked(target: Target) -> Target:
    target = Target.objects.select_for_update(of=("self",)).select_related("plan").get(pk=target.pk)
    if target.plan.state != PlanState.ISSUED:
        raise NotAllowed("Kế hoạch chưa ban hành hoặc đã kết thúc nên không nhận thêm số liệu.")
    if target.dropped_in_id:
        raise NotAllowed("Chỉ tiêu này đã được thay hoặc bãi bỏ nên không nhận thêm số liệu.")
    return target


@transaction.atomic
def put_value(
    *,
    target: Target,
    by: User,
    on: date,
    value: Decimal,
    source: str,
    agency: Agency | None = None,
    files: Iterable = (),
) -> TargetValue:
    """The value reached by the day `on`, of the jurisdiction or of one agency; one held for that day is kept as an old one.

    Raises `NotAllowed` for people who neither keep the targets nor write for the agency, for a day in the future or outside
    the plan, a value that cannot be, a value without a source.
    """
    target = _locked(target)
    if not keeps_targets(target, by) and (agency is None or agency.pk not in own_units(target, by)):
        raise NotAllowed("Cơ quan thường trực của kế hoạch ghi chỉ tiêu này, hoặc đơn vị ghi số của đơn vị mình.")
    plan = target.plan
    if on > clock.today():
        raise NotAllowed("Ngày của số liệu không được sau hôm nay.")
    if not plan.period_start <= on <= plan.period_end:
        raise NotAllowed(
            f"Ngày của số liệu phải trong thời gian của kế hoạch: từ {format_date(plan.period_start)} "
            f"đến {format_date(plan.period_end)}."
        )
    source = source.strip()
    if not source:
        raise NotAllowed("Hãy ghi nguồn số liệu, ví dụ số và ngày của văn bản công bố.")
    value = checked(target, value)
    TargetValue.objects.filter(target=target, agency=agency, on=on, current=True).update(current=False)
    made = TargetValue.objects.create(
        target=target, agency=agency, on=on, value=value, source=source[:300], entered_by=by, entered_at=clock.now()
    )
    holder = agency or Agency.objects.get(pk=plan.standing_id)
    made.evidence.add(*[store(upload=upload, agency=holder, by=by) for upload in files])
    return made


@transaction.atomic
def set_milestones(
    *, target: Target, by: User, values: dict[int, Decimal | None], by_agency: bool | None = None
) -> int:
    """Writes the values of the years named, None takes one away, and whether units enter values of their own; how many
    of these changed."""
    target = _locked(target)
    if not keeps_targets(target, by):
        raise NotAllowed("Cơ quan thường trực của kế hoạch đặt mốc của chỉ tiêu.")
    if values and target.direction == Direction.YES_NO:
        raise NotAllowed("Chỉ tiêu có hoặc không thì không có mốc từng năm.")
    years = range(target.plan.period_start.year, target.plan.period_end.year + 1)
    if set(values) - set(years):
        raise NotAllowed("Có năm ngoài thời gian của kế hoạch. Hãy tải lại trang.")
    held = dict(target.milestones.values_list("year", "value"))
    changed = 0
    if by_agency is not None and by_agency != target.by_agency:
        target.by_agency = by_agency
        target.save(update_fields=["by_agency"])
        changed += 1
    for year, value in values.items():
        value = None if value is None else checked(target, value)
        if value == held.get(year):
            continue
        changed += 1
        if value is None:
            target.milestones.filter(year=year).delete()
        else:
            TargetMilestone.objects.update_or_create(target=target, year=year, defaults={"value": value})
    return changed
