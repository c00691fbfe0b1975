"""Ý kiến chỉ đạo: what a leader orders beside the plans, one by one or all the conclusions of a meeting at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, AgencyGroup, DutyKind, Membership, Role, User
from agencies.vietnamese import format_date
from plans.models import (
    Assignment,
    DirectionSource,
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
from workflow.evidence import store
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


@dataclass
class Conclusion:
    """One order of a document or a meeting: to an agency or a group; `due` is the last day on which it is in time."""

    text: str
    lead: Agency | AgencyGroup
    due: date
    coordinators: list[Agency] = field(default_factory=list)


def leaders_of(authority: Agency, *, on: date) -> list[User]:
    """Who may order in the authority's name: its head first, then the deputies."""
    posts = Membership.objects.active(on).filter(agency=authority, role=Role.HEAD, user__is_active=True)
    return [post.user for post in posts.select_related("user").order_by("deputy", "pk")]


def recording_for(user: User, *, on: date) -> Agency | None:
    """The committee whose directions this person may give or record: he heads or clerks it, or works in its standing agency."""
    for post in user.posts():
        if post.agency.is_committee and post.role in (Role.HEAD, Role.CLERK):
            return post.agency
    for post in user.posts():
        above = post.agency.parent
        if above is not None and post.role in (Role.STAFF, Role.HEAD):
            holder = above.duty_holder(DutyKind.STANDING, on=on)
            if holder is not None and holder.pk == post.agency_id:
                return above
    return None


def _refuse_text(text: str) -> None:
    if not text:
        raise NotAllowed("Hãy ghi nội dung chỉ đạo.")
    if len(text) > TEXT_MAX:
        raise NotAllowed("Nội dung chỉ đạo dài quá 2.000 ký tự. Hãy ghi ngắn gọn và dẫn văn bản nguồn.")


def _refuse_whom(authority: Agency, agencies: Iterable[Agency], due: date) -> None:
    today = clock.today()
    if due < today:
        raise NotAllowed("Hạn phải từ hôm nay trở đi.")
    for agency in agencies:
        if agency.pk == authority.pk or not agency.path.startswith(authority.path):
            raise NotAllowed(f"{agency} không trực thuộc {authority}. Hãy chọn đơn vị trực thuộc.")
        if not agency.is_active(today):
            raise NotAllowed(f"{agency} đã kết thúc hoạt động. Hãy chọn đơn vị kế thừa.")


