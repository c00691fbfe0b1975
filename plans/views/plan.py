"""Plans: the list, a plan with its tabs, a model as the plan orders it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Role, User
from agencies.statements import kept
from agencies.vietnamese import normal
from plans.childplans import child_plans_of
from plans.editing.receiving import recording_sides
from plans.focal import officers_of
from plans.models import OrderKind, PartKind, Plan, PlanKind, PlanState, PlanVersion
from plans.overview import (
    ModelRow,
    add_up,
    are_many,
    model_rows,
    orders_of,
    requirement_cards,
    shared_beside,
    task_rows,
)
from plans.services import coming_of, may_amend
from plans.services.difference import differences_of
from plans.targets import progress_rows
from plans.views.focal import FocalForm, own_units, send
from workflow.evidence import serve
from workflow.services import move
from workflow.transitions import NotAllowed

PER_PAGE = 30
ON_SCREEN_MOVES = ("record", "send_up", "hand_back", "sign", "issue", "close")
# These ask for more than a press: each has a page of its own.
WITH_PAGE = ("record", "issue")


def plan_list(request):
    """Every plan the person may read, newest period first; search without accents."""
    text = normal(request.GET.get("q", ""))[:200]
    state = request.GET.get("trang_thai", "")
    plans = Plan.objects.visible_to(request.user).matching(text).select_related("authority", "standing")
    # Plans that other units made under one of ours stand on its own page.
    plans = plans.filter(Q(answers=None) | Q(authority__in=request.user.agency_ids()))
    if state in PlanState.values:
        plans = plans.filter(state=state)
    plans = plans.annotate(models_count=_counted("plans_planmodel"), orders_count=_counted("plans_order"))
    page = Paginator(plans, PER_PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "plans/plan_list.html",
        {
            "page": page,
            "text": text,
            "state": state,
            "states": PlanState.choices,
            "on": clock.today(),
            "may_record": bool(recording_sides(request.user)),
        },
    )


def _counted(table: str, only: str = "TRUE") -> Func:
    """How many rows of a table a plan has. In SQL, because the ORM takes longer to write five of these than to answer them."""
    return Func(
        F("pk"),
        template=f"(SELECT COUNT(*) FROM {table} WHERE plan_id = %(expressions)s AND {only})",
        output_field=IntegerField(),
    )


def _rounds_of_plan(user: User) -> Coalesce:
    """How many reporting rounds of a plan a person may know of."""
    rounds = Plan._meta.get_field("rounds").related_model.objects.visible_to(user).filter(plans=OuterRef("pk"))
    return Coalesce(Subquery(rounds.order_by().values("plans").annotate(n=Count("*")).values("n")), 0)


@kept
def _plans(user: User, pk: int | None, model: int | None):
    """The plan with this number or with this model, if `user` may read it, with how many of each part it has."""
    plans = Plan.objects.visible_to(user).select_related("authority", "standing", "parent", "signed_file")
    return (plans.filter(pk=pk) if model is None else plans.filter(plan_models=model)).annotate(
        models_count=_counted("plans_planmodel", "dropped_in_id IS NULL"),
        tasks_count=_counted("plans_order", "dropped_in_id IS NULL AND kind = 'TASK'"),
        asks_count=_counted("plans_order", "dropped_in_id IS NULL AND asks_child_plan"),
        targets_count=_counted("plans_target", "dropped_in_id IS NULL"),
        bases_count=_counted("plans_legalbasis"),
        amendments_count=_counted("plans_amendment", "version_id IS NULL"),
        rounds_count=_rounds_of_plan(user),
    )


def _visible_plan(request, *, pk: int | None = None, model: int | None = None) -> Plan:
    for plan in _plans(request.user, pk, model):
        return plan
    raise Http404


def _tabs(plan: Plan, *, may_amend: bool) -> list[tuple[str, str, int | None]]:
    """(slug, label, count) of the tabs this plan has something in."""
    rows = [("tong-quan", "Tổng quan", None, True)]
    rows.append(("mo-hinh", "Mô hình", plan.models_count, plan.models_count))
    rows.append(("nhiem-vu", "Nhiệm vụ", plan.tasks_count, plan.tasks_count))
    rows.append(("chi-tieu", "Chỉ tiêu", plan.targets_count, plan.targets_count))
    directions = plan.kind == PlanKind.DIRECTIONS
    rows.append(("bao-cao", "Báo cáo", plan.rounds_count, plan.rounds_count or not directions))
    given = plan.state in (PlanState.ISSUED, PlanState.CLOSED) and not plan.is_archive
    asked = (plan.asks_count and given) or may_amend
    rows.append(("ke-hoach-don-vi", "Kế hoạch đơn vị", None, asked))
    rows.append(("dau-moi", "Đầu mối", None, given and not directions))
    rows.append(("van-ban", "Văn bản", plan.bases_count or None, not directions))
    rows.append(("lich-su", "Lịch sử", None, True))
    return [(slug, label, count) for slug, label, count, shown in rows if shown]


def _year(request, plan: Plan, on) -> tuple[int, list[int]]:
    """The year asked for within the plan's own years (the present one otherwise) and the years to choose from."""
    last = min(plan.period_end.year, max(on.year, plan.period_start.year))
    years = list(range(last, plan.period_start.year - 1, -1))
    asked = whole_number(request.GET.get("nam"))
    return (asked if asked in years else years[0]), years


