"""Filters of lists; they live in the address, so that a link reproduces the list."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import django_filters
from django import forms
from django.db.models import FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery

from agencies.incoming import whole_number
from agencies.models import Agency, User
from agencies.statements import kept
from agencies.widgets import PlainSelect
from plans.models import Assignment, Order, OrderKind, PartKind, Plan, PlanState
from plans.querysets import DOING, Unsought

EVERY = "ALL"
WORDS_MAX = 200
MODEL = "mo-hinh-"
DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "error_messages": {"invalid": "Hãy chọn một ngày."},
}


@kept
def _plans(user: User, whole: int):
    """(id, title, standing agency, authority, its name, then a part: model, its number, its name, heading, place) of the plans
    that `user` may choose from; the plan `whole` has a row for each of its parts, the others one without a part."""
    parts = FilteredRelation("orders", condition=Q(orders__plan=whole, orders__dropped_in=None))
    of_plan = ("pk", "short_title", "standing", "authority", "authority__name")
    of_part = ("parts__plan_model", "parts__plan_model__number", "parts__plan_model__short_name", "parts__section")
    return (
        Plan.objects.visible_to(user)
        .annotate(parts=parts)
        .values_list(*of_plan, *of_part)
        .annotate(place=Min("parts__position"))
        .order_by("-period_start", "title", "pk", "place")
    )


class PlanChoice(NamedTuple):
    """A plan to choose from."""

    pk: int
    title: str
    standing: int
    authority: int
    issued_by: str


def plans_for(user: User, whole: int) -> tuple[list[PlanChoice], list[tuple[str, str]]]:
    """The plans that `user` may choose from; (value, label) of the parts of the plan `whole` in their order, where it is one of
    them: models by number and name, task groups by their heading."""
    plans, parts = {}, {}
    for *plan, model, number, name, section, _ in _plans(user, whole):
        plans[plan[0]] = PlanChoice._make(plan)
        if model or section:
            parts[f"{MODEL}{model}" if model else section] = f"{number}. {name}" if model else section
    return list(plans.values()), list(parts.items())


def plan_choices(plans: Iterable[PlanChoice]) -> list[tuple[str, str]]:
    """Plans to choose from; those that share a title (each unit's own plan of a year) with who issued them."""
    titles = Counter(plan.title for plan in plans)
    return [
        (str(plan.pk), f"{plan.title}: {plan.issued_by}" if titles[plan.title] > 1 else plan.title) for plan in plans
    ]


@kept
def keepers_for(user: User, run: tuple[int, ...]):
    """(id, name, last day) of the units that keep work `user` may see, in their order; `run` are the plans that his
    agencies run or issued."""
    mine = user.agency_ids()
    work = Assignment.objects.filter(kept_by=OuterRef("pk")).order_by().values("pk")
    watched = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=mine).order_by().values("order")
    beside = Assignment.objects.filter(order__in=watched).order_by().values("kept_by")
    # The first row of a unit tells; asked whether there is any, PostgreSQL reads all work there is.
    keeps = Q(pk__in=mine) & Q(own__isnull=False) | Q(pk__in=beside)
    units = Agency.objects.alias(own=Subquery(work[:1]))
    if run:
        units = units.alias(run=Subquery(work.filter(order__plan__in=run)[:1]))
        keeps |= Q(run__isnull=False)
    return units.filter(keeps).order_by("order", "pk").values_list("pk", "name", "active_to")


