"""The page of one assignment: a task as it falls on one unit, and what may be done about it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of
from agencies.models import Role, User
from agencies.statements import kept
from plans.forms import CompleteForm, DifficultyForm, ExtendForm, ProgressForm, ReasonForm
from plans.models import Activity, Assignment, PartKind, PlanState
from plans.querysets import DOING
from plans.services import (
    add_activity,
    complete_assignment,
    confirm_assignment,
    extend_assignment,
    raise_difficulty,
    return_assignment,
)
from plans.services.progress import watchers
from plans.taskhistory import history_of, parts_of
from plans.tasklist import words_of
from plans.views.difficulty import difficulties_of
from workflow.evidence import serve
from workflow.models import Evidence
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

UNITS_SHOWN = 30
ENTRIES_SHOWN = 30


@kept
def _rows(user: User, pk: int, on: date):
    """The assignment with its state, if `user` may see it."""
    rows = Assignment.objects.visible_to(user).filter(pk=pk).with_status(on=on).for_list()
    return rows.select_related(
        "order__given_by", "order__source", "order__added_in", "order__dropped_in", "extended_by"
    )


@kept
def _beside(user: User, order: int, on: date):
    """The parts of a task that `user` may see; whoever may give his word on a result sees the monitors' too, first."""
    return (
        Assignment.objects.visible_to(user)
        .filter(order=order)
        .with_status(on=on)
        .select_related("kept_by")
        .only("part", "due", "done_on", "result", "kept_by__short_name")
        .order_by("-part", "agency__order", "pk")[: UNITS_SHOWN + 1]
    )


@kept
def _entries(assignment: int):
    """The latest entries of the log."""
    return Activity.objects.filter(assignment=assignment).counted().for_assignment()[:ENTRIES_SHOWN]


@kept
def _files(assignment: int):
    """What proves the result."""
    attached = Assignment.evidence.through.objects.filter(assignment=assignment).values("evidence")
    return Evidence.objects.filter(pk__in=attached)


def _visible(request, pk: int) -> Assignment:
    """The assignment with its state today, or 404."""
    rows = _rows(request.user, pk, clock.today())
    if not rows:
        raise Http404
    return rows[0]


def _page(request, assignment: Assignment, *, status=200, **forms):
    """One assignment: what was ordered, how far it is, and what this person may do about it."""
    on = clock.today()
    order = assignment.order
    acting = set(request.user.agency_ids(Role.STAFF, Role.HEAD))
    own = assignment.kept_by_id in acting and assignment.part != PartKind.MONITOR
    may_extend = bool({order.plan.standing_id, order.plan.authority_id} & acting)
    parts = _beside(request.user, order.pk, on)
    units = [row for row in parts if row.part != PartKind.MONITOR]
    for unit in units:
        unit.words = words_of(unit, on)
    monitors = [row.kept_by_id for row in parts if row.part == PartKind.MONITOR]
    may_watch = bool(watchers(assignment, monitors) & acting)
    said = difficulties_of(request.user, order)
    page = {
        **said,
        "raise_form": DifficultyForm(prefix="kho-khan"),
        "assignment": assignment,
        "child_plans": list(assignment.child_plans.order_by("-period_start")) if order.asks_child_plan else [],
        "order": order,
        "parts": parts_of(order.pk),
        "units": units[:UNITS_SHOWN] if len(units) > 1 else [],
        "more_units": len(parts) > UNITS_SHOWN,
        "entries": _entries(assignment.pk),
        "files": _files(assignment.pk),
        "history": history_of(
            order, {assignment.pk: ""}, [one for one in said["difficulties"] if one.assignment_id == assignment.pk]
        ),
        "own": own and order.plan.state == PlanState.ISSUED,
        "may_complete": own and assignment.confirmed_on is None and order.plan.state == PlanState.ISSUED,
        "may_watch": may_watch and assignment.part in DOING,
        "may_extend": may_extend and assignment.due is not None and assignment.done_on is None,
        "words": words_of(assignment, on),
        "on": on,
        "progress": ProgressForm(initial={"on": on}, prefix="tien-do"),
        "complete": CompleteForm(initial={"on": assignment.done_on or on, "result": assignment.result}),
        "extend": ExtendForm(prefix="gia-han"),
        "ask": ReasonForm(prefix="de-nghi"),
    }
    return render(request, "plans/assignment.html", page | forms, status=status)


def assignment_page(request, pk):
    return _page(request, _visible(request, pk))


@require_POST
def assignment_progress(request, pk):
    """A line of progress: an entry of the log."""
    assignment = _visible(request, pk)
    form = ProgressForm(request.POST, request.FILES, prefix="tien-do")
    if form.is_valid():
        data = form.cleaned_data
        try:
            add_activity(
                assignment=assignment,
                by=request.user,
                on=data["on"],
                text=data["text"],
                files=data["files"],
                token=token_of(request),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi tiến độ.")
            return redirect(assignment)
    return _page(request, assignment, progress=form, status=422)


@require_POST
@acts_once
def assignment_complete(request, pk):
    assignment = _visible(request, pk)
    form = CompleteForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            complete_assignment(
                assignment=assignment, by=request.user, on=data["on"], result=data["result"], files=data["files"]
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = "; cơ quan theo dõi sẽ xác nhận" if assignment.order.asks_confirmation else ""
            messages.success(request, f"Đã ghi kết quả hoàn thành{waits}.")
            return redirect(assignment)
    return _page(request, assignment, complete=form, status=422)


@require_POST
def assignment_extend(request, pk):
    assignment = _visible(request, pk)
    form = ExtendForm(request.POST, prefix="gia-han")
    if form.is_valid():
        try:
            extend_assignment(assignment=assignment, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã gia hạn cho {assignment.kept_by}; đơn vị nhận được thông báo.")
            return redirect(assignment)
    return _page(request, assignment, extend=form, status=422)


@require_POST
def assignment_confirm(request, pk):
    assignment = _visible(request, pk)
    try:
        confirm_assignment(assignment=assignment, by=request.user)
        messages.success(request, f"Đã xác nhận kết quả của {assignment.kept_by}.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    whole = assignment.order.get_absolute_url()
    return redirect(whole if request.POST.get("next") == whole else assignment)


@require_POST
def assignment_return(request, pk):
    assignment = _visible(request, pk)
    form = ReasonForm(request.POST, prefix="de-nghi")
    if form.is_valid():
        try:
            return_assignment(assignment=assignment, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã đề nghị {assignment.kept_by} chỉnh lý, bổ sung.")
            return redirect(assignment)
    return _page(request, assignment, ask=form, status=422)


@require_POST
def difficulty_raise(request, pk):
    """A difficulty sent up between reports."""
    assignment = _visible(request, pk)
    form = DifficultyForm(request.POST, prefix="kho-khan")
    if form.is_valid():
        try:
            raise_difficulty(
                assignment=assignment, by=request.user, text=form.cleaned_data["text"], token=token_of(request)
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã gửi khó khăn, vướng mắc; câu trả lời hiện ở đây và trong thông báo.")
            return redirect(assignment)
    return _page(request, assignment, raise_form=form, status=422)


def assignment_file(request, pk, file_pk):
    """A file that proves the deliverable, for whoever may see the assignment."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    evidence = assignment.evidence.filter(pk=file_pk).first()
    if evidence is None:
        raise Http404
    return serve(evidence, to=request.user)