@kept
def _versions(plan: int):
    return PlanVersion.objects.filter(plan=plan).order_by("-number")


def _frame(request, plan: Plan, tab: str) -> dict:
    """What the head of every page of a plan needs."""
    on = clock.today()
    year, years = _year(request, plan, on)
    versions = _versions(plan.pk)
    sees_all = plan.is_run_by(request.user)
    amends = may_amend(plan, request.user)
    return {
        "plan": plan,
        "tab": tab,
        "tabs": _tabs(plan, may_amend=amends),
        "rounds": plan.rounds.visible_to(request.user),
        "versions": versions,
        "version": versions[0] if versions else None,
        "waiting": list(plan.amendments.waiting()) if plan.amendments_count else [],
        "year": year,
        "years": years,
        "on": on,
        "sees_all": sees_all,
        "may_amend": amends,
        "moves": [row for row in plan.moves_for(request.user) if row.name in ON_SCREEN_MOVES],
    }


def plan_focal(request, pk):
    """The tab of focal officers; posted to, a unit names its own or asks for a change."""
    if request.method != "POST":
        return plan_page(request, pk, "dau-moi")
    plan = _visible_plan(request, pk=pk)
    form = FocalForm(
        request.POST, units=own_units(request.user, [row.agency for row in officers_of(plan, request.user)])
    )
    if not form.units:
        messages.error(request, "Chỉ công chức hoặc người đứng đầu của đơn vị có việc trong kế hoạch được cử đầu mối.")
    elif not form.is_valid() or not send(request, plan, form):
        return plan_page(request, pk, "dau-moi", form=form)
    return redirect("plan_focal", pk=pk)


def plan_page(request, pk, tab="tong-quan", form=None):
    """One plan; `tab` is one of the slugs of `_tabs`. The tab of models opens the first model. `form` was refused."""
    plan = _visible_plan(request, pk=pk)
    page = _frame(request, plan, tab)
    if tab not in {slug for slug, *_ in page["tabs"]}:
        raise Http404
    if tab == "mo-hinh":
        return _model_page(request, page, None)
    loader = {
        "tong-quan": _summary,
        "nhiem-vu": _tasks,
        "chi-tieu": _targets,
        "ke-hoach-don-vi": _child_plans,
        "dau-moi": _focal,
        "van-ban": _document,
        "lich-su": _history,
    }.get(tab)
    extra = loader(request, plan, page) if loader else {}
    extra |= {"part": f"plans/_plan_{tab.replace('-', '_')}.html"} | ({"form": form} if form else {})
    return render(request, "plans/plan.html", page | extra, status=422 if form else 200)


def _summary(request, plan: Plan, page: dict) -> dict:
    orders = orders_of(plan, OrderKind.REQUIREMENT, OrderKind.TASK)
    models = model_rows(plan, orders) if plan.models_count else []
    tasks = task_rows(orders, request.user, on=page["on"]) if plan.tasks_count else []
    return _added_up(request, models, page) | {"tasks": tasks, "targets": _target_rows(plan)}


def _added_up(request, models: list[ModelRow], page: dict) -> dict:
    """The models with what their cells add up to, or, for those who see all of many, for `plan_sums` to do so `later`."""
    later = page["sees_all"] and are_many(models, page["year"])
    if models and not later:
        add_up(models, page["plan"], request.user, year=page["year"], on=page["on"])
    return {"models": models, "later": later, "shared": shared_beside(models)}


