"""Nhịp thực hiện: units × models in a year, one unit's strips with the entries behind, the roster of turns."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency, User
from agencies.statements import kept
from plans.cadence import periods, strips
from plans.heat import LOW, heat_map, unit_lines
from plans.models import Activity, Assignment, Nature, Order, OrderKind, Plan, PlanState, Scope, Turn
from plans.querysets import DOING
from plans.services import may_load, may_set_turns, rotated, set_turns, taking_turns
from workflow.transitions import NotAllowed

ENTRIES_SHOWN = 60


@kept
def _plans(user: User):
    """Plans with models the person may read."""
    models = Order.objects.filter(plan=OuterRef("pk"), plan_model__isnull=False, kind=OrderKind.REQUIREMENT)
    return (
        Plan.objects.visible_to(user)
        .filter(Exists(models), state__in=[PlanState.ISSUED, PlanState.CLOSED])
        .order_by("-period_start", "pk")
        .only("state", "standing", "authority", "short_title", "period_start", "period_end")
    )


def _chosen(request) -> tuple[list[Plan], Plan | None, int, list[int]]:
    """(plans to choose from, the one asked for or the first, the year asked for or the present one, its years)."""
    # Those in force first.
    on, plans = clock.today(), sorted(_plans(request.user), key=lambda plan: plan.state != PlanState.ISSUED)
    asked = request.GET.get("ke_hoach", "")
    plan = next((row for row in plans if str(row.pk) == asked), plans[0] if plans and not asked else None)
    if plan is None:
        return plans, None, on.year, []
    last = min(plan.period_end.year, max(on.year, plan.period_start.year))
    years = list(range(last, plan.period_start.year - 1, -1))
    year = whole_number(request.GET.get("nam"))
    return plans, plan, year if year in years else years[0], years


@kept
def _units(user: User, plan: int):
    """Ids of the units whose work on the plan's models the person may see."""
    return _work(user, plan).order_by().values_list("agency", flat=True).distinct()


def _work(user: User, plan: int):
    """The work on the plan's models that the person may see."""
    models = Assignment.objects.visible_to(user).filter(order__plan=plan, order__plan_model__isnull=False)
    return models.filter(part__in=DOING)


def cadence(request):
    """The heat map; a person who sees one unit only is shown its strips."""
    plans, plan, year, years = _chosen(request)
    if plan is None and request.GET.get("ke_hoach"):
        raise Http404
    page = {"plans": plans, "plan": plan, "year": year, "years": years, "on": clock.today(), "tab": "nhip"} | {
        "may_load": may_load(request.user)
    }
    if plan is None:
        return render(request, "plans/cadence.html", page)
    heat = None
    if plan.is_run_by(request.user):
        heat = heat_map(plan, request.user, year=year, on=page["on"], page=request.GET.get("trang"))
    if heat is None or heat.units.paginator.count < 2:
        units = _units(request.user, plan.pk)
        if len(units) == 1:
            return _unit_page(request, page, Agency.objects.get(pk=units[0]))
    if heat is None:
        heat = heat_map(plan, request.user, year=year, on=page["on"], page=request.GET.get("trang"))
    return render(request, "plans/cadence.html", page | {"heat": heat, "low": LOW})


def cadence_unit(request, pk):
    """One unit's year: a strip per requirement with a cadence, counts for the others, the entries of the model asked for."""
    plans, plan, year, years = _chosen(request)
    if plan is None:
        raise Http404
    seen = _work(request.user, plan.pk).filter(agency=OuterRef("pk"))
    agency = get_object_or_404(Agency.objects.filter(Exists(seen)), pk=pk)
    page = {"plans": plans, "plan": plan, "year": year, "years": years, "on": clock.today(), "tab": "nhip"} | {
        "may_load": may_load(request.user)
    }
    page["back"] = f"{reverse('cadence')}?ke_hoach={plan.pk}&nam={year}"
    return _unit_page(request, page, agency)


