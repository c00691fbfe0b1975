"""Assignments as the office speaks of them; `with_status` is the one table of states."""

from django.db import models
from django.db.models import Q


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; the plan's standing agency and authority see every unit's."""
        mine = user.agency_ids() if user.is_authenticated else []
        return self.filter(Q(kept_by__in=mine) | Q(order__plan__standing__in=mine) | Q(order__plan__authority__in=mine))

    def kept_by_agencies(self, agency_ids):
        return self.filter(kept_by__in=agency_ids)
