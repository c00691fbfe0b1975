"""What the standing agency does to many assignments at once: remind, extend. Each row by its own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from plans.models import Assignment
from plans.services.progress import extend_assignment, extenders, note
from workflow.models import Reminder, ReminderKind
from workflow.reminders import remind_by_hand
from workflow.transitions import NotAllowed


@dataclass
class Outcome:
    """What a bulk action did: rows that went through, and (row, sentence) of those that did not."""

    done: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Assignment, str]] = field(default_factory=list)

    @property
    def agencies(self) -> list[Agency]:
        return list({row.kept_by_id: row.kept_by for row in self.done}.values())


def extend_many(*, assignments: Iterable[Assignment], by: User, due: date, reason: str) -> Outcome:
    """Extends each row that may be extended; the others keep their day and say why."""
    outcome = Outcome()
    for row in assignments:
        try:
            outcome.done.append(extend_assignment(assignment=row, by=by, due=due, reason=reason))
        except NotAllowed as refusal:
            outcome.refused.append((row, str(refusal)))
    return outcome


def _refusal(row: Assignment, acting: set[int], reminded: set[int]) -> str:
    if not extenders(row) & acting:
        return "Chỉ cơ quan thường trực hoặc cơ quan ban hành được nhắc."
    if row.done_on is not None:
        return "Đơn vị đã báo hoàn thành."
    if row.pk in reminded:
        return "Hôm nay đã nhắc rồi."
    return ""


@transaction.atomic
def remind_many(*, assignments: Iterable[Assignment], by: User) -> Outcome:
    """Reminds each row's unit of what it has not handed in; nobody is reminded of the same work twice on a day."""
    rows = list(assignments)
    outcome = Outcome()
    acting = set(by.agency_ids(Role.STAFF, Role.HEAD))
    spoken = Reminder.objects.filter(
        subject_type=ContentType.objects.get_for_model(Assignment),
        subject_id__in=[row.pk for row in rows],
        on=clock.today(),
    ).exclude(kind=ReminderKind.AUTHORITY)
    reminded = set(spoken.values_list("subject_id", flat=True))
    for row in rows:
        if refusal := _refusal(row, acting, reminded):
            outcome.refused.append((row, refusal))
            continue
        plan = row.order.plan
        due = f" (hạn {format_date(row.due)})" if row.due else ""
        remind_by_hand(
            about=(Assignment, row.pk),
            agency=row.kept_by,
            standing=plan.standing,
            authority=plan.authority,
            text=f"{plan.standing} nhắc{due}: {row.order.text[:250]}",
            url=row.get_absolute_url(),
            by=by,
            due=row.due,
        )
        note(row, by, "remind", "Nhắc thực hiện", agencies=acting)
        outcome.done.append(row)
    return outcome