def _unit_page(request, page: dict, agency: Agency):
    plan, year = page["plan"], page["year"]
    lines = unit_lines(plan, agency, request.user, year=year, on=page["on"])
    asked = request.GET.get("yeu_cau", "")
    chosen = next((line for line in lines if str(line.order.pk) == asked), None)
    entries: list[Activity] = []
    if chosen is not None:
        entries = list(
            Activity.objects.visible_to(request.user)
            .counted()
            .during(date(year, 1, 1), min(date(year, 12, 31), page["on"]))
            .filter(assignment__order=chosen.order, **_owner(chosen.order, agency))
            .for_list()[:ENTRIES_SHOWN]
        )
    turns: dict[int, list[str]] = {}
    for turn in Turn.objects.filter(order__in=[line.order.pk for line in lines], agency=agency, first__year=year):
        turns.setdefault(turn.order_id, []).append(_period_words(turn.order_id, lines, turn.first))
    judged = [line.strip for line in lines if line.strip and line.strip.agency_id]
    page |= {
        "agency": agency,
        "lines": lines,
        "chosen": chosen,
        "entries": entries,
        "turns": turns,
        "met": sum(strip.met for strip in judged),
        "owed": sum(strip.owed for strip in judged),
    }
    return render(request, "plans/cadence_unit.html", page)


def _owner(order: Order, agency: Agency) -> dict:
    return {} if order.scope == Scope.SHARED else {"assignment__agency": agency}


def _period_words(order_id: int, lines, first: date) -> str:
    cells = next(line.strip.cells for line in lines if line.order.pk == order_id and line.strip)
    return next((cell.label for cell in cells if cell.first == first), "")


def roster(request, pk):
    """Who takes which turn of a shared order in a year, and who did; the standing agency writes it."""
    orders = Order.objects.visible_to(request.user).select_related("plan__standing", "plan__authority", "plan_model")
    order = get_object_or_404(orders.filter(scope=Scope.SHARED, nature=Nature.CADENCE), pk=pk)
    on = clock.today()
    last = min(order.plan.period_end.year, on.year + 1)
    years = list(range(last, order.plan.period_start.year - 1, -1))
    asked = whole_number(request.GET.get("nam"))
    year = asked if asked in years else min(max(on.year, years[-1]), years[0])
    spans = periods(order.cadence_per, date(year, 1, 1), date(year, 12, 31))
    agencies = list(taking_turns(order))
    held = dict(Turn.objects.filter(order=order, first__year=year).values_list("first", "agency"))
    may = may_set_turns(order, request.user)
    if request.method == "POST":
        known = {str(agency.pk): agency.pk for agency in agencies}
        turns = {first: known.get(request.POST.get(f"luot-{first}", "")) for first, _, _ in spans}
        if "chia" in request.POST:
            turns = rotated([agency.pk for agency in agencies], [first for first, _, _ in spans], turns)
        try:
            count = set_turns(order=order, by=request.user, turns=turns)
            messages.success(request, f"Đã lưu {count} lượt." if count else "Lịch không có gì thay đổi.")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse('roster', args=[order.pk])}?nam={year}")
    (strip, *_) = strips([order], first=date(year, 1, 1), last=date(year, 12, 31), on=on) or [None]
    return render(
        request,
        "plans/roster.html",
        {
            "order": order,
            "year": year,
            "years": years,
            "strip": strip,
            "rows": _turn_rows(order, strip, held, {agency.pk: agency for agency in agencies}, year, on),
            "agencies": agencies,
            "may": may,
            "tab": "nhip",
            "may_load": may_load(request.user),
        },
    )


def _turn_rows(order: Order, strip, held: dict[date, int], agencies: dict[int, Agency], year: int, on: date) -> list:
    """(cell, whose turn, entries by whoever did it) of each period."""
    entries = (
        Activity.objects.counted()
        .during(date(year, 1, 1), min(on, date(year, 12, 31)))
        .filter(assignment__order=order, count__gt=0)
        .select_related("assignment__agency")
        .order_by("on")
    )
    done: dict[date, list[Activity]] = {}
    for cell in strip.cells if strip else ():
        done[cell.first] = [entry for entry in entries if cell.first <= entry.on <= cell.last]
    return [(cell, agencies.get(held.get(cell.first)), done[cell.first]) for cell in (strip.cells if strip else ())]
