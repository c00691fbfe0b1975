"""Filters of lists; they live in the address, so that a link reproduces the list."""

from collections import Counter
from collections.abc import Iterable

import django_filters
from django import forms
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery

from agencies.models import Agency
from agencies.widgets import LongSelect
from plans.models import Assignment, Order, OrderKind, PartKind, Plan, PlanState
from plans.querysets import DOING, Unsought

EVERY = "ALL"
MODEL = "mo-hinh-"
# What leaves few rows of all that can be seen.
NARROW = ("q", "ke_hoach", "phan", "don_vi")
DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "error_messages": {"invalid": "Hãy chọn một ngày."},
}


def sections_of(plan: str) -> list[tuple[str, str]]:
    """(value, label) of a plan's parts in their order: models by number and name, task groups by their heading."""
    found = (
        Order.objects.current()
        .filter(plan=plan)
        .order_by()
        .values_list("plan_model", "plan_model__number", "plan_model__short_name", "section")
        .annotate(place=Min("position"))
        .order_by("place")
    )
    rows = {
        f"{MODEL}{model}" if model else section: f"{number}. {name}" if model else section
        for model, number, name, section, _ in found
        if model or section
    }
    return list(rows.items())


def plan_choices(plans: Iterable[Plan]) -> list[tuple[str, str]]:
    """Plans to choose from; those that share a title (each unit's own plan of a year) with who issued them."""
    plans = list(plans)
    titles = Counter(str(plan) for plan in plans)
    return [(str(plan.pk), f"{plan}: {plan.authority}" if titles[str(plan)] > 1 else str(plan)) for plan in plans]


def keepers_for(user, run: Iterable[Plan]):
    """(id, name, last day) of the units that keep work `user` may see, in their order; `run` are the plans that his
    agencies run or issued."""
    mine = user.agency_ids()
    kept = Assignment.objects.filter(kept_by=OuterRef("pk")).order_by()
    watched = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=mine).order_by().values("order")
    keeps = Q(Exists(kept), pk__in=mine) | Exists(kept.filter(order__in=watched))
    if plans := [plan.pk for plan in run]:
        keeps |= Exists(kept.filter(order__plan__in=plans))
    return Agency.objects.filter(keeps).order_by("order", "pk").values_list("pk", "name", "active_to")


class AssignmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tìm, không cần dấu")
    ke_hoach = django_filters.ChoiceFilter(label="Kế hoạch", empty_label="Kế hoạch đang thực hiện", choices=())
    phan = django_filters.ChoiceFilter(label="Phần", empty_label="Phần: mọi phần", choices=())
    don_vi = django_filters.ChoiceFilter(
        label="Cơ quan, đơn vị", field_name="kept_by", empty_label="Cơ quan: tất cả", choices=(), widget=LongSelect
    )
    vai = django_filters.ChoiceFilter(
        label="Vai", field_name="part", choices=PartKind.choices, empty_label="Vai: mọi vai thực hiện"
    )
    loai = django_filters.ChoiceFilter(
        label="Loại",
        choices=[(EVERY, "Nhiệm vụ và mô hình"), *OrderKind.choices],
        empty_label="Loại: nhiệm vụ",
    )
    tu_ngay = django_filters.DateFilter(label="Hạn từ ngày", field_name="due", lookup_expr="gte", **DAY)
    den_ngay = django_filters.DateFilter(label="Hạn đến ngày", field_name="due", lookup_expr="lte", **DAY)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, data, *, user):
        """What `user` may see. `plans` are those he may choose from, read once, `run` those of his agencies; `units` the
        keepers of their work."""
        super().__init__(data, Assignment.objects.all())
        self.user = user
        size = Order.objects.filter(plan=OuterRef("pk")).order_by().values("plan").values(n=Count("*"))
        plans = Plan.objects.visible_to(user).select_related("authority").annotate(size=Subquery(size))
        self.plans = list(plans.only("title", "short_title", "standing", "authority__name"))
        mine = user.agency_ids()
        self.run = [plan for plan in self.plans if plan.standing_id in mine or plan.authority_id in mine]
        self.units = list(keepers_for(user, self.run))
        fields = self.form.fields
        fields["ke_hoach"].choices = plan_choices(self.plans)
        fields["don_vi"].choices = [(str(pk), name) for pk, name, _ in self.units]
        plan = self.data.get("ke_hoach", "")
        if plan in {str(row.pk) for row in self.plans}:
            fields["phan"].choices = sections_of(plan)

    def filter_queryset(self, queryset):
        """Without a choice: tasks, by those who carry them out, and what the person's own units help with."""
        chosen, mine = self.form.cleaned_data, self.user.agency_ids()
        self.orders = orders = self._orders(chosen)
        if self.run and not any(chosen.get(name) for name in NARROW):
            found = queryset.mostly_visible_to(self.user, orders, run=self.run)
        else:
            found = queryset.visible_to(self.user)
            if self.run:
                found = found.filter(order__in=orders.values("pk"))
            else:
                # Few rows are the person's own: they are looked up by his agency.
                found = found.alias(unsought_order=Unsought("order")).filter(unsought_order__in=orders.values("pk"))
        for name in ("don_vi", "vai", "tu_ngay", "den_ngay"):
            found = self.filters[name].filter(found, chosen.get(name))
        if not chosen.get("vai"):
            found = found.filter(Q(part__in=DOING) | Q(part=PartKind.COORDINATE, kept_by__in=mine))
        return found

    @property
    def at_most(self) -> int:
        """No more rows than these are seen of the plans that the person's agencies run, whatever is chosen."""
        return len(self.units) * sum(plan.size or 0 for plan in self.run)

    def _orders(self, chosen: dict):
        """The orders that are asked for."""
        orders = Order.objects.current().order_by()
        if plan := chosen.get("ke_hoach"):
            orders = orders.filter(plan=plan)
        else:
            orders = orders.filter(plan__state=PlanState.ISSUED)
        section, kind = chosen.get("phan"), chosen.get("loai")
        if section:
            model = section.removeprefix(MODEL) if section.startswith(MODEL) else None
            orders = orders.filter(plan_model=model) if model else orders.filter(section=section)
        if not kind and not section:
            kind = OrderKind.TASK
        if kind and kind != EVERY:
            orders = orders.filter(kind=kind)
        return orders.matching(chosen.get("q", "")[:200])

    def criteria(self) -> list[tuple[str, str]]:
        """(label, words) of what was chosen, for people who read the list without the page."""
        rows = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name) if self.form.is_valid() else None
            if value:
                words = dict(getattr(field, "choices", ())).get(value, value)
                rows.append((field.label, f"{words:%d/%m/%Y}" if hasattr(words, "year") else str(words)))
        return rows
