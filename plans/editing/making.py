"""Rows become a plan: a draft, or a plan recorded as issued with everything falling on its agencies."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from agencies import clock
from agencies.matching import Matcher
from agencies.models import User
from plans.editing import days
from plans.editing.gaps import gaps_of
from plans.editing.standing import from_plan
from plans.editing.twins import SAY_ANOTHER, twins_of
from plans.editing.writing import Writer, write_frame
from plans.models import Plan, PlanState, Reading, ReadingState
from plans.services import record_plan
from workflow.models import Evidence
from workflow.transitions import NotAllowed


@transaction.atomic
def open_draft(*, plan: Plan, by: User) -> Reading:
    """The reading in which a draft is edited: the one it was made from, else a new one of the draft as it stands.

    Raises `NotAllowed` for a plan that is no draft or a person who may not record it.
    """
    if plan.state != PlanState.DRAFT:
        raise NotAllowed("Kế hoạch không còn là dự thảo nên không sửa trực tiếp được. Hãy lập điều chỉnh kế hoạch.")
    if held := Reading.objects.visible_to(by).filter(plan=plan, amends=None).first():
        return held
    made = Reading.objects.create(
        authority=plan.authority,
        standing=plan.standing,
        plan=plan,
        state=ReadingState.DONE,
        rows=from_plan(plan),
        by=by,
    )
    if not Reading.objects.visible_to(by).filter(pk=made.pk).exists():
        raise NotAllowed("Tài khoản của bạn không có quyền sửa dự thảo này.")
    return made


@transaction.atomic
def make_draft(*, reading: Reading, by: User) -> Plan:
    """The draft plan of a reading: made, or written anew when it is still a draft. Raises `NotAllowed` for gaps."""
    held = (
        Reading.objects.select_for_update(of=("self",))
        .visible_to(by)
        .select_related("plan", "authority", "standing")
        .filter(pk=reading.pk)
        .first()
    )
    if held is None or not held.is_open or held.amends_id:
        raise NotAllowed("Kế hoạch này đã được ghi nhận hoặc không còn mở để sửa. Hãy tải lại trang.")
    matcher = Matcher(held.authority, on=clock.today())
    if gap := next((gap for gap in gaps_of(held, matcher) if gap.stops_draft), None):
        raise NotAllowed(gap.sentence)
    plan = held.plan or Plan(authority=held.authority, standing=held.standing, state=PlanState.DRAFT)
    write_frame(held, plan)
    Writer(plan, matcher).write(held)
    held.plan, held.state = plan, ReadingState.DONE
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
    return plan


@transaction.atomic
def record(
    *,
    reading: Reading,
    by: User,
    signed_file: Evidence,
    number: str,
    symbol: str,
    issued_on: date,
    ended: bool = False,
    another: bool = False,
) -> Plan:
    """The reading's plan recorded as issued: number, day and signed file given, every order on its agencies.

    `ended`: a plan of past years that is only kept to be looked up (`record_plan`). `another`: the person says that it
    is not the one with the same number or title that is there. Raises `NotAllowed` while something is missing, for
    somebody who may not record, or for a plan that is there already.
    """
    if not another and twins_of(reading, by=by, number=number, symbol=symbol, issued_on=issued_on):
        raise NotAllowed(SAY_ANOTHER)
    matcher = Matcher(reading.authority, on=clock.today())
    if gaps := gaps_of(reading, matcher):
        raise NotAllowed(gaps[0].sentence)
    plan = make_draft(reading=reading, by=by)
    plan.number, plan.symbol = number, symbol
    plan.issued_first = plan.issued_last = issued_on
    plan.issued_text = days.PartialDay(issued_on, issued_on).text
    plan.signed_file = signed_file
    plan.save()
    record_plan(plan=plan, by=by, ended=ended)
    return plan
