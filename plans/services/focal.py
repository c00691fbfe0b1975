"""Units name their focal officer for a plan and ask for changes; who runs the plan confirms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction

from agencies.models import Agency, Role, User
from plans.models import Assignment, FocalOfficer, FocalState, Plan, PlanState
from workflow.models import Event
from workflow.services import lock, move, notify
from workflow.transitions import NotAllowed


@dataclass(frozen=True)
class Person:
    """Whom a unit names, from which day, by which document and, for a change, why."""

    name: str
    phone: str
    since: date
    title: str = ""
    email: str = ""
    document: str = ""
    note: str = ""


@transaction.atomic
def request_focal_officer(*, plan: Plan, agency: Agency, by: User, person: Person) -> FocalOfficer:
    """A unit with work in the plan names its officer, or another one in his place.

    Raises `NotAllowed` for other people, a plan not in force, a unit without work in it, or while a request waits.
    """
    plan = lock(plan)
    if agency.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ công chức hoặc người đứng đầu của đơn vị được cử đầu mối.")
    if plan.state != PlanState.ISSUED:
        raise NotAllowed("Chỉ cử đầu mối cho kế hoạch đang thực hiện.")
    if not Assignment.objects.doing().filter(order__plan=plan, kept_by=agency).exists():
        raise NotAllowed(f"{agency} không có việc trong kế hoạch này nên không cần cử đầu mối.")
    held = FocalOfficer.objects.filter(plan=plan, agency=agency)
    if held.filter(state=FocalState.REQUESTED).exists():
        raise NotAllowed("Đề nghị trước đang chờ xác nhận. Hãy rút đề nghị đó rồi gửi đề nghị mới.")
    officer = FocalOfficer.objects.create(
        plan=plan, agency=agency, state=FocalState.REQUESTED, asked_by=by, **asdict(person)
    )
    post = next(post for post in by.posts() if post.agency_id == agency.pk)
    changes = held.filter(state=FocalState.ACTIVE).exists()
    event = Event.objects.create(
        document=officer,
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name="request",
        label="Đề nghị thay đổi đầu mối" if changes else "Cử đầu mối",
        to_state=FocalState.REQUESTED,
        reason=person.note,
    )
    notify(
        agencies=[plan.standing],
        text=f"{agency} {'đề nghị thay đổi đầu mối' if changes else 'cử đầu mối'}, {plan.short_title}: {person.name}.",
        icon="person-badge",
        url=officer.get_absolute_url(),
        event=event,
        but=by,
    )
    return officer


@transaction.atomic
def move_focal_officer(*, officer: FocalOfficer, name: str, by: User, reason: str = "") -> Event:
    """Confirms, asks for more, or withdraws a request; who was the unit's officer before ends the day before.

    Raises `NotAllowed`; an officer is replaced only by the confirmation of another one.
    """
    if name == "replace":
        raise NotAllowed("Đầu mối chỉ thay khi xác nhận người mới. Hãy gửi đề nghị thay đổi.")
    lock(officer.plan)
    officer = lock(officer)
    if name == "confirm" and officer.state == FocalState.REQUESTED:
        former = FocalOfficer.objects.filter(plan=officer.plan, agency=officer.agency, state=FocalState.ACTIVE).first()
        if former is not None:
            until = max(former.since, officer.since - timedelta(days=1))
            move(document=former, transition="replace", by=by, changes={"until": until})
    event = move(document=officer, transition=name, by=by, reason=reason)
    words = {
        "confirm": "Đã xác nhận đầu mối",
        "return": "Đề nghị bổ sung về đầu mối",
        "withdraw": "rút đề nghị về đầu mối",
    }
    own = name == "withdraw"
    notify(
        agencies=[officer.plan.standing if own else officer.agency],
        text=f"{officer.agency} {words[name]}: {officer.name}."
        if own
        else f"{words[name]}: {officer.name}. {reason}".strip(),
        icon="person-badge",
        url=officer.get_absolute_url(),
        event=event,
        but=by,
    )
    return event
