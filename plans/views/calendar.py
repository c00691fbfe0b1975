"""The same work as the list, along time: a month of due days, and bars along a year."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Min
from django.shortcuts import render

from agencies import clock
from agencies.incoming import whole_number
from plans.models import Order
from plans.month import Month, month_of
from plans.tasklist import Selection
from plans.timeline import Year

PER_PAGE = 40
YEARS = range(2000, 2101)


def task_calendar(request):
    """What falls due on each day of a month, as far as the person sees it and has filtered it."""
    on = clock.today()
    first = month_of(request.GET.get("thang", ""), on=on)
    month = Month(first if first.year in YEARS else on.replace(day=1))
    chosen = Selection(request.GET, user=request.user, on=on)
    month.fill(chosen.shown)
    page = {"month": month, "filter": chosen.filter, "on": on, "runs": chosen.runs, "this_month": on.replace(day=1)}
    return render(request, "plans/task_calendar.html", page)


def task_timeline(request):
    """Tasks with a due day as bars along a year, the earliest due first."""
    on = clock.today()
    asked = whole_number(request.GET.get("nam"))
    year = Year(asked if asked in YEARS else on.year, on=on)
    chosen = Selection(request.GET, user=request.user, on=on)
    rows = year.crossing(chosen.shown)
    due = rows.order_by().values("order").annotate(first=Min("due")).order_by("first", "order__position", "order")
    page = Paginator(due, PER_PAGE).get_page(request.GET.get("trang"))
    ids = [row["order"] for row in page.object_list]
    found = Order.objects.select_related("plan", "plan_model").in_bulk(ids)
    bars = year.bars([found[pk] for pk in ids], rows, on=on)
    shown = {"page": page, "bars": bars, "year": year, "filter": chosen.filter, "on": on, "this_year": on.year}
    return render(request, "plans/task_timeline.html", shown)
