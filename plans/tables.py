"""Headers, sorting and paging of lists; rows are drawn by the page's own template."""

from datetime import date

import django_tables2 as tables
from django.db.models import Value
from django.db.models.functions import Coalesce

from plans.models import Assignment


class AssignmentTable(tables.Table):
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

    def order_due(self, queryset, is_descending):
        """Work without a day comes last either way."""
        last = date.min if is_descending else date.max
        key = Coalesce("due", Value(last))
        return queryset.order_by(key.desc() if is_descending else key.asc(), "pk"), True
