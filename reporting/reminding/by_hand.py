"""What the standing agency does itself: reminds units of all they owe, tells the authority."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from reporting.reminding.overdue import UnitOverdue, names_with_counts
from workflow.models import Reminder, ReminderKind
from workflow.reminders import remind_by_hand
from workflow.transitions import NotAllowed


def _refuse_strangers(standing: Agency, by: User) -> None:
    if standing.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được nhắc việc và báo cáo lãnh đạo ở đây.")


@transaction.atomic
def remind_unit(*, unit: UnitOverdue, by: User) -> int:
    """Reminds a unit of everything overdue that nobody spoke of today; returns how many things it was told.

    Raises `NotAllowed` for others than the standing agency, and when it was told of all of it today.
    """
    on, told = clock.today(), 0
    kinds = {thing.key[0] for thing in unit.things}
    today = Reminder.objects.filter(agency=unit.agency, on=on, subject_type__in=kinds).exclude(
        kind=ReminderKind.AUTHORITY
    )
    spoken = set(today.values_list("subject_type", "subject_id"))
    for thing in unit.things:
        _refuse_strangers(thing.standing, by)
        if thing.key in spoken:
            continue
        remind_by_hand(
            about=(thing.model, thing.pk),
            agency=thing.agency,
            standing=thing.standing,
            authority=thing.authority,
            text=f"{thing.standing} nhắc (hạn {format_date(thing.due)}): {thing.title}",
            url=thing.url,
            by=by,
            due=thing.due,
        )
        told += 1
    if not told:
        raise NotAllowed(f"{unit.agency.short_name}: hôm nay đã nhắc đủ các việc. Hãy nhắc lại từ ngày mai.")
    return told


@transaction.atomic
def report_to_authority(*, standing: Agency, units: Iterable[UnitOverdue], by: User, note: str = "") -> list[Agency]:
    """Báo cáo lãnh đạo: the heads of the authority are told which units are behind; only this ever tells them.

    Returns the authorities told. Raises `NotAllowed` for others than the standing agency, with nothing to tell, or the
    same a second time on a day.
    """
    _refuse_strangers(standing, by)
    units = list(units)
    things = [thing for unit in units for thing in unit.things if thing.standing.pk == standing.pk]
    if not things:
        raise NotAllowed("Không có đơn vị nào quá hạn để báo cáo lãnh đạo.")
    authorities = {thing.authority.pk: thing.authority for thing in things}
    said = f" {note.strip()}" if note.strip() else ""
    for authority in authorities.values():
        remind_by_hand(
            about=(Agency, standing.pk),
            agency=authority,
            standing=standing,
            authority=authority,
            text=f"{standing} báo cáo: {len(units)} đơn vị có việc quá hạn: {names_with_counts(units)}.{said}",
            url=reverse("reminders"),
            by=by,
            kind=ReminderKind.AUTHORITY,
            roles=(Role.HEAD,),
            icon="flag",
        )
    return list(authorities.values())
