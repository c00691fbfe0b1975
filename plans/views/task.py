"""One task over all its units: the strip, who waits for us, who is not through yet, and what was said."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_numbers
from agencies.models import Role
from agencies.vietnamese import format_date
from plans.forms import BulkForm
from plans.models import Activity, Assignment, Order, PartKind
from plans.querysets import DOING
from plans.services import extend_many, remind_many
from plans.services.progress import extenders
from plans.taskhistory import history_of
from plans.taskpage import UnitsOfTask
from plans.views.difficulty import difficulties_of
from plans.views.tasks import say

PER_PAGE = 50
# What the page shows of each unit's part.
OF_UNIT = ("order", "part", "due", "first_due", "done_on", "result", "extended_reason", "extended_by__full_name")
OF_UNIT += ("extended_by__username", "kept_by__name", "kept_by__short_name", "agency__short_name", "agency__level")


def _visible(request, pk: int, *only: str) -> tuple[Order, list[Assignment]]:
    """The task and those of its assignments this person may see, with their states today, of these `only` some columns;
    404 without any."""
    rows = list(
        Assignment.objects.visible_to(request.user)
        .filter(order=pk)
        .with_status(on=clock.today())
        .select_related("kept_by", "agency", "extended_by")
        .only(*only)
        .order_by("agency__order", "agency", "part")
    )
    if not rows:
        raise Http404
    orders = Order.objects.select_related(
        "plan__authority", "plan__standing", "plan_model", "given_by", "source", "added_in", "dropped_in"
    )
    return get_object_or_404(orders, pk=pk), rows


def _doing(rows: list[Assignment]) -> list[Assignment]:
    return [row for row in rows if row.part in DOING]


def task_page(request, pk):
    """The whole task for those who run, issued or watch it; a unit is led to its own part."""
    order, rows = _visible(request, pk, *OF_UNIT)
    return _page(request, order, rows)


def _with_progress(rows: list[Assignment]) -> None:
    """Gives the rows that are shown in full `last_text`, their latest entry of the log, and their files."""
    last = Activity.objects.counted().filter(assignment=OuterRef("pk")).order_by("-on", "-pk").values("text")[:1]
    found = Assignment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", Subquery(last))
    texts = dict(found)
    for row in rows:
        row.last_text = texts[row.pk]
    prefetch_related_objects(rows, "evidence")


def _page(request, order: Order, rows: list[Assignment], *, status=200, bulk=None, picked=()):
    on = clock.today()
    for row in rows:
        row.order = order
    mine = set(request.user.agency_ids())
    doing = _doing(rows)
    if all(row.kept_by_id in mine for row in doing) and len(doing) <= 1:
        return redirect(doing[0] if doing else rows[0])
    acting = set(request.user.agency_ids(Role.STAFF, Role.HEAD))
    runs = bool(extenders(doing[0]) & acting) if doing else False
    watching = {row.kept_by_id for row in rows if row.part == PartKind.MONITOR} or {order.plan.standing_id}
    said = difficulties_of(request.user, order)
    around = Order.objects.current().filter(plan=order.plan_id, kind=order.kind).order_by("position", "pk")
    around = list(around.only("position", "number"))
    units = UnitsOfTask(doing, on)
    shown = Paginator(units.in_order, PER_PAGE).get_page(request.GET.get("trang"))
    helpers = [row for row in rows if row.part == PartKind.COORDINATE]
    _with_progress([*shown, *helpers])
    page = {
        "order": order,
        "units": units,
        "page": shown,
        "sections": units.sections(shown),
        **said,
        "helpers": helpers,
        "parts": order.parts.select_related("agency", "group"),
        "history": history_of(order, rows, said["difficulties"]),
        "runs": runs,
        "stands": order.plan.standing_id in acting,
        "watches": bool((watching | {order.plan.authority_id}) & acting),
        "before": next((one for one in reversed(around) if one.position < order.position), None),
        "after": next((one for one in around if one.position > order.position), None),
        "bulk": bulk or BulkForm(),
        "picked": set(picked),
        "on": on,
    }
    return render(request, "plans/task.html", page, status=status)


@require_POST
def task_units(request, pk):
    """Reminds or extends the ticked units of a task, all open ones with `viec=tat-ca`."""
    order, rows = _visible(request, pk)
    for row in rows:
        row.order = order
    asked = request.POST.getlist("viec")
    every = asked == ["tat-ca"]
    ids = set(whole_numbers(asked))
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _page(request, order, rows, status=422, bulk=form, picked=ids)
    units = UnitsOfTask(_doing(rows), clock.today())
    chosen = units.open if every else [row for row in units.all if row.pk in ids]
    if not chosen:
        messages.error(request, "Hãy chọn ít nhất một đơn vị.")
    elif form.cleaned_data["thao_tac"] == "gia-han":
        due = form.cleaned_data["due"]
        outcome = extend_many(assignments=chosen, by=request.user, due=due, reason=form.cleaned_data["reason"])
        say(request, outcome, f"Đã gia hạn đến {format_date(due)}")
    else:
        say(request, remind_many(assignments=chosen, by=request.user), "Đã nhắc")
    return redirect(order)
