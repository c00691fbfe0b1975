"""The registry of reform models: what exists, who applies it since when, with what results.

The model itself belongs to the registry; the pages stand here because results come from plans.
"""

from __future__ import annotations

from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.shortcuts import get_object_or_404, render

from agencies import clock
from agencies.models import Role
from agencies.vietnamese import normal
from models_registry.models import ReformField, ReformModel
from plans.models import Activity, Assignment, Plan, PlanModel, PlanState, Scope
from plans.querysets import DOING

PER_PAGE = 40
YEARS_SHOWN = 5
MODEL = "order__plan_model__reform_model"
# Since when an order stands: the amendment that brought it, else its plan's issue.
SINCE = Coalesce("order__added_in__effective_on", "order__plan__issued_first", "order__plan__period_start")


def _applied(request):
    """Assignments by which units apply models, in plans the person may read (not what each of them reached)."""
    return Assignment.objects.filter(order__plan__in=Plan.objects.visible_to(request.user), part__in=DOING).order_by()


def reform_models(request):
    """The registry with how many units apply each model and in how many plans; search without accents."""
    text = normal(request.GET.get("q", ""))[:200]
    field = request.GET.get("linh_vuc", "")
    found = ReformModel.objects.visible_to(request.user).matching(text).select_related("origin_agency")
    if field in ReformField.values:
        found = found.filter(field=field)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    shown = [model.pk for model in page]
    running = _applied(request).filter(order__plan__state=PlanState.ISSUED, order__dropped_in=None)
    rows = running.filter(**{f"{MODEL}__in": shown}).values_list(MODEL)
    counts = {
        model: (units, plans, since)
        for model, units, plans, since in rows.annotate(
            units=Count("kept_by", distinct=True),
            plans=Count("order__plan", distinct=True),
            since=Min(SINCE),
        )
    }
    return render(
        request,
        "plans/reform_models.html",
        {
            "page": page,
            "rows": [(model, counts.get(model.pk)) for model in page],
            "text": text,
            "field": field,
            "fields": ReformField.choices,
            "may_register": bool(request.user.agency_ids(Role.STAFF, Role.HEAD)),
        },
    )


def reform_model(request, pk):
    """One model: where it comes from, the plans that order it, who applies it, results by year as far as may be seen."""
    model = get_object_or_404(ReformModel.objects.visible_to(request.user).select_related("origin_agency"), pk=pk)
    plans = Plan.objects.visible_to(request.user)
    ordered = (
        PlanModel.objects.filter(reform_model=model, plan__in=plans)
        .select_related("plan__authority", "added_in")
        .annotate(
            units=Count("orders__assignments__agency", filter=Q(orders__assignments__part__in=DOING), distinct=True)
        )
        .order_by("-plan__period_start", "position")
    )
    units = list(
        _applied(request)
        .filter(Q(pk__in=Assignment.objects.visible_to(request.user).values("pk")), **{MODEL: model})
        .values("agency", "agency__name", "agency__short_name")
        .annotate(since=Min(SINCE))
        .order_by("agency__order", "agency")
    )
    log = Activity.objects.visible_to(request.user).counted().filter(assignment__order__plan_model__reform_model=model)
    last = clock.today().year
    sums = (
        log.filter(on__year__gt=last - YEARS_SHOWN, on__year__lte=last)
        .order_by()
        .annotate(year=ExtractYear("on"))
        .values_list("assignment__agency", "year", "assignment__order__scope")
        .annotate(Sum("count"))
    )
    by_unit: dict[int, dict[int, Decimal]] = {}
    by_year: dict[int, Decimal] = {}
    shared: dict[int, Decimal] = {}
    for agency, year, scope, count in sums:
        if scope == Scope.SHARED:
            shared[year] = shared.get(year, Decimal(0)) + count
        else:
            held = by_unit.setdefault(agency, {})
            held[year] = held.get(year, Decimal(0)) + count
            by_year[year] = by_year.get(year, Decimal(0)) + count
    years = sorted({*by_year, *shared, last})
    return render(
        request,
        "plans/reform_model.html",
        {
            "model": model,
            "ordered": ordered,
            "years": years,
            "rows": [(unit, [by_unit.get(unit["agency"], {}).get(year) for year in years]) for unit in units],
            "sums": [by_year.get(year) for year in years],
            "shared": [shared.get(year) for year in years] if shared else [],
        },
    )
