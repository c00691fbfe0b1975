"""Filters of lists; they live in the address, so that a link reproduces the list."""

from collections import Counter
from collections.abc import Iterable

import django_filters
from django import forms
from django.db.models import Min, Q

from agencies.models import Agency
from plans.models import Assignment, Order, OrderKind, PartKind, Plan
from plans.querysets import DOING

EVERY = "ALL"
MODEL = "mo-hinh-"
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


class AssignmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tìm, không cần dấu", method="matching")
    ke_hoach = django_filters.ChoiceFilter(
        label="Kế hoạch", field_name="order__plan", empty_label="Kế hoạch đang thực hiện", choices=()
    )
    phan = django_filters.ChoiceFilter(label="Phần", empty_label="Phần: mọi phần", choices=(), method="of_section")
    don_vi = django_filters.ChoiceFilter(
        label="Cơ quan, đơn vị", field_name="kept_by", empty_label="Cơ quan: tất cả", choices=()
    )
    vai = django_filters.ChoiceFilter(
        label="Vai", field_name="part", choices=PartKind.choices, empty_label="Vai: mọi vai thực hiện"
    )
    loai = django_filters.ChoiceFilter(
        label="Loại",
        choices=[(EVERY, "Nhiệm vụ và mô hình"), *OrderKind.choices],
        empty_label="Loại: nhiệm vụ",
        method="kind_of",
    )
    tu_ngay = django_filters.DateFilter(label="Hạn từ ngày", field_name="due", lookup_expr="gte", **DAY)
    den_ngay = django_filters.DateFilter(label="Hạn đến ngày", field_name="due", lookup_expr="lte", **DAY)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, data, queryset, *, user):
        """`queryset`: what `user` may see. `plans` are those he may choose from, read once."""
        super().__init__(data, queryset)
        self.user = user
        self.plans = list(Plan.objects.visible_to(user).select_related("authority"))
        keepers = Assignment.objects.visible_to(user).order_by().values("kept_by")
        units = Agency.objects.filter(pk__in=keepers).order_by("order", "pk").values_list("pk", "name")
        fields = self.form.fields
        fields["ke_hoach"].choices = plan_choices(self.plans)
        fields["don_vi"].choices = [(str(pk), name) for pk, name in units]
        plan = self.data.get("ke_hoach", "")
        if plan in {str(row.pk) for row in self.plans}:
            fields["phan"].choices = sections_of(plan)

    def filter_queryset(self, queryset):
        """Without a choice: tasks, by those who carry them out, and what the person's own units help with."""
        found = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        if not chosen.get("loai") and not chosen.get("phan"):
            found = found.filter(order__kind=OrderKind.TASK)
        if not chosen.get("vai"):
            own = Q(part=PartKind.COORDINATE, kept_by__in=self.user.agency_ids())
            found = found.filter(Q(part__in=DOING) | own)
        if not chosen.get("ke_hoach"):
            found = found.filter(order__plan__state="ISSUED")
        return found

    def matching(self, queryset, name, value):
        return queryset.matching(value[:200])

    def of_section(self, queryset, name, value):
        if value.startswith(MODEL):
            return queryset.filter(order__plan_model=value.removeprefix(MODEL))
        return queryset.filter(order__section=value)

    def kind_of(self, queryset, name, value):
        return queryset if value == EVERY else queryset.filter(order__kind=value)

    def criteria(self) -> list[tuple[str, str]]:
        """(label, words) of what was chosen, for people who read the list without the page."""
        rows = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name) if self.form.is_valid() else None
            if value:
                words = dict(getattr(field, "choices", ())).get(value, value)
                rows.append((field.label, f"{words:%d/%m/%Y}" if hasattr(words, "year") else str(words)))
        return rows
