"""One task over all its units: the strip, who waits for us, who is not through yet, and what was said."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_numbers
from agencies.models import Role, User
from agencies.statements import kept
from agencies.templatetags.portal import chip, truncatechars
from agencies.vietnamese import format_date
from plans.forms import BulkForm
from plans.models import Activity, Assignment, Order, PartKind
from plans.querysets import DOING
from plans.services import extend_many, remind_many
from plans.services.progress import extenders
from plans.taskhistory import history_of, parts_of
from plans.taskpage import UnitsOfTask
from plans.views.difficulty import difficulties_of
from plans.views.tasks import say

PER_PAGE = 50
# What the page shows of each unit's part.
OF_UNIT = ("order", "part", "due", "first_due", "done_on", "result", "extended_reason", "extended_by__full_name")
OF_UNIT += ("extended_by__username", "kept_by", "agency")


@kept
def _rows_of(user: User, order: int, on: date, only: tuple[str, ...]):
    """The assignments of a task that `user` may see, with their states; whole, or of these `only` some columns.

    Each knows the `level` of the agency that was given the work, and its name, from which it was `taken_from` if another
    keeps it; `who` keeps it, by the short name, and its `keeper` by the whole.
    """
    rows = (
        Assignment.objects.visible_to(user)
        .filter(order=order)
        .with_status(on=on)
        .annotate(level=F("agency__level"), taken_from=F("agency__short_name"))
        .annotate(who=F("kept_by__short_name"), keeper=F("kept_by__name"))
        .order_by("agency__order", "agency", "part")
    )
    if only:
        return rows.select_related("extended_by").only(*only)
    return rows.select_related("kept_by", "extended_by")


@kept
def _orders(pk: int):
    return Order.objects.filter(pk=pk).select_related(
        "plan__authority", "plan__standing", "plan_model", "given_by", "source", "added_in", "dropped_in"
    )


@kept
def _around(plan: int, kind: str):
    """The tasks of a plan in its order, by their numbers."""
    return Order.objects.current().filter(plan=plan, kind=kind).order_by("position", "pk").only("position", "number")


@kept
def _last_texts(assignments: tuple[int, ...]):
    """(assignment, what its log said last)."""
    last = Activity.objects.counted().filter(assignment=OuterRef("pk")).order_by("-on", "-pk").values("text")[:1]
    return Assignment.objects.filter(pk__in=assignments).values_list("pk", Subquery(last))


def _visible(request, pk: int, *only: str) -> tuple[Order, list[Assignment]]:
    """The task and those of its assignments this person may see today, of these `only` some columns; 404 without any."""
    rows = _rows_of(request.user, pk, clock.today(), only)
    if not rows:
        raise Http404
    (order,) = _orders(pk)
    return order, rows


def _doing(rows: list[Assignment]) -> list[Assignment]:
    return [row for row in rows if row.part in DOING]


def task_page(request, pk):
    """The whole task for those who run, issued or watch it; a unit is led to its own part."""
    order, rows = _visible(request, pk, *OF_UNIT)
    return _page(request, order, rows)


@kept
def _attached(assignments: tuple[int, ...]):
    """(assignment, file, its name) of what proves the results."""
    attached = Assignment.evidence.through.objects.filter(assignment__in=assignments)
    return attached.order_by("evidence").values_list("assignment", "evidence", "evidence__name")


def _with_progress(rows: list[Assignment]) -> None:
    """Gives the rows that are shown in full what was `said` of them last, the (id, name) of their `files`, and the words
    of their line."""
    ids = tuple(row.pk for row in rows)
    texts, files = dict(_last_texts(ids)), {pk: [] for pk in ids}
    for row, pk, name in _attached(ids):
        files[row].append((pk, name))
    for row in rows:
        row.said = truncatechars(row.result or texts[row.pk] or "", 120)
        row.files = files[row.pk]
        row.key = str(row.pk)
        row.url = row.get_absolute_url()
        row.day = format_date(row.due)
        row.chip = chip("assignment", row.status, row.words) if row.part in DOING else ""


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
    around = _around(order.plan_id, order.kind)
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
        "parts": parts_of(order.pk),
        "history": history_of(order, {row.pk: row.who for row in rows}, said["difficulties"]),
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
