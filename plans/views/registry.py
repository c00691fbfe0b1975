"""The registry of reform models: what exists, who applies it since when, with what results.

The model itself belongs to the registry; the pages stand here because results come from plans.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency, Role, User
from agencies.statements import kept
from agencies.vietnamese import normal
from models_registry.forms import AdoptionForm
from models_registry.models import Adoption, Proposal, ReformField, ReformModel
from models_registry.services import assess_adoption
from plans.adoption import COUNT, MODEL, SINCE, adoption_map, applied, compared, measures_of
from plans.models import Activity, Assignment, Plan, PlanModel, PlanState, Scope
from plans.querysets import DOING
from workflow.transitions import NotAllowed

PER_PAGE = 40
YEARS_SHOWN = 5


@kept
def _ordered(user: User, models: tuple[int, ...]):
    """(model, units that apply it, plans that order it, since when) of plans that are in force."""
    running = applied(user).filter(order__plan__state=PlanState.ISSUED, order__dropped_in=None)
    return (
        running.filter(**{f"{MODEL}__in": models})
        .values_list(MODEL)
        .annotate(units=Count("kept_by", distinct=True), plans=Count("order__plan", distinct=True), since=Min(SINCE))
    )


def reform_models(request):
    """The registry with how many units apply each model and in how many plans; search without accents."""
    text = normal(request.GET.get("q", ""))[:200]
    field = request.GET.get("linh_vuc", "")
    found = ReformModel.objects.visible_to(request.user).matching(text).select_related("origin_agency")
    if field in ReformField.values:
        found = found.filter(field=field)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    shown = [model.pk for model in page]
    counts = {model: tuple(row) for model, *row in _ordered(request.user, tuple(shown))}
    running = applied(request.user).filter(order__plan__state=PlanState.ISSUED, order__dropped_in=None)
    ordered = running.filter(**{MODEL: OuterRef("reform_model")}, kept_by=OuterRef("agency"))
    themselves = Adoption.objects.visible_to(request.user).filter(reform_model__in=shown).exclude(outcome="STOPPED")
    for model, units, first in (
        themselves.exclude(Exists(ordered))
        .order_by()
        .values_list("reform_model")
        .annotate(units=Count("*"), first=Min("since"))
    ):
        held, plans, since = counts.get(model, (0, 0, first))
        counts[model] = (held + units, plans, min(since, first))
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


@kept
def _models(user: User, pk: int):
    return ReformModel.objects.visible_to(user).filter(pk=pk).select_related("origin_agency")


def _visible(request, pk: int) -> ReformModel:
    """The model, or 404."""
    models = _models(request.user, pk)
    if not models:
        raise Http404
    return models[0]


def _own_units(request):
    """Units for which the person may say how a model goes."""
    return Agency.objects.filter(pk__in=request.user.agency_ids(Role.STAFF, Role.HEAD)).order_by("order", "pk")


@kept
def _plan_models(user: User, model: int):
    """The model as the plans that `user` reads order it, each with how many units carry it out."""
    doing = Q(orders__assignments__part__in=DOING)
    return (
        PlanModel.objects.filter(reform_model=model, plan__in=Plan.objects.visible_to(user))
        .select_related("plan__authority", "added_in")
        .annotate(units=Count("orders__assignments__agency", filter=doing, distinct=True))
        .order_by("-plan__period_start", "position")
    )


@kept
def _units(user: User, model: int):
    """The units that apply the model, as far as `user` sees their work, and since when."""
    seen = Assignment.objects.visible_to(user).order_by().values("pk")
    return (
        applied(user)
        .filter(Q(pk__in=seen), **{MODEL: model})
        .values("agency", "agency__name", "agency__short_name")
        .annotate(since=Min(SINCE))
        .order_by("agency__order", "agency")
    )


@kept
def _results(user: User, model: int, first: date, last: date):
    """(unit, year, scope, sum) of what was logged between two days."""
    log = Activity.objects.visible_to(user).counted().filter(assignment__order__plan_model__reform_model=model)
    return (
        log.during(first, last)
        .order_by()
        .annotate(year=ExtractYear("on"))
        .values_list("assignment__agency", "year", "assignment__order__scope")
        .annotate(Sum("count"))
    )


@kept
def _proposals(user: User, model: int):
    return Proposal.objects.visible_to(user).filter(reform_model=model).select_related("author")


def reform_model(request, pk):
    return _page(request, _visible(request, pk))


def _page(request, model: ReformModel, *, form: AdoptionForm | None = None, status: int = 200):
    """One model: where it comes from, the plans that order it, who applies it, results by year as far as may be seen."""
    user = request.user
    units = _units(user, model.pk)
    last = clock.today().year
    sums = _results(user, model.pk, date(last - YEARS_SHOWN + 1, 1, 1), date(last, 12, 31))
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
    words = list(Adoption.objects.visible_to(user).filter(reform_model=model).select_related("agency"))
    own = _own_units(request)
    if form is None and own:
        form = AdoptionForm(agencies=own, initial=_said(own, words, units))
    return render(
        request,
        "plans/reform_model.html",
        {
            "model": model,
            "ordered": _plan_models(user, model.pk),
            "years": years,
            "rows": [(unit, [by_unit.get(unit["agency"], {}).get(year) for year in years]) for unit in units],
            "sums": [by_year.get(year) for year in years],
            "shared": [shared.get(year) for year in years] if shared else [],
            "words": words,
            "form": form,
            "proposals": _proposals(user, model.pk),
        },
        status=status,
    )


def _said(own, words: list[Adoption], units: list[dict]) -> dict:
    """What the form starts from: the unit's last words, else the day from which a plan orders the model."""
    if len(own) != 1:
        return {}
    for row in words:
        if row.agency_id == own[0].pk:
            return {"since": row.since, "outcome": row.outcome, "note": row.note}
    return {"since": next((unit["since"] for unit in units if unit["agency"] == own[0].pk), None)}


