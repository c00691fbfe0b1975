"""Ý kiến chỉ đạo: what a leader orders beside the plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, DutyKind, Role, User
from agencies.vietnamese import format_date
from plans.models import (
    Assignment,
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
from plans.services.issuing import issue_assignments
from workflow.services import lock, notify
from workflow.transitions import NotAllowed

DIRECTIONS_TITLE = "Nhiệm vụ UBND giao"
TEXT_MAX = 2000


@transaction.atomic
def rolling_plan(authority: Agency) -> Plan:
    """The authority's plan of directions, made on first use; two who ask at once get the same one."""
    authority = Agency.objects.select_for_update(of=("self",)).get(pk=authority.pk)
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


def _refuse_direction(authority: Agency, by: User, text: str, agencies: list[Agency], due: date) -> None:
    today = clock.today()
    if authority.pk not in by.agency_ids(Role.HEAD):
        raise NotAllowed(f"Chỉ lãnh đạo {authority} được giao việc ở đây.")
    if not text:
        raise NotAllowed("Hãy ghi nội dung chỉ đạo.")
    if len(text) > TEXT_MAX:
        raise NotAllowed("Nội dung chỉ đạo dài quá 2.000 ký tự. Hãy ghi ngắn gọn và dẫn văn bản nguồn.")
    if due < today:
        raise NotAllowed("Hạn phải từ hôm nay trở đi.")
    for agency in agencies:
        if agency.pk == authority.pk or not agency.path.startswith(authority.path):
            raise NotAllowed(f"{agency} không trực thuộc {authority}. Hãy chọn đơn vị trực thuộc.")
        if not agency.is_active(today):
            raise NotAllowed(f"{agency} đã kết thúc hoạt động. Hãy chọn đơn vị kế thừa.")


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
    """Ý kiến chỉ đạo: a task of the rolling plan with one lead; only a head of the authority gives it.

    `due` is the last day on which it is in time ("trước ngày 31/12" is the 30th). Raises `NotAllowed`.
    """
    text = text.strip()
    coordinators = [agency for agency in coordinators if agency.pk != lead.pk]
    _refuse_direction(authority, by, text, [lead, *coordinators], due)
    plan = lock(rolling_plan(authority))
    position = plan.orders.count() + 1
    task = Task.objects.create(
        plan=plan,
        kind=OrderKind.TASK,
        position=position,
        number=f"CĐ.{position}",
        text=text,
        schedule_kind=ScheduleKind.FIXED,
        schedule_text=f"Đến hết ngày {format_date(due)}",
        starts=clock.today(),
        due=due,
        source_document=source_document.strip()[:300] or f"Ý kiến chỉ đạo ngày {format_date(clock.today())}",
        given_by=by,
        added_in=plan.versions.first(),
    )
    Part.objects.create(order=task, part=PartKind.LEAD, agency=lead)
    Part.objects.bulk_create([Part(order=task, part=PartKind.COORDINATE, agency=agency) for agency in coordinators])
    issue_assignments(plan=plan, on=clock.today(), orders=[task])
    for assignment in Assignment.objects.filter(order=task).select_related("agency"):
        asked = "Ý kiến chỉ đạo" if assignment.part == PartKind.LEAD else "Ý kiến chỉ đạo, đề nghị phối hợp"
        notify(
            agencies=[assignment.agency],
            text=f"{asked}: {text[:300]} Hạn {format_date(due)}.",
            icon="megaphone",
            but=by,
            url=assignment.get_absolute_url(),
        )
    return task
