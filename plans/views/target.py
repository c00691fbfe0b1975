"""Chỉ tiêu: what is aimed at, how far along it is, each value with its source."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency
from plans.models import Plan, PlanState, Target, TargetValue
from plans.services import keeps_targets, may_load, own_units, put_value, set_milestones
from plans.target_forms import MilestonesForm, TargetValueForm
from plans.targets import Progress, chart_of, progress_of, progress_rows
from workflow.evidence import serve
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

STATES = (
    ("BEHIND", "Dưới lộ trình"),
    ("MISSED", "Đến hạn, chưa đạt"),
    ("ON_PATH", "Theo lộ trình"),
    ("REACHED", "Đã đạt"),
    ("NONE", "Chưa có số liệu"),
)


def target_list(request):
    """Every target of the plans in force the person may read, with its distance to the path."""
    on = clock.today()
    targets = Target.objects.visible_to(request.user).current()
    targets = targets.filter(plan__state__in=[PlanState.ISSUED, PlanState.CLOSED])
    rows = progress_rows(targets.order_by("-plan__period_start", "plan", "position", "pk"), on=on)
    plans = {row.target.plan_id: row.target.plan for row in rows}
    plan = plans.get(whole_number(request.GET.get("ke_hoach")))
    if plan is not None:
        rows = [row for row in rows if row.target.plan_id == plan.pk]
    counts = Counter(row.state for row in rows)
    state = request.GET.get("trang_thai", "")
    shown = [row for row in rows if row.state == state] if state in counts else rows
    page = {
        "groups": _by_plan(shown),
        "states": [(key, label, counts[key], key == state) for key, label in STATES if counts[key]],
        "count": len(rows),
        "plans": plans.values(),
        "plan": plan,
        "on": on,
        "tab": "chi-tieu",
        "may_load": may_load(request.user),
    }
    return render(request, "plans/target_list.html", page)


def _by_plan(rows: list[Progress]) -> list[tuple[Plan, list[Progress]]]:
    groups: dict[int, tuple[Plan, list[Progress]]] = {}
    for row in rows:
        groups.setdefault(row.target.plan_id, (row.target.plan, []))[1].append(row)
    return list(groups.values())


def _visible(request, pk) -> Target:
    targets = Target.objects.visible_to(request.user).select_related(
        "plan__standing", "plan__authority", "added_in", "dropped_in", "replaces"
    )
    return get_object_or_404(targets, pk=pk)


def _page(request, target: Target, status=200, **forms):
    on = clock.today()
    if target.dropped_in:
        on = min(on, target.dropped_in.effective_on - timedelta(days=1))
    values = list(
        TargetValue.objects.visible_to(request.user)
        .filter(target=target)
        .select_related("agency", "entered_by")
        .prefetch_related("evidence")
        .order_by("-on", "agency__order", "-pk")
    )
    milestones = list(target.milestones.all())
    whole = progress_of(target, [row for row in values if row.current and row.agency_id is None], milestones, on=on)
    keeps = keeps_targets(target, request.user)
    units = _units(request, target, keeps)
    open_ = target.plan.state == PlanState.ISSUED and target.dropped_in is None
    page = {
        "target": target,
        "heir": target.replaced_by.first() if target.dropped_in else None,
        "progress": whole,
        "chart": chart_of(whole, on=on),
        "values": values,
        "milestones": milestones,
        "units": _unit_rows(target, values, milestones, on=on),
        "form": TargetValueForm(target=target, units=units, whole=keeps, initial={"on": on})
        if open_ and (keeps or units)
        else None,
        "steps": MilestonesForm(target=target, held=milestones) if open_ and keeps else None,
        "on": on,
    }
    return render(request, "plans/target.html", page | forms, status=status)


def _units(request, target: Target, keeps: bool) -> list[Agency]:
    """The agencies for which the person may enter values of a target followed by agency."""
    if not target.by_agency:
        return []
    if keeps:
        return list(Agency.objects.within(target.plan.authority).active(clock.today()).order_by("order", "name"))
    inside = Agency.objects.within(target.plan.authority)
    return list(inside.filter(pk__in=own_units(target, request.user)).order_by("order", "pk"))


def _unit_rows(target: Target, values: list[TargetValue], milestones, *, on) -> list[tuple[Agency, Progress]]:
    by_agency: dict[Agency, list[TargetValue]] = {}
    for row in values:
        if row.agency_id and row.current:
            by_agency.setdefault(row.agency, []).append(row)
    found = [(agency, progress_of(target, rows, milestones, on=on)) for agency, rows in by_agency.items()]
    return sorted(found, key=lambda row: (row[0].order, row[0].pk))


def target_page(request, pk):
    return _page(request, _visible(request, pk))


@require_POST
@acts_once
def target_value(request, pk):
    """One value, with its source; a value of the same day is replaced and stays readable."""
    target = _visible(request, pk)
    keeps = keeps_targets(target, request.user)
    form = TargetValueForm(
        request.POST, request.FILES, target=target, units=_units(request, target, keeps), whole=keeps
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            put_value(
                target=target,
                by=request.user,
                on=data["on"],
                value=data["value"],
                source=data["source"],
                agency=data.get("agency"),
                files=data["files"],
            )
            messages.success(request, "Đã ghi giá trị.")
            return redirect(target)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    return _page(request, target, status=422, form=form)


@require_POST
def target_milestones(request, pk):
    """The values of the years on the way to the target."""
    target = _visible(request, pk)
    form = MilestonesForm(request.POST, target=target)
    if form.is_valid():
        try:
            count = set_milestones(
                target=target, by=request.user, values=form.values(), by_agency=form.cleaned_data["by_agency"]
            )
            messages.success(request, f"Đã lưu {count} thay đổi." if count else "Không có gì thay đổi.")
            return redirect(target)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    return _page(request, target, status=422, steps=form)


def target_file(request, pk, file_pk):
    """A file that proves a value, for whoever may read the value."""
    values = TargetValue.objects.visible_to(request.user).filter(target=_visible(request, pk), evidence=file_pk)
    value = values.first()
    if value is None:
        raise Http404
    return serve(value.evidence.get(pk=file_pk), to=request.user)