def plan_sums(request, pk):
    """What the models of a plan with many units add up to in a year, asked for once a page is shown: as the plan's own
    table, or as the list beside the model `mo_hinh`."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    on = clock.today()
    year, _ = _year(request, plan, on)
    models = model_rows(plan, orders_of(plan, OrderKind.REQUIREMENT))
    add_up(models, plan, request.user, year=year, on=on)
    asked = whole_number(request.GET.get("mo_hinh"))
    chosen = next((row for row in models if row.model.pk == asked), None)
    page = {"plan": plan, "year": year, "models": models, "chosen": chosen, "shared": shared_beside(models)}
    return render(request, "plans/_plan_model_list.html" if chosen else "plans/_plan_models.html", page)


def _tasks(request, plan: Plan, page: dict) -> dict:
    return {"tasks": task_rows(orders_of(plan, OrderKind.TASK), request.user, on=page["on"])}


def _target_rows(plan: Plan):
    if not plan.targets_count:
        return []
    return progress_rows(plan.targets.current(), on=clock.today())


def _targets(request, plan: Plan, page: dict) -> dict:
    return {"targets": _target_rows(plan)}


def _document(request, plan: Plan, page: dict) -> dict:
    return {"sections": plan.sections.all(), "bases": plan.legal_bases.all(), "children": _children(request, plan)}


def _child_plans(request, plan: Plan, page: dict) -> dict:
    """Units that made the plan ordered of them and units that have not; who runs the plan says which task asks."""
    asked = child_plans_of(plan, request.user, year=page["year"], on=page["on"])
    choices = plan.orders.current().filter(kind=OrderKind.TASK, asks_child_plan=False) if page["may_amend"] else []
    mine = set(request.user.agency_ids(Role.STAFF, Role.HEAD))
    return {"asked": asked, "choices": choices, "mine": mine}


def _focal(request, plan: Plan, page: dict) -> dict:
    rows = officers_of(plan, request.user)
    own = own_units(request.user, [row.agency for row in rows]) if plan.state == PlanState.ISSUED else []
    return {
        "officers": rows,
        "named": sum(row.officer is not None for row in rows),
        "own": {agency.pk for agency in own},
        "may_confirm": plan.state == PlanState.ISSUED
        and plan.standing_id in request.user.agency_ids(Role.STAFF, Role.HEAD),
        "form": FocalForm(units=own) if own else None,
    }


def _children(request, plan: Plan):
    return Plan.objects.visible_to(request.user).filter(parent=plan).select_related("authority")


def _history(request, plan: Plan, page: dict) -> dict:
    return {
        "events": plan.events.select_related("actor").order_by("-at", "-pk")[:50],
        "differences": differences_of(plan),
        "coming": coming_of(plan) if page["waiting"] else [],
    }


def plan_model(request, pk):
    """A registry model as one plan orders it."""
    page = _frame(request, _visible_plan(request, model=pk), "mo-hinh")
    return _model_page(request, page, pk)


def _model_page(request, page: dict, pk: int | None):
    orders = orders_of(page["plan"], OrderKind.REQUIREMENT, sized=True)
    rows = model_rows(page["plan"], orders)
    chosen = next((row for row in rows if pk is None or row.model.pk == pk), None)
    if chosen is None:
        raise Http404
    cards, shown = requirement_cards(
        chosen, page["plan"], request.user, year=page["year"], on=page["on"], page=request.GET.get("trang")
    )
    parts = {(part.part, part.agency_id, part.group_id): part for order in chosen.orders for part in order.known_parts}
    page |= _added_up(request, rows, page) | {
        "chosen": chosen,
        "cards": cards,
        "page": shown,
        "actors": [part for part in parts.values() if part.part != PartKind.MONITOR],
        "watchers": [part for part in parts.values() if part.part == PartKind.MONITOR],
        "part": "plans/_plan_mo_hinh.html",
    }
    return render(request, "plans/plan.html", page)


def plan_file(request, pk):
    """The signed plan, for whoever may read the plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("signed_file"), pk=pk)
    if plan.signed_file is None:
        raise Http404
    return serve(plan.signed_file, to=request.user)


@require_POST
def plan_move(request, pk, name):
    """A move of a plan that needs no more than a reason."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    try:
        if name in WITH_PAGE:
            label = plan.transition(name).label
            raise NotAllowed(f"Thao tác này cần số, ngày và văn bản đã ký. Hãy chọn “{label}” trên trang này.")
        if name not in ON_SCREEN_MOVES:
            raise NotAllowed("Không có thao tác này. Hãy tải lại trang rồi chọn lại.")
        move(document=plan, transition=name, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, f"{plan.transition(name).label}: đã thực hiện.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(plan)
