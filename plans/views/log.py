"""Cập nhật kết quả: an event in under 20 seconds, or a month's countable figures on one page."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import clock
from agencies.incoming import token_of, whole_number
from agencies.models import Role
from plans.cadence import next_period
from plans.forms import ActivityForm, MonthForm
from plans.logpage import latest_entries, log_of, work_of
from plans.models import Activity, Nature, OrderKind
from plans.models.log import end_of_month
from plans.monthly import day_to_propose, month_figures
from plans.services import add_activity, correct_activity, may_load
from workflow.evidence import serve
from workflow.transitions import NotAllowed


def own_work(request):
    """What the person may log results for, with orders, models and measures: the work of his own units alone."""
    return work_of(request.user, clock.today()).for_list().prefetch_related("order__measures")


def log(request):
    """The form of one event and the unit's latest entries."""
    if request.method == "POST":
        form = ActivityForm(request.POST, request.FILES, user=request.user)
        if form.is_valid() and (entry := _saved(request, form)):
            messages.success(request, "Đã lưu kết quả.")
            return redirect(f"{reverse('log')}?viec={entry.assignment_id}")
    else:
        asked = whole_number(request.GET.get("viec"))
        initial = {"on": clock.today(), "count": "1", "assignment": asked}
        form = ActivityForm(user=request.user, initial=initial)
    page = latest_entries(request.user, page=request.GET.get("trang"))
    status = 422 if form.is_bound else 200
    return render(
        request,
        "plans/log.html",
        {"form": form, "page": page, "tab": "su-kien", "may_load": may_load(request.user)},
        status=status,
    )


def _saved(request, form: ActivityForm) -> Activity | None:
    data = form.cleaned_data
    try:
        return add_activity(
            assignment=data["assignment"],
            by=request.user,
            on=data["on"],
            count=data["count"],
            text=data["text"],
            figures=form.figures_of(data["assignment"]),
            files=data["files"],
            token=token_of(request),
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None


def month_asked(request) -> date:
    """First day of the month asked for ("2024-12"), the present one otherwise and at most."""
    today = clock.today()
    year, _, month = request.GET.get("thang", "").partition("-")
    year, month = whole_number(year), whole_number(month)
    if year and month and 2000 <= year <= today.year and month <= 12:
        return min(date(year, month, 1), today.replace(day=1))
    return today.replace(day=1)


def _month_rows(request, first: date):
    """(assignment, figure of the month, figure of the month before) of the countable work of the person's units."""
    before = (first - timedelta(days=1)).replace(day=1)
    work = own_work(request).filter(order__kind=OrderKind.REQUIREMENT).exclude(order__nature=Nature.CADENCE)
    work = list(work.exclude(order__count_unit=""))
    entries = (
        Activity.objects.visible_to(request.user)
        .filter(assignment__in=[row.pk for row in work])
        .during(before, end_of_month(first))
        .of_months()
        .prefetch_related("figures")
    )
    held = month_figures(entries)
    return [(row, held.get((row.pk, first)), held.get((row.pk, before))) for row in work]


def log_month(request):
    """A month's countable figures on one page; only what differs from what is held is written."""
    first = month_asked(request)
    last = min(clock.today(), end_of_month(first))
    rows = _month_rows(request, first)
    held = [figure for _, figure, _ in rows if figure is not None]
    if request.method == "POST":
        form = MonthForm(request.POST, rows=rows)
        if form.is_valid() and (count := _month_saved(request, form, first, last)) is not None:
            messages.success(request, f"Đã lưu {count} số liệu." if count else "Không có số liệu nào thay đổi.")
            return redirect(f"{reverse('log_month')}?thang={first:%Y-%m}")
    else:
        proposed = max((day_to_propose(figure.entry, last=last) for figure in held), default=last)
        form = MonthForm(rows=rows, initial={"on": proposed})
    following = next_period("MONTH", first)
    page = {
        "form": form,
        "first": first,
        "last": last,
        "end": end_of_month(first),
        "sent": max((figure.cut_off for figure in held if figure.cut_off), default=None),
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": following if following <= clock.today() else None,
        "tab": "thang",
        "may_load": may_load(request.user),
    }
    return render(request, "plans/log_month.html", page, status=422 if form.is_bound else 200)


def _month_saved(request, form: MonthForm, first: date, last: date) -> int | None:
    """How many figures were written; None when something was refused, and then nothing was."""
    on = form.cleaned_data["on"]
    if not first <= on <= last:
        form.add_error("on", f"Hãy chọn ngày từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.")
    changed = form.changed()
    if form.errors:
        return None
    try:
        with transaction.atomic():
            for assignment, entry, count, figures in changed:
                if entry is None:
                    add_activity(
                        assignment=assignment, by=request.user, on=on, count=count, figures=figures, monthly=True
                    )
                else:
                    correct_activity(activity=entry, by=request.user, on=on, count=count, figures=figures)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    return len(changed)


def activity_correct(request, pk):
    """A correction: the form again with what was entered; the old entry stays readable."""
    own = log_of(request.user).filter(assignment__kept_by__in=request.user.agency_ids(Role.STAFF, Role.HEAD))
    entry = get_object_or_404(own.for_list().with_cut_off(), pk=pk)
    on = entry.on
    if entry.monthly:
        on = day_to_propose(entry, last=min(clock.today(), end_of_month(entry.on)))
    if request.method == "POST":
        form = ActivityForm(request.POST, request.FILES, user=request.user, only=entry.assignment_id)
        if form.is_valid():
            data = form.cleaned_data
            try:
                correct_activity(
                    activity=entry,
                    by=request.user,
                    on=data["on"],
                    count=data["count"],
                    text=data["text"],
                    figures=form.figures_of(entry.assignment),
                    files=data["files"],
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Đã sửa; số cũ vẫn xem lại được.")
                return redirect(f"{reverse('log')}?viec={entry.assignment_id}")
    else:
        held = {f"f-{entry.assignment_id}-{figure.measure_id}": figure.count for figure in entry.measured}
        initial = {"assignment": entry.assignment_id, "on": on, "count": entry.count, "text": entry.text}
        form = ActivityForm(user=request.user, only=entry.assignment_id, initial=initial | held)
    page = {"form": form, "entry": entry, "earlier": entry.earlier(), "further": on > entry.on}
    return render(request, "plans/activity_correct.html", page, status=422 if form.is_bound else 200)


def activity_file(request, pk, file_pk):
    """A file of an entry, for whoever may see the entry."""
    entry = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    evidence = entry.evidence.filter(pk=file_pk).first()
    if evidence is None:
        raise Http404
    return serve(evidence, to=request.user)
