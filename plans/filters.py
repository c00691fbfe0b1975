"""Filters of lists; they live in the address, so that a link reproduces the list."""

import django_filters
from django import forms
from django.db.models import Q

from agencies.models import Agency
from plans.models import Assignment, OrderKind, PartKind, Plan
from plans.querysets import DOING

EVERY = "ALL"


def agencies_seen(request):
    """Units whose work the person may see."""
    if request is None:
        return Agency.objects.none()
    keepers = Assignment.objects.visible_to(request.user).order_by().values("kept_by")
    return Agency.objects.filter(pk__in=keepers).order_by("order", "pk")


def plans_seen(request):
    return Plan.objects.none() if request is None else Plan.objects.visible_to(request.user)


class AssignmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tìm, không cần dấu", method="matching")
    ke_hoach = django_filters.ModelChoiceFilter(
        label="Kế hoạch", field_name="order__plan", queryset=plans_seen, empty_label="Kế hoạch đang thực hiện"
    )
    don_vi = django_filters.ModelChoiceFilter(
        label="Cơ quan, đơn vị", field_name="kept_by", queryset=agencies_seen, empty_label="Cơ quan: tất cả"
    )
    vai = django_filters.ChoiceFilter(
        label="Vai", field_name="part", choices=PartKind.choices, empty_label="Vai: mọi vai thực hiện", method="part_of"
    )
    loai = django_filters.ChoiceFilter(
        label="Loại",
        choices=[(EVERY, "Nhiệm vụ và mô hình"), *OrderKind.choices],
        empty_label="Loại: nhiệm vụ",
        method="kind_of",
    )
    den_ngay = django_filters.DateFilter(
        label="Hạn đến ngày",
        field_name="due",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Hãy chọn một ngày."},
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def filter_queryset(self, queryset):
        """Without a choice: tasks, by those who carry them out, and what the person's own units help with."""
        found = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("loai"):
            found = found.filter(order__kind=OrderKind.TASK)
        if not self.form.cleaned_data.get("vai"):
            own = Q(part=PartKind.COORDINATE, kept_by__in=self.request.user.agency_ids())
            found = found.filter(Q(part__in=DOING) | own)
        return found

    def matching(self, queryset, name, value):
        return queryset.matching(value[:200])

    def part_of(self, queryset, name, value):
        return queryset.filter(part=value)

    def kind_of(self, queryset, name, value):
        return queryset if value == EVERY else queryset.filter(order__kind=value)