@require_POST
def adoption_assess(request, pk):
    """A unit says since when it applies the model and how it goes."""
    model, own = _visible(request, pk), _own_units(request)
    if not own:
        messages.error(request, "Chỉ công chức hoặc người đứng đầu của đơn vị được đánh giá việc áp dụng mô hình.")
        return _page(request, model, status=422)
    form = AdoptionForm(request.POST, agencies=own)
    if form.is_valid():
        data = form.cleaned_data
        try:
            assess_adoption(
                reform_model=model,
                agency=form.chosen(),
                by=request.user,
                since=data["since"],
                outcome=data["outcome"],
                note=data["note"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi đánh giá của đơn vị.")
            return redirect("reform_model", pk=pk)
    return _page(request, model, form=form, status=422)


def model_map(request):
    """Units × models: who applies what, since when, with what outcome."""
    found = adoption_map(request.user)
    by_level: dict[str, list] = {}
    for row in found.rows:
        by_level.setdefault(row.agency.get_level_display(), []).append(row)
    return render(request, "plans/model_map.html", {"map": found, "levels": by_level.items()})


def model_compare(request, pk):
    """One model across units and years."""
    model, on = _visible(request, pk), clock.today()
    years = list(range(on.year, on.year - YEARS_SHOWN, -1))
    asked = whole_number(request.GET.get("nam"))
    year = asked if asked in years else on.year
    measures = measures_of(model, request.user)
    key = request.GET.get("so-lieu", COUNT)
    chosen = next((row for row in measures if row[0] == key), measures[0])
    groups = compared(model, request.user, year=year, measure=chosen[0], on=on)
    return render(
        request,
        "plans/model_compare.html",
        {
            "model": model,
            "groups": groups,
            "year": year,
            "years": years,
            "measures": measures,
            "chosen": chosen,
            "on": on,
        },
    )
