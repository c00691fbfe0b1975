"""Assignments as the office speaks of them."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from agencies.models import Role
from agencies.vietnamese import search_words
from plans.states import StateOn, Status

DOING = ("LEAD", "IMPLEMENT")


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; standing agency and authority see every unit's; a monitor those of its orders."""
        mine = user.agency_ids() if user.is_authenticated else []
        if not mine:
            return self.none()
        watched = self.model.objects.filter(part="MONITOR", kept_by__in=mine).values("order")
        return self.filter(
            Q(kept_by__in=mine)
            | Q(order__plan__standing__in=mine)
            | Q(order__plan__authority__in=mine)
            | Q(order__in=watched)
        )

    def loggable_by(self, user, *, on: date):
        """Work in force whose results this person may enter: of the units where he is staff or head."""
        return self.doing().filter(
            kept_by__in=user.agency_ids(Role.STAFF, Role.HEAD) if user.is_authenticated else [],
            order__plan__state="ISSUED",
            order__plan__period_start__lte=on,
            order__plan__period_end__gte=on,
        )

    def loadable_by(self, user, *, on: date):
        """Countable work of all units in force whose figures this person's office holds: the standing agency of the plan,
        and the focal point of administrative procedures, which knows the one-stop system."""
        mine = user.agency_ids(Role.STAFF, Role.HEAD) if user.is_authenticated else []
        duties = apps.get_model("agencies", "Duty").objects.active(on).filter(kind="PROCEDURES", agency__in=mine)
        return (
            self.doing()
            .filter(
                Q(order__plan__standing__in=mine)
                | Q(order__plan__authority__in=duties.order_by().values("jurisdiction")),
                order__plan__state="ISSUED",
                order__plan__period_start__lte=on,
                order__plan__period_end__gte=on,
                order__kind="REQUIREMENT",
                order__scope="EACH",
            )
            .exclude(order__nature="CADENCE")
            .exclude(order__count_unit="")
        )

    def with_status(self, *, on: date):
        """Annotates `status` (Status) on a day: the table is `plans.states.StateOn`."""
        return self.annotate(status=StateOn(on))

    def overdue(self, *, on: date):
        return self.doing().with_status(on=on).filter(status=Status.OVERDUE)

    def waiting(self, *, on: date):
        """Work somebody still has to do something about: dated and not done, or due an entry in this period."""
        return (
            self.doing()
            .filter(order__plan__state="ISSUED")
            .with_status(on=on)
            .filter(
                Q(status__in=[Status.OVERDUE, Status.DUE_SOON, Status.ONGOING_NOT_UPDATED])
                | Q(status=Status.IN_TIME, due__isnull=False, done_on=None)
            )
        )

    def doing(self):
        """Parts that carry the work out; coordinating and monitoring are not owed by a day."""
        return self.filter(part__in=DOING, order__dropped_in=None)

    def matching(self, text: str):
        """Work whose order holds every word of `text`, with or without accents."""
        found = self
        for word in search_words(text):
            found = found.filter(order__search_key__contains=word)
        return found

    def for_list(self):
        return self.select_related("order__plan", "order__plan_model", "agency", "kept_by")

    def by_due(self):
        return self.order_by(Coalesce("due", Value(date.max)), "pk")
