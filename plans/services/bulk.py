"""What the standing agency does to many assignments at once: remind, extend. Each row by its own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.urls import reverse

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from plans.models import Assignment
from plans.services.progress import extend_assignment, extenders, note
from workflow.models import Event
from workflow.services import notify
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
    """One notice to each unit about what it has not handed in; a row is reminded at most once a day by hand."""
    rows = list(assignments)
    outcome = Outcome()
    acting = set(by.agency_ids(Role.STAFF, Role.HEAD))
    today = clock.today()
    spoken = Event.objects.filter(
        document_type__app_label="plans",
        document_type__model="assignment",
        document_id__in=[row.pk for row in rows],
        name="remind",
        at__gte=clock.start_of_day(today),
    )
    reminded = set(spoken.values_list("document_id", flat=True))
    for row in rows:
        if refusal := _refusal(row, acting, reminded):
            outcome.refused.append((row, refusal))
        else:
            note(row, by, "remind", "Nhắc thực hiện", agencies=acting)
            outcome.done.append(row)
    for agency in outcome.agencies:
        own = [row for row in outcome.done if row.kept_by_id == agency.pk]
        notify(agencies=[agency], text=_words(own), icon="bell", url=_address(own), but=by)
    return outcome


def _words(rows: list[Assignment]) -> str:
    first = rows[0]
    if len(rows) == 1:
        due = f" Hạn {format_date(first.due)}." if first.due else ""
        return f"Nhắc thực hiện: {first.order.text[:250]}.{due}"
    return f"Nhắc thực hiện {len(rows)} nhiệm vụ, trong đó: {first.order.text[:200]}."


def _address(rows: list[Assignment]) -> str:
    return rows[0].get_absolute_url() if len(rows) == 1 else f"{reverse('tasks')}?loai=ALL&don_vi={rows[0].kept_by_id}"