class Asked(NamedTuple):
    """What a list is asked for; empty where nothing is chosen."""

    words: str = ""
    plan: int | None = None
    section: str = ""
    model: int | None = None
    unit: int | None = None
    part: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves few rows of all that can be seen."""
        return any((self.words, self.plan, self.section, self.model, self.unit))

    def orders(self) -> QuerySet[Order]:
        """The orders that are asked for; tasks where no kind is."""
        orders = Order.objects.current().order_by()
        orders = orders.filter(plan=self.plan) if self.plan else orders.filter(plan__state=PlanState.ISSUED)
        if self.model:
            orders = orders.filter(plan_model=self.model)
        elif self.section:
            orders = orders.filter(section=self.section)
        kind = self.kind or (EVERY if self.model or self.section else OrderKind.TASK)
        if kind != EVERY:
            orders = orders.filter(kind=kind)
        return orders.matching(self.words)

    def work(self, user: User, run: tuple[int, ...]) -> QuerySet[Assignment]:
        """What `user` sees of it; `run` are the plans that his agencies run or issued.

        Where no part is chosen: of those who carry the work out, and what the person's own units help with.
        """
        orders, rows = self.orders(), Assignment.objects.all()
        if run and not self.is_narrow:
            found = rows.mostly_visible_to(user, orders, run=run)
        elif run:
            found = rows.visible_to(user).filter(order__in=orders.values("pk"))
        else:
            # Few rows are the person's own: they are looked up by his agency.
            found = rows.visible_to(user).alias(unsought_order=Unsought("order"))
            found = found.filter(unsought_order__in=orders.values("pk"))
        if self.unit:
            found = found.filter(kept_by=self.unit)
        found = self.within(found)
        if self.part:
            return found.filter(part=self.part)
        return found.filter(Q(part__in=DOING) | Q(part=PartKind.COORDINATE, kept_by__in=user.agency_ids()))

    def within(self, rows: QuerySet) -> QuerySet:
        """Those of the rows whose due day is within the days that are asked for."""
        if self.since:
            rows = rows.filter(due__gte=self.since)
        if self.until:
            rows = rows.filter(due__lte=self.until)
        return rows


class AssignmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tìm, không cần dấu")
    ke_hoach = django_filters.ChoiceFilter(
        label="Kế hoạch", empty_label="Kế hoạch đang thực hiện", choices=(), widget=PlainSelect
    )
    phan = django_filters.ChoiceFilter(label="Phần", empty_label="Phần: mọi phần", choices=(), widget=PlainSelect)
    don_vi = django_filters.ChoiceFilter(
        label="Cơ quan, đơn vị", empty_label="Cơ quan: tất cả", choices=(), widget=PlainSelect
    )
    vai = django_filters.ChoiceFilter(
        label="Vai", choices=PartKind.choices, empty_label="Vai: mọi vai thực hiện", widget=PlainSelect
    )
    loai = django_filters.ChoiceFilter(
        label="Loại",
        choices=[(EVERY, "Nhiệm vụ và mô hình"), *OrderKind.choices],
        empty_label="Loại: nhiệm vụ",
        widget=PlainSelect,
    )
    tu_ngay = django_filters.DateFilter(label="Hạn từ ngày", **DAY)
    den_ngay = django_filters.DateFilter(label="Hạn đến ngày", **DAY)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, data, *, user: User):
        """What `user` may see. `plans` are those he may choose from, read once, `run` the ids of those of his agencies;
        `units` the keepers of their work."""
        super().__init__(data, Assignment.objects.all())
        self.plans, parts = plans_for(user, whole_number(self.data.get("ke_hoach")) or 0)
        mine = set(user.agency_ids())
        self.run = tuple(plan.pk for plan in self.plans if not mine.isdisjoint((plan.standing, plan.authority)))
        self.units = keepers_for(user, self.run)
        fields = self.form.fields
        fields["ke_hoach"].choices = plan_choices(self.plans)
        fields["don_vi"].choices = [(str(pk), name) for pk, name, _ in self.units]
        fields["phan"].choices = parts

    @property
    def asked(self) -> Asked:
        """What was chosen; a field that holds no sound choice asks for nothing."""
        self.form.is_valid()
        chosen = self.form.cleaned_data
        section, plan, unit = chosen.get("phan") or "", chosen.get("ke_hoach"), chosen.get("don_vi")
        is_model = section.startswith(MODEL)
        return Asked(
            words=(chosen.get("q") or "")[:WORDS_MAX],
            plan=int(plan) if plan else None,
            section="" if is_model else section,
            model=int(section.removeprefix(MODEL)) if is_model else None,
            unit=int(unit) if unit else None,
            part=chosen.get("vai") or "",
            kind=chosen.get("loai") or "",
            since=chosen.get("tu_ngay"),
            until=chosen.get("den_ngay"),
        )

    def criteria(self) -> list[tuple[str, str]]:
        """(label, words) of what was chosen, for people who read the list without the page."""
        rows = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name) if self.form.is_valid() else None
            if value:
                words = dict(getattr(field, "choices", ())).get(value, value)
                rows.append((field.label, f"{words:%d/%m/%Y}" if hasattr(words, "year") else str(words)))
        return rows
