"""An amendment of a plan: its lines changed, added and set aside; the difference; the decision that puts it in force."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.matching import Matcher
from agencies.vietnamese import format_date, normal, search_key
from plans.amendment_forms import DecisionForm, FrameForm, LineForm
from plans.models import Plan
from plans.services import (
    draft_of,
    drop_line,
    drop_target,
    may_amend,
    proposal_of,
    proposed,
    put_frame,
    put_line,
    put_target,
    record_amendment,
    restore_line,
    restore_target,
    take_back_amendment,
    target_proposal_of,
)
from plans.services.difference import Line, content_of, difference
from plans.services.frame import frame_change, frame_of
from plans.services.target_lines import target_changes, targets_of
from plans.target_forms import TargetLineForm
from workflow.evidence import serve
from workflow.presses import acts_once
from workflow.transitions import NotAllowed


def _plan(request, pk: int) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("authority", "standing"), pk=pk)
    if not may_amend(plan, request.user):
        raise Http404
    return plan


def plan_amend(request, pk):
    """What is prepared, whom it touches, the plan's lines to change, and the form that records the decision."""
    plan = _plan(request, pk)
    form = DecisionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = record_amendment(
                plan=plan,
                by=request.user,
                decision=data["decision"],
                effective_on=data["effective_on"],
                note=data["note"],
                upload=data["upload"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            since = f"điều chỉnh, có hiệu lực từ {format_date(made.effective_on)}"
            what = since if made.is_waiting else str(made.version).lower()
            messages.success(request, f"Đã ghi nhận {what}; đơn vị có việc thay đổi nhận được thông báo.")
            return redirect("plan_tab", pk=pk, tab="lich-su")
    return _page(request, plan, form)


def _page(request, plan: Plan, form):
    draft, text = draft_of(plan), normal(request.GET.get("q", ""))[:200]
    current, targets = content_of(plan), targets_of(plan)
    made, aims = proposal_of(current, draft), target_proposal_of(targets, draft)
    found = difference(
        plan,
        made.lines.values(),
        on=clock.today(),
        current=current,
        targets=target_changes(targets, aims.lines.values()),
        frame=frame_change(plan, draft.frame if draft else {}),
    )
    page = {
        "plan": plan,
        "draft": draft,
        "otherwise": [*made.otherwise, *aims.otherwise],
        "gone": [*made.gone, *aims.gone],
        "found": found,
        "form": form,
        "sections": _sections(plan, current, made.lines, draft.rows if draft else {}, text),
        "targets": list(
            _marked({str(line.target): line for line in targets}, aims.lines, draft.targets if draft else {}, text)
        ),
        "text": text,
        "waiting": plan.amendments.waiting(),
    }
    return render(request, "plans/amend.html", page, status=422 if form.errors else 200)


def _sections(plan: Plan, current, lines: dict[str, Line], rows, text: str) -> dict[str, list[tuple[str, Line, str]]]:
    """Heading -> the lines under it as `_marked` has them."""
    found: dict[str, list[tuple[str, Line, str]]] = {}
    models = dict(plan.plan_models.values_list("pk", "name"))
    for key, line, mark in _marked({str(line.order): line for line in current}, lines, rows, text):
        new = line.new_model.name if line.new_model else ""
        heading = models.get(line.plan_model) or new or line.value("section") or "Nhiệm vụ"
        found.setdefault(str(heading), []).append((key, line, mark))
    return found


def _marked(current: dict, lines: dict, rows: dict, text: str):
    """(key, line, what the amendment does with it) of what matches `text`: the plan's own, those set aside too, then new ones."""
    words = search_key(text).split()
    for key, line in (current | lines).items():
        if all(word in search_key(line.title) for word in words):
            mark = "them" if not key.isdigit() else "bo" if key not in lines else "thay" if key in rows else ""
            yield key, line, mark


@acts_once
def amend_line(request, pk, key="moi"):
    """One line of the amendment: an order of the plan in other words, or a new task."""
    plan = _plan(request, pk)
    lines = proposed(content_of(plan), draft_of(plan))
    line = lines.get(key)
    if key != "moi" and line is None:
        raise Http404
    matcher = Matcher(plan.authority, on=clock.today())
    form = LineForm(request.POST or None, plan=plan, line=line, matcher=matcher)
    if request.method == "POST" and form.is_valid():
        try:
            put_line(plan=plan, by=request.user, line=form.line(), key="" if key == "moi" else key)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "Đã ghi vào dự thảo điều chỉnh; kế hoạch chưa thay đổi cho đến khi ghi nhận văn bản điều chỉnh.",
            )
            return redirect("plan_amend", pk=pk)
    return render(
        request,
        "plans/amend_line.html",
        {"plan": plan, "form": form, "line": line, "names": [*matcher.groups, *matcher.agencies]},
        status=422 if form.is_bound else 200,
    )


def amend_frame(request, pk):
    """Title, period and legal bases as the amendment words them."""
    plan = _plan(request, pk)
    draft = draft_of(plan)
    said = frame_of(plan) | (draft.frame if draft else {})
    form = FrameForm(request.POST or None, initial=said, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            put_frame(plan=plan, by=request.user, said=form.said())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "Đã ghi vào dự thảo điều chỉnh; kế hoạch chưa thay đổi cho đến khi ghi nhận văn bản điều chỉnh.",
            )
            return redirect("plan_amend", pk=pk)
    return render(request, "plans/amend_frame.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@acts_once
def amend_target(request, pk, key="moi"):
    """One target of the amendment: another aim, other words, or a new target."""
    plan = _plan(request, pk)
    line = target_proposal_of(targets_of(plan), draft_of(plan)).lines.get(key)
    if key != "moi" and line is None:
        raise Http404
    form = TargetLineForm(request.POST or None, plan=plan, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            put_target(plan=plan, by=request.user, line=form.line(), key="" if key == "moi" else key)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "Đã ghi vào dự thảo điều chỉnh; chỉ tiêu chưa thay đổi cho đến khi ghi nhận văn bản điều chỉnh.",
            )
            return redirect("plan_amend", pk=pk)
    page = {"plan": plan, "form": form, "line": line}
    return render(request, "plans/amend_target.html", page, status=422 if form.is_bound else 200)


@require_POST
def amend_target_drop(request, pk, key):
    return _act(request, pk, drop_target, key)


@require_POST
@acts_once
def amend_target_restore(request, pk, key):
    return _act(request, pk, restore_target, key)


@require_POST
def amend_drop(request, pk, key):
    return _act(request, pk, drop_line, key)


@require_POST
@acts_once
def amend_restore(request, pk, key):
    return _act(request, pk, restore_line, key)


def _act(request, pk: int, service, key: str):
    plan = _plan(request, pk)
    try:
        service(plan=plan, by=request.user, key=key)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_amend", pk=pk)


def version_file(request, pk, number):
    """The signed decision of an amendment, for whoever may read the plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    version = get_object_or_404(plan.versions.exclude(signed_file=None).select_related("signed_file"), number=number)
    return serve(version.signed_file, to=request.user)


@require_POST
def amendment_take_back(request, pk, number):
    """A signed amendment that waits for its day is prepared again."""
    plan = _plan(request, pk)
    amendment = get_object_or_404(plan.amendments.exclude(effective_on=None), pk=number)
    try:
        take_back_amendment(amendment=amendment, by=request.user, reason=request.POST.get("reason", ""))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_tab", pk=pk, tab="lich-su")
    messages.success(request, "Đã đưa lại về dự thảo; kế hoạch không thay đổi cho đến khi ghi nhận lại.")
    return redirect("plan_amend", pk=pk)


def amendment_file(request, pk, number):
    """The signed decision of an amendment that waits for its day, for whoever may read the plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    amendment = get_object_or_404(plan.amendments.exclude(signed_file=None).select_related("signed_file"), pk=number)
    return serve(amendment.signed_file, to=request.user)
