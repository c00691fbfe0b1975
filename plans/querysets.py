"""Assignments as the office speaks of them; `with_status` is the one table of states."""

from __future__ import annotations

from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce

from agencies.models import Role
from agencies.vietnamese import search_words

DOING = ("LEAD", "IMPLEMENT")
PERIODS = ("WEEK", "MONTH", "QUARTER", "HALF", "YEAR")


class Status(models.TextChoices):
    """States of an assignment on a day, in the words of the screen."""

    OVERDUE = "OVERDUE", "Quá hạn"
    DUE_SOON = "DUE_SOON", "Sắp đến hạn"
    IN_TIME = "IN_TIME", "Trong hạn"
    NOT_YET = "NOT_YET", "Chưa đến kỳ"
    ONGOING_UPDATED = "ONGOING_UPDATED", "Thường xuyên, đã cập nhật trong kỳ"
    ONGOING_NOT_UPDATED = "ONGOING_NOT_UPDATED", "Thường xuyên, chưa cập nhật trong kỳ"
    DONE_EARLY = "DONE_EARLY", "Hoàn thành trước hạn"
    DONE_ON_TIME = "DONE_ON_TIME", "Hoàn thành đúng hạn"
    DONE_LATE = "DONE_LATE", "Hoàn thành quá hạn"


DONE = (Status.DONE_EARLY, Status.DONE_ON_TIME, Status.DONE_LATE)
# Nothing is waited for: done, or updated in the period.
THROUGH = (*DONE, Status.ONGOING_UPDATED)


def period_start(per: str, on: date) -> date:
    """First day of the calendar period `per` (Cadence; a quarter where none is named) that holds `on`."""
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

    def _recorded(self, on: date):
        """(deliverable recorded with the evidence asked for, confirmed where that is asked) as two conditions."""
        files = self.model.evidence.through.objects.filter(assignment=OuterRef("pk"))
        proved = Q(order__asks_evidence=False) | Exists(files)
        recorded = Q(done_on__isnull=False, done_on__lte=on) & proved
        confirmed = Q(order__asks_confirmation=False) | Q(confirmed_on__isnull=False, confirmed_on__lte=on)
        return recorded, confirmed

    def with_status(self, *, on: date):
        """Annotates `status` (Status) on a day; the first matching row of the table wins.

        Only led or carried-out work with a due day is ever overdue, from the day after it. A deliverable handed in by then and still
        waiting for the monitor's word is in time: nobody waits for the unit. On-demand and recurring work is judged by
        the log, never by a day: updated or not in its current calendar period (its cadence, else a quarter);
        on-demand work and work bound to an event with nothing to log is in time. A shared order is done, or updated,
        for everybody when one unit did it. Once a plan is over, its recurring work is looked at as a whole.
        """
        recorded, confirmed = self._recorded(on)
        sibling = self.model.objects.filter(recorded & confirmed, order=OuterRef("order"), part__in=DOING)
        shared = Q(order__scope="SHARED")
        on_demand = Q(order__nature="ON_DEMAND")
        by_log = on_demand | Q(order__schedule_kind="RECURRING") | Q(order__schedule_kind="ONGOING", due__isnull=True)
        dated = Q(due__isnull=False) & ~by_log
        soon = on + timedelta(days=settings.DUE_SOON_DAYS)
        rows = [
            When(recorded & confirmed, then=_done_by(dated, Q(done_on__lt=F("due")), Q(done_on=F("due")))),
            When(
                shared & Exists(sibling),
                then=_done_by(
                    dated,
                    Exists(sibling.filter(done_on__lt=OuterRef("due"))),
                    Exists(sibling.filter(done_on=OuterRef("due"))),
                ),
            ),
            When(dated & recorded & Q(done_on__lte=F("due")), then=Value(Status.IN_TIME)),
            When(dated & Q(due__lt=on, part__in=DOING), then=Value(Status.OVERDUE)),
            When(starts__gt=on, then=Value(Status.NOT_YET)),
            When(dated & Q(due__lte=soon, due__gte=on), then=Value(Status.DUE_SOON)),
            When(dated, then=Value(Status.IN_TIME)),
            When(by_log & self._logged(on), then=Value(Status.ONGOING_UPDATED)),
            When(by_log & ~on_demand & ~_over(on), then=Value(Status.ONGOING_NOT_UPDATED)),
        ]
        return self.alias(period_first=_current_period(on)).annotate(
            status=Case(*rows, default=Value(Status.IN_TIME), output_field=CharField())
        )

    def _logged(self, on: date):
        """An entry in the log within the current period; of a shared order, anybody's."""
        log = apps.get_model("plans", "Activity").objects.filter(
            corrected_by=None, on__lte=on, on__gte=OuterRef("period_first")
        )
        turns = Q(order__scope="SHARED") & Exists(log.filter(assignment__order=OuterRef("order")))
        return Exists(log.filter(assignment=OuterRef("pk"))) | turns

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


def _done_by(dated: Q, before, on_the_day) -> Case:
    """Early, on time or late, for work that is done; work without a day is on time."""
    return Case(
        When(~dated | on_the_day, then=Value(Status.DONE_ON_TIME)),
        When(before, then=Value(Status.DONE_EARLY)),
        default=Value(Status.DONE_LATE),
        output_field=CharField(),
    )


def _over(on: date) -> Q:
    """Work of a plan that has ended or was closed."""
    return Q(order__plan__state="CLOSED") | Q(order__plan__period_end__lt=on)


def _current_period(on: date):
    """First day of the current period of a row's own cadence, as a date on every database."""

    def first(per: str):
        return Cast(Value(period_start(per, on)), DateField())

    rows = [When(_over(on), then=F("order__plan__period_start"))]
    rows += [When(order__cadence_per=per, then=first(per)) for per in PERIODS]
    return Case(*rows, default=first(""), output_field=DateField())
