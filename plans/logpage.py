"""What the page of the log reads: the work whose results a person may enter, and the latest entries of his units."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.paginator import Page, Paginator

from agencies.models import User
from agencies.statements import kept
from plans.models import Activity, Assignment, Measure

PER_PAGE = 20


class Choice(NamedTuple):
    """What the form of a result says of work to choose from; `model` and its number only where it carries out a model."""

    pk: int
    order: int
    kept_by: int
    unit: str
    number: str
    text: str
    count_label: str
    count_unit: str
    model_number: str | None
    model: str | None

    @classmethod
    def of(cls, work: Assignment) -> Choice:
        order, model = work.order, work.order.plan_model
        said = (order.number, order.text, order.count_label, order.count_unit)
        named = (model.number, model.short_name) if model else (None, None)
        return cls(work.pk, order.pk, work.kept_by_id, work.kept_by.short_name, *said, *named)

    def label(self, *, with_unit: bool) -> str:
        """Number, model and what is counted, or the task; `with_unit` for people of several units."""
        if self.model is not None:
            words = f"{self.model_number} {self.model}: {self.count_label or self.text}"
        else:
            words = f"{self.number} {self.text}"
        words = words if len(words) <= 110 else words[:109].rstrip() + "…"
        return f"{self.unit} - {words}" if with_unit else words.strip()


CHOICE = ("pk", "order", "kept_by", "kept_by__short_name", "order__number", "order__text", "order__count_label")
CHOICE += ("order__count_unit", "order__plan_model__number", "order__plan_model__short_name")


def work_of(user: User, on: date, only: int | None = None):
    """Work whose results `user` may enter, requirements of models first; of one assignment `only`, where it is named."""
    work = Assignment.objects.loggable_by(user, on=on)
    work = work if only is None else work.filter(pk=only)
    return work.order_by("order__kind", "order__plan", "order__position", "pk")


@kept
def choices_of(user: User, on: date, only: int | None):
    """The same work, hundreds of rows, as the columns of `Choice`."""
    return work_of(user, on, only).values_list(*CHOICE)


@kept
def measures_of(user: User, on: date, only: int | None):
    """What else is counted of this work, in order."""
    return Measure.objects.filter(order__in=work_of(user, on, only).order_by().values("order"))


def log_of(user: User):
    """The log of the person's own units, newest first."""
    return Activity.objects.counted().filter(assignment__kept_by__in=user.agency_ids())


@kept
def _keys(user: User):
    return log_of(user).values_list("pk", flat=True)


@kept
def _entries(keys: tuple[int, ...]):
    return Activity.objects.filter(pk__in=keys).for_list()


def latest_entries(user: User, *, page: str | None) -> Page:
    """A page of the log of the person's own units with all that is shown; of the other entries only the keys are read."""
    # Given the statement in place of the keys, PostgreSQL goes through the log of everybody.
    shown = Paginator(_keys(user), PER_PAGE).get_page(page)
    shown.object_list = _entries(tuple(shown.object_list))
    return shown
