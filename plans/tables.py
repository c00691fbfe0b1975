"""Headers, sorting and paging of lists; rows are drawn by the page's own template."""

from datetime import date

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Value
from django.db.models.functions import Coalesce

from plans.models import Assignment, Order
from plans.querysets import WAITING_FIRST


class CountedPaginator(Paginator):
    """A paginator that was told how many rows there are: the counts by state already know."""

    def __init__(self, *args, total: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = total


class AssignmentTable(tables.Table):
    """Unit by unit."""

    number = tables.Column("Mã", accessor="order__number", order_by=("order__plan", "order__position", "pk"))
    task = tables.Column("Nhiệm vụ", accessor="order__text", order_by=("order__search_key", "pk"))
    agency = tables.Column("Đơn vị", accessor="kept_by", order_by=("kept_by__order", "kept_by", "pk"))
    schedule = tables.Column("Thời gian trong kế hoạch", accessor="order__schedule_text", orderable=False)
    due = tables.Column("Hạn", attrs={"th": {"class": "n"}})
    status = tables.Column("Trạng thái", orderable=False)

    class Meta:
        model = Assignment
        fields = ("number", "task", "agency", "schedule", "due", "status")
        order_by = "due"
        order_by_field = "sap_xep"
        page_field = "trang"

    @classmethod
    def unfilled(cls):
        """The table for its headers and its order; `plans.tasklist` reads the rows."""
        return cls(Assignment.objects.all())

    def order_due(self, queryset, is_descending):
        """Earliest first means what still waits first; what is done and what has no day come last."""
        if is_descending:
            return queryset.order_by(Coalesce("due", Value(date.min)).desc(), "pk"), True
        return queryset.order_by(*WAITING_FIRST, "pk"), True


class TaskTable(tables.Table):
    """One line for a task of several units; `done` is annotated by `plans.tasklist`."""

    number = tables.Column("Mã", order_by=("plan", "position", "pk"))
    task = tables.Column("Nhiệm vụ", accessor="text", order_by=("search_key", "pk"))
    agency = tables.Column("Đơn vị", empty_values=(), orderable=False)
    schedule = tables.Column("Thời gian trong kế hoạch", accessor="schedule_text", orderable=False)
    due = tables.Column("Hạn", attrs={"th": {"class": "n"}})
    status = tables.Column("Trạng thái", empty_values=(), orderable=False)
    progress = tables.Column("Tiến độ", empty_values=(), orderable=False)

    class Meta:
        model = Order
        fields = ("number", "task", "agency", "schedule", "due", "status", "progress")
        order_by = "due"
        order_by_field = "sap_xep"
        page_field = "trang"

    @classmethod
    def unfilled(cls):
        """The table for its headers and its order; `plans.tasklist` reads the rows."""
        return cls(Order.objects.annotate(done=Value(False)))

    def order_due(self, queryset, is_descending):
        """Earliest first means what still waits first; what all have done and what has no day come last."""
        if is_descending:
            return queryset.order_by(Coalesce("due", Value(date.min)).desc(), "pk"), True
        return queryset.order_by("done", Coalesce("due", Value(date.max)), "plan", "position", "pk"), True
