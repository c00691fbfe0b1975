"""The focal officers of a plan, unit by unit: who is there, who asks for a change, who has named nobody yet."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Agency
from plans.models import Assignment, FocalOfficer, FocalState, Plan


@dataclass
class UnitOfficer:
    """A unit with work in the plan; `waiting` is its request, `returned` what was asked of its last one."""

    agency: Agency
    officer: FocalOfficer | None = None
    waiting: FocalOfficer | None = None
    returned: FocalOfficer | None = None


def officers_of(plan: Plan, user) -> list[UnitOfficer]:
    """Units without an officer first; three statements however many units. Requests as far as `user` may see."""
    work = Assignment.objects.doing().filter(order__plan=plan).order_by().values("kept_by")
    rows = {
        agency.pk: UnitOfficer(agency) for agency in Agency.objects.filter(pk__in=work).order_by("level", "order", "pk")
    }
    shown = [FocalState.ACTIVE, FocalState.REQUESTED, FocalState.RETURNED]
    found = FocalOfficer.objects.visible_to(user).filter(plan=plan, state__in=shown, agency__in=rows)
    for officer in found.prefetch_related("events").order_by("asked_at", "pk"):
        row = rows[officer.agency_id]
        match officer.state:
            case FocalState.ACTIVE:
                row.officer = officer
            case FocalState.REQUESTED:
                row.waiting = officer
            case _:
                row.returned = officer
    for row in rows.values():
        # A request answered by a later one is past.
        later = [one for one in (row.officer, row.waiting) if one and row.returned and one.pk > row.returned.pk]
        if later:
            row.returned = None
    return sorted(rows.values(), key=lambda row: (row.waiting is None, row.officer is not None))
