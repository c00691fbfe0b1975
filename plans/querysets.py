"""Assignments as the office speaks of them."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from agencies.models import Role
from agencies.vietnamese import search_words
from plans.states import StateOn, Status, due_within

DOING = ("LEAD", "IMPLEMENT")


def _is(**condition) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**condition), output_field=models.BooleanField())


# The order of lists: what waits first, by its day; what has no day after it; the units of a task together. Bare
# columns and conditions without values: only so does SQLite read an index on them in this order.
WAITING_FIRST = (_is(done_on__isnull=False), _is(due__isnull=True), F("due"), F("order"))


def seen_by(user, *, kept_by: str = "kept_by", order: str = "order") -> Q:
    """Whose work a person sees, as a condition on the keeper and the order of an assignment, by their names in the query.

    Orders are named by lists that are read once for a statement, not joined to each row.
    """
    mine = user.agency_ids() if user.is_authenticated else []
    if not mine:
        return Q(pk__in=[])
    watched = apps.get_model("plans", "Assignment").objects.filter(part="MONITOR", kept_by__in=mine).order_by()
    return (
        Q((f"{kept_by}__in", mine)) | Q((f"{order}__in", run_by(mine))) | Q((f"{order}__in", watched.values("order")))
    )


def run_by(agencies: list[int]):
    """Ids of the orders of plans that these agencies run or issued."""
    orders = apps.get_model("plans", "Order").objects.order_by()
    return orders.filter(Q(plan__standing__in=agencies) | Q(plan__authority__in=agencies)).values("pk")


class Unsought(Func):
    """A column by which SQLite is not to look rows up: most rows fit, so it reads them in the order of the list instead.

    PostgreSQL weighs that by itself.
    """

    template = "%(expressions)s"
    arity = 1
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; standing agency and authority see every unit's; a monitor those of its orders."""
        return self.filter(seen_by(user))

    def mostly_visible_to(self, user, orders, *, run):
        """The work of `orders` (a queryset) that `visible_to` shows, for a person whose agencies run the plans `run` (ids): it
        passes over a long list in the list's own order, and almost every row by its first test."""
        mine = user.agency_ids()
        watched = self.model.objects.filter(part="MONITOR", kept_by__in=mine).order_by()
        rows = self.alias(unsought_keeper=Unsought("kept_by"), unsought_order=Unsought("order"))
        return rows.filter(
            Q(unsought_order__in=orders.filter(plan__in=run).values("pk"))
            | Q(unsought_order__in=orders.filter(pk__in=watched.values("order")).values("pk"))
            | Q(unsought_keeper__in=mine, unsought_order__in=orders.values("pk"))
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

    def in_states(self, *states: str, on: date):
        """Rows of these states, with `status`; where due days bound the states, an index on them finds the rows."""
        return self.filter(due_within(states, on=on)).with_status(on=on).filter(status__in=states)

    def overdue(self, *, on: date):
        return self.doing().in_states(Status.OVERDUE, on=on)

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

    def to_confirm_by(self, agencies: list[int]):
        """Handed in, with the word of one of `agencies` asked: the order's monitors, else who runs the plan, else its issuer."""
        monitors = self.model.objects.filter(order=OuterRef("order"), part="MONITOR").exclude(
            kept_by=OuterRef("kept_by")
        )
        runs = Q(order__plan__standing__in=agencies)
        runs |= Q(order__plan__standing=F("kept_by"), order__plan__authority__in=agencies)
        return (
            self.doing()
            .filter(Exists(monitors.filter(kept_by__in=agencies)) | (~Exists(monitors) & runs))
            .filter(
                order__asks_confirmation=True, order__plan__state="ISSUED", done_on__isnull=False, confirmed_on=None
            )
            .exclude(kept_by__in=agencies)
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