def _write(
    plan: Plan, said: Conclusion, *, by: User, leader: User, origin: str, source: DirectionSource | None
) -> Task:
    """One task of the rolling plan, on its agencies; each of them is told. `origin` names where it comes from."""
    position = plan.orders.count() + 1
    due = format_date(said.due)
    task = Task.objects.create(
        plan=plan,
        kind=OrderKind.TASK,
        position=position,
        number=f"CĐ.{position}",
        section=source.name if source else "",
        text=said.text,
        schedule_kind=ScheduleKind.FIXED,
        schedule_text=f"Đến hết ngày {due}",
        starts=clock.today(),
        due=said.due,
        source_document=origin[:300],
        source=source,
        given_by=leader,
        added_in=plan.versions.first(),
    )
    side = {"group": said.lead} if isinstance(said.lead, AgencyGroup) else {"agency": said.lead}
    Part.objects.create(order=task, part=PartKind.LEAD, **side)
    Part.objects.bulk_create(
        [Part(order=task, part=PartKind.COORDINATE, agency=agency) for agency in said.coordinators]
    )
    issue_assignments(plan=plan, on=clock.today(), orders=[task])
    for assignment in Assignment.objects.filter(order=task).select_related("agency"):
        asked = "Ý kiến chỉ đạo" if assignment.part == PartKind.LEAD else "Ý kiến chỉ đạo, đề nghị phối hợp"
        notify(
            agencies=[assignment.agency],
            text=f"{asked}: {said.text[:300].rstrip('. ')}. Hạn {due}.",
            icon="megaphone",
            but=by,
            url=assignment.get_absolute_url(),
        )
    return task


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

    `due` is the last day on which it is in time ("trước ngày 31/12" is the 30th). Raises `NotAllowed`,
    also for the same words to the same agency twice on a day: a slow line sent them again.
    """
    if authority.pk not in by.agency_ids(Role.HEAD):
        raise NotAllowed(f"Chỉ lãnh đạo {authority} được giao việc ở đây.")
    text = text.strip()
    _refuse_text(text)
    coordinators = [agency for agency in coordinators if agency.pk != lead.pk]
    _refuse_whom(authority, [lead, *coordinators], due)
    origin = source_document.strip() or f"Ý kiến chỉ đạo ngày {format_date(clock.today())}"
    said = Conclusion(text, lead, due, coordinators)
    plan = lock(rolling_plan(authority))
    given = plan.orders.current().filter(text=text, due=due, starts=clock.today(), given_by=by)
    if given.filter(parts__part=PartKind.LEAD, parts__agency=lead).exists():
        raise NotAllowed(
            f"Hôm nay đã giao {lead} nội dung này, hạn {format_date(due)}; việc ở trong danh sách nhiệm vụ."
        )
    return _write(plan, said, by=by, leader=by, origin=origin, source=None)


@transaction.atomic
def give_conclusions(
    *,
    authority: Agency,
    by: User,
    leader: User,
    name: str,
    on: date,
    conclusions: Iterable[Conclusion],
    number: str = "",
    file=None,
) -> DirectionSource:
    """All the orders of a document or a meeting at once: all are given, or none.

    A leader gives them himself; his clerk and the standing agency record what he signed, so they name the document's
    number or attach it. Raises `NotAllowed`, for one of the orders with its place among them.
    """
    name, number, said = name.strip(), number.strip(), list(conclusions)
    if recording_for(by, on=clock.today()) != authority:
        raise NotAllowed(f"Chỉ lãnh đạo, văn thư của {authority} và cơ quan thường trực được giao việc ở đây.")
    if leader not in leaders_of(authority, on=clock.today()):
        raise NotAllowed(f"Hãy chọn người chỉ đạo trong lãnh đạo {authority}.")
    if leader != by and not number and file is None:
        raise NotAllowed("Hãy ghi số, ký hiệu hoặc đính kèm văn bản mà lãnh đạo đã ký.")
    if not name:
        raise NotAllowed("Hãy ghi tên văn bản hoặc cuộc họp.")
    if on > clock.today():
        raise NotAllowed("Ngày của văn bản, cuộc họp không được sau hôm nay.")
    if not said:
        raise NotAllowed("Hãy ghi ít nhất một việc.")
    plan = lock(rolling_plan(authority))
    source = DirectionSource.objects.create(
        plan=plan, name=name[:300], number=number[:60], on=on, given_by=leader, recorded_by=by
    )
    if file is not None:
        source.file = store(upload=file, agency=authority, by=by)
        source.save()
    for place, one in enumerate(said, start=1):
        try:
            _give_one(plan, authority, one, by=by, leader=leader, source=source)
        except NotAllowed as refusal:
            raise NotAllowed(f"Việc thứ {place}: {refusal}") from refusal
    return source


def _give_one(
    plan: Plan, authority: Agency, said: Conclusion, *, by: User, leader: User, source: DirectionSource
) -> None:
    said.text = said.text.strip()
    _refuse_text(said.text)
    if isinstance(said.lead, AgencyGroup):
        if said.lead.jurisdiction_id != authority.pk:
            raise NotAllowed(f"{said.lead} không thuộc địa bàn của {authority}. Hãy chọn nhóm khác.")
        _refuse_whom(authority, said.coordinators, said.due)
    else:
        said.coordinators = [agency for agency in said.coordinators if agency.pk != said.lead.pk]
        _refuse_whom(authority, [said.lead, *said.coordinators], said.due)
    _write(plan, said, by=by, leader=leader, origin=str(source), source=source)
