"""Lists of work: the table with its filters, the workbook, what is done to many rows at once, saved filters."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from agencies import clock
from agencies.incoming import whole_number, whole_numbers
from agencies.vietnamese import format_date, format_moment, join_words
from plans import sheets
from plans.forms import BulkForm, SavedFilterForm
from plans.models import Assignment, SavedFilter
from plans.services import extend_many, left_behind_for, remind_many
from plans.states import THROUGH
from plans.tables import AssignmentTable, CountedPaginator, TaskTable
from plans.tasklist import PER_PAGE, PILLS, Selection

SPOOL = 4 * 1024 * 1024
NOT_KEPT = ("trang", "csrfmiddlewaretoken")


def task_list(request):
    """Work the person may see, filtered, with counts by state before a pill is pressed."""
    return _page(request)


def _page(request, *, status=200, bulk=None, picked=(), save=None):
    """The list; `bulk` and `save` are refused forms to be shown again, `picked` the boxes that stay ticked."""
    chosen = Selection(request.GET, user=request.user, on=clock.today())
    counts = chosen.count()
    table = TaskTable.unfilled() if chosen.by_task else AssignmentTable.unfilled()
    RequestConfig(request, paginate=False).configure(table)
    paginator = CountedPaginator((), PER_PAGE, total=chosen.total_of(counts))
    shown = paginator.get_page(whole_number(request.GET.get("trang")) or 1)
    ended = any(last and last < chosen.on for _, _, last in chosen.filter.units)
    page = {
        "chosen": chosen.chosen,
        "total": counts["ALL"],
        "late": counts["OVERDUE"],
        "soon": counts["DUE_SOON"],
        "pills": [(key, label, icon, counts[key]) for key, (label, icon, _) in PILLS.items()],
        "filter": chosen.filter,
        "by_task": chosen.by_task,
        "runs": chosen.runs,
        "stands": chosen.stands,
        "table": table,
        "page": shown,
        "lines": chosen.lines(table.data.data.query.order_by, shown),
        "grouped": table.order_by and table.order_by[0] == "number",
        "on": chosen.on,
        "left_behind": left_behind_for(request.user, on=chosen.on).count() if chosen.runs and ended else 0,
        "ending": chosen.runs and any(last and last >= chosen.on for _, _, last in chosen.filter.units),
        "saved": request.user.saved_filters.all(),
        "query": request.GET.urlencode(),
        "bulk": bulk or BulkForm(),
        "picked": set(picked),
        "save": save or SavedFilterForm(),
    }
    return render(request, "plans/task_list.html", page, status=status)


def task_export(request):
    """The rows of the list, unit by unit, as a workbook that names its filter."""
    chosen = Selection(request.GET, user=request.user, on=clock.today())
    criteria = chosen.filter.criteria()
    if chosen.chosen in PILLS:
        criteria.append(("Trạng thái", PILLS[chosen.chosen][0]))
    file = SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
    sheets.write_tasks(
        file,
        chosen.shown.order_by("order__plan", "order__position", "order", "kept_by__order", "pk"),
        criteria=criteria,
        address=request.build_absolute_uri(f"{reverse('tasks')}?{request.GET.urlencode()}"),
        moment=format_moment(clock.now()),
    )
    file.seek(0)
    name = f"nhiem-vu-{chosen.on:%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.CONTENT_TYPE)


@require_POST
def task_bulk(request):
    """Reminds or extends the ticked lines: the units of a ticked task that have not handed in, or single units."""
    ids = whole_numbers(request.POST.getlist("viec"))[:PER_PAGE]
    back = f"{reverse('tasks')}?{request.GET.urlencode()}"
    form = BulkForm(request.POST)
    on = clock.today()
    by_task = Selection(request.GET, user=request.user, on=on).by_task
    rows = (
        Assignment.objects.visible_to(request.user)
        .doing()
        .with_status(on=on)
        .filter(Q(order__in=ids, done_on=None) & ~Q(status__in=THROUGH) if by_task else Q(pk__in=ids))
        .select_related("order__plan__standing", "order__plan__authority", "kept_by")
        .order_by("order", "kept_by__order", "pk")
    )
    if not form.is_valid():
        return _page(request, status=422, bulk=form, picked=ids)
    if not rows:
        messages.error(request, "Hãy chọn ít nhất một dòng có đơn vị chưa hoàn thành.")
        return redirect(back)
    extends = form.cleaned_data["thao_tac"] == "gia-han"
    if extends:
        outcome = extend_many(
            assignments=rows, by=request.user, due=form.cleaned_data["due"], reason=form.cleaned_data["reason"]
        )
    else:
        outcome = remind_many(assignments=rows, by=request.user)
    say(request, outcome, f"Đã gia hạn đến {format_date(form.cleaned_data['due'])}" if extends else "Đã nhắc")
    return redirect(back)


def say(request, outcome, words: str) -> None:
    """What happened to whom, and why not to the others: the same reason is said once."""
    if outcome.done:
        units = join_words([agency.short_name for agency in outcome.agencies][:6])
        more = len(outcome.agencies) - 6
        units += f" và {more} đơn vị khác" if more > 0 else ""
        messages.success(request, f"{words} {len(outcome.done)} phần việc: {units}.")
    reasons: dict[str, int] = {}
    for _, reason in outcome.refused:
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, times in reasons.items():
        messages.warning(request, f"Không áp dụng cho {times} phần việc: {reason}")


@require_POST
def filter_save(request):
    """Keeps the filter of the address under a name; the same name again replaces it."""
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, save=form)
    kept = request.GET.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    query = kept.urlencode()
    if len(query) > SavedFilter._meta.get_field("query").max_length:
        form.add_error("name", "Điều kiện lọc quá dài. Hãy bỏ bớt chữ tìm kiếm.")
        return _page(request, status=422, save=form)
    saved, _ = SavedFilter.objects.update_or_create(
        user=request.user, name=form.cleaned_data["name"], defaults={"query": query}
    )
    messages.success(request, f"Đã lưu bộ lọc “{saved}”; mở lại ở “Bộ lọc của tôi”.")
    return redirect(saved)


@require_POST
def filter_delete(request, pk):
    saved = get_object_or_404(request.user.saved_filters.all(), pk=pk)
    saved.delete()
    messages.success(request, f"Đã bỏ bộ lọc “{saved}”.")
    return redirect(f"{reverse('tasks')}?{request.GET.urlencode()}")
