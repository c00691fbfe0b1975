"""Assignments as the office speaks of them; `with_status` is the one table of states."""

from __future__ import annotations

from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

DUE_SOON_DAYS = 7


class Status(models.TextChoices):
    """States of an assignment on a day, in the words of the screen."""

    DONE_EARLY = "DONE_EARLY", "Hoàn thành trước hạn"
    DONE_ON_TIME = "DONE_ON_TIME", "Hoàn thành đúng hạn"
    DONE_LATE = "DONE_LATE", "Hoàn thành quá hạn"
    OVERDUE = "OVERDUE", "Quá hạn"
    DUE_SOON = "DUE_SOON", "Sắp đến hạn"
    IN_TIME = "IN_TIME", "Trong hạn"
    NOT_YET = "NOT_YET", "Chưa đến kỳ"
    ONGOING_UPDATED = "ONGOING_UPDATED", "Thường xuyên, đã cập nhật trong kỳ"
    ONGOING_NOT_UPDATED = "ONGOING_NOT_UPDATED", "Thường xuyên, chưa cập nhật trong kỳ"


def period_start(per: str, on: date) -> date:
    """First day of the calendar period `per` (Cadence) that holds `on`."""
    match per:
        case "WEEK":
            return on - timedelta(days=on.weekday())
        case "MONTH":
            return on.replace(day=1)
        case "HALF":
            return date(on.year, 1 if on.month < 7 else 7, 1)
        case "YEAR":
            return date(on.year, 1, 1)
        case _:
            return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; the plan's standing agency and authority see every unit's."""
        mine = user.agency_ids() if user.is_authenticated else []
        return self.filter(Q(kept_by__in=mine) | Q(order__plan__standing__in=mine) | Q(order__plan__authority__in=mine))

    def with_status(self, *, on: date):
        """Annotates `status` (Status) on a day; the first matching row of the table wins.

        Dated work is judged by its due day, until the end of that day. Work without a due day is never overdue: it is
        ongoing, updated or not in the current period (its cadence, a quarter where none is named). A shared order counts
        as updated for everybody when anybody's turn was logged. On-demand work is ongoing and never red.
        """
        confirmed = Q(order__asks_confirmation=False) | Q(confirmed_on__isnull=False)
        proved = Q(order__asks_evidence=False) | Exists(
            self.model.evidence.through.objects.filter(assignment=OuterRef("pk"))
        )
        done = Q(done_on__isnull=False, done_on__lte=on) & confirmed & proved
        dated = Q(due__isnull=False)
        rows = [
            When(done & dated & Q(done_on__lt=F("due")), then=Value(Status.DONE_EARLY)),
            When(done & dated & Q(done_on=F("due")), then=Value(Status.DONE_ON_TIME)),
            When(done & dated, then=Value(Status.DONE_LATE)),
            When(done, then=Value(Status.DONE_ON_TIME)),
            When(dated & Q(due__lt=on), then=Value(Status.OVERDUE)),
            When(dated & Q(starts__gt=on), then=Value(Status.NOT_YET)),
            When(dated & Q(due__lte=on + timedelta(days=DUE_SOON_DAYS)), then=Value(Status.DUE_SOON)),
            When(dated, then=Value(Status.IN_TIME)),
            When(starts__gt=on, then=Value(Status.NOT_YET)),
            When(self._updated(on), then=Value(Status.ONGOING_UPDATED)),
        ]
        return self.annotate(status=Case(*rows, default=Value(Status.ONGOING_NOT_UPDATED), output_field=CharField()))

    def _updated(self, on: date) -> Q:
        """An entry in the log within the current period of the assignment's own cadence."""
        log = apps.get_model("plans", "Activity").objects.filter(corrected_by=None, on__lte=on)
        own = log.filter(assignment=OuterRef("pk"))
        shared = log.filter(assignment__order=OuterRef("order"), assignment__order__scope="SHARED")
        found = Q(pk__in=[])
        for per in ("WEEK", "MONTH", "QUARTER", "HALF", "YEAR", ""):
            first = period_start(per, on)
            found |= Q(order__cadence_per=per) & (
                Exists(own.filter(on__gte=first)) | Exists(shared.filter(on__gte=first))
            )
        return found

    def overdue(self, *, on: date):
        return self.with_status(on=on).filter(status=Status.OVERDUE)

    def doing(self):
        """Parts that carry the work out; coordinating and monitoring are not owed by a day."""
        return self.filter(part__in=["LEAD", "IMPLEMENT"], order__dropped_in=None)

    def for_list(self):
        return self.select_related("order__plan", "order__plan_model", "agency", "kept_by")

    def by_due(self):
        return self.order_by(Coalesce("due", Value(date.max)), "pk")
