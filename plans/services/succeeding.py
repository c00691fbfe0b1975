"""Work that agencies left behind when they ended; who continues it is settled in `reporting.reorganising`."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Role, User
from plans.models import Assignment, PlanState


def left_behind_for(user: User, *, on: date) -> QuerySet[Assignment]:
    """Work of plans in force still kept by agencies that have ended, of plans the person's agencies run."""
    acting = user.agency_ids(Role.STAFF, Role.HEAD) if user.is_authenticated else []
    return Assignment.objects.filter(
        Q(order__plan__standing__in=acting) | Q(order__plan__authority__in=acting),
        order__plan__state=PlanState.ISSUED,
        order__dropped_in=None,
        kept_by__active_to__lt=on,
    )
