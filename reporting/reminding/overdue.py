"""What is overdue today, unit by unit, for those who run a jurisdiction; and the words to paste into Zalo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q

from agencies.models import Agency, Role
from agencies.vietnamese import format_date, join_words
from plans.models import Plan
from reporting.models import Round
from reporting.reminding.owed import Owed, owed
from workflow.models import Reminder

ZALO_ITEMS = 8


@dataclass
class UnitOverdue:
    """A unit with what it owes past its day; how often and when it was last reminded of any of it."""

    agency: Agency
    things: list[Owed] = field(default_factory=list)
    reminders: int = 0
    reminded_on: date | None = None
    late_days: int = 0
    words: str = ""


def overseen(user) -> tuple[list[Agency], list[int]]:
    """(agencies in which this person works and which run a round or a plan, ids of those whose ledger he may read).

    The ledger is read by the agency's own people and by those of the committee it works for.
    """
    mine = user.agency_ids()
    concerned = Q(standing__in=mine) | Q(authority__in=mine)
    pairs = [model.objects.filter(concerned).order_by().values_list("standing", "authority") for model in (Round, Plan)]
    running = set(pairs[0].union(pairs[1]))
    standing = {pk for pk, _ in running}
    posts = {post.agency_id: post.agency for post in user.posts() if post.role in (Role.STAFF, Role.HEAD)}
    own = [agency for pk, agency in posts.items() if pk in standing]
    below = {pk for pk, authority in running if authority in mine}
    return own, sorted({agency.pk for agency in own} | below)


def standing_agencies(user) -> list[Agency]:
    return overseen(user)[0]


def zalo_words(unit: Agency, things: Iterable[Owed], *, sender: str) -> str:
    """A message to one unit to paste into Zalo; nothing that accuses."""
    things = list(things)
    lines = [f"- {thing.title.rstrip('. ')} (hạn {format_date(thing.due)})" for thing in things[:ZALO_ITEMS]]
    if len(things) > ZALO_ITEMS:
        lines.append(f"- và {len(things) - ZALO_ITEMS} việc khác trên cổng")
    return (
        f"Kính gửi {unit}: {sender} nhắc {len(things)} việc đã quá hạn:\n"
        + "\n".join(lines)
        + "\nĐề nghị đơn vị cập nhật kết quả trên cổng; nếu có vướng mắc, xin phản hồi để được hỗ trợ. Trân trọng."
    )


def overdue_units(*, standing: list[int], on: date, sender: str = "") -> list[UnitOverdue]:
    """Units with something overdue in the jurisdictions of these standing agencies, in the order of the agencies."""
    found: dict[int, UnitOverdue] = {}
    for thing in owed(on=on, until=on, standing=standing):
        late = thing.late_days(on=on)
        if late:
            unit = found.setdefault(thing.agency.pk, UnitOverdue(thing.agency))
            unit.things.append(thing)
            unit.late_days = max(unit.late_days, late)
    lines = (
        Reminder.objects.filter(agency__in=found, standing__in=standing)
        .exclude(kind="AUTHORITY")
        .order_by()
        .values_list("agency", "subject_type", "subject_id")
        .annotate(times=Count("pk"), last=Max("on"))
    )
    owing = {thing.key: unit for unit in found.values() for thing in unit.things}
    for agency, kind, pk, times, last in lines:
        unit = owing.get((kind, pk))
        if unit is not None and unit.agency.pk == agency:
            unit.reminders += times
            unit.reminded_on = max(last, unit.reminded_on or last)
    units = sorted(found.values(), key=lambda unit: (unit.agency.order, unit.agency.pk))
    for unit in units:
        unit.things.sort(key=lambda thing: thing.due)
        unit.words = zalo_words(unit.agency, unit.things, sender=sender)
    return units


def names_with_counts(units: Iterable[UnitOverdue]) -> str:
    """Phòng TN và MT (2), Xã Phú Thuận B (1)"""
    return join_words([f"{unit.agency.short_name} ({len(unit.things)})" for unit in units])
