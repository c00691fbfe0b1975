"""Reviewing what units sent, one after another."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import token_of, whole_number, whole_numbers
from agencies.models import Role, User
from agencies.statements import kept
from plans.models.log import SENT
from reporting import moves
from reporting.comparing import answers_of, compare
from reporting.forms import ReturnForm
from reporting.models import ReportState, Round, Section, UnitReport
from reporting.opening import next_working_day
from reporting.prefill import logged_since
from reporting.reportpage import remarks_of, versions_of
from workflow.models import Event, past_of
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

MODES = {"ban": "So với bản trước", "nam": "So với kỳ trước", "toan-van": "Toàn văn"}


def _run_by(user: User):
    """Reports of the rounds this person's agency runs."""
    return UnitReport.objects.visible_to(user).filter(round__standing__in=user.agency_ids(Role.STAFF, Role.HEAD))


@kept
def _reports(user: User, pk: int):
    """The report, if `user` may review it."""
    return _run_by(user).filter(pk=pk).for_list().select_related("round__previous")


def _reviewed(request, pk: int) -> UnitReport:
    """The report, or 404."""
    reports = _reports(request.user, pk)
    if not reports:
        raise Http404
    return reports[0]


@kept
def _handled(user: User, round_: int, states: tuple[str, ...]):
    """The reports of a round that are in one of these states, as much of them as the left column shows."""
    reports = _run_by(user).filter(round=round_, state__in=states).select_related("agency")
    shown = ("state", "due", "first_submitted_on", "return_due", "agency__short_name")
    return reports.only(*shown).order_by("agency__order", "pk")


@kept
def _confirmed(round_: int, since: datetime):
    """(report, when it was confirmed) of a round, from a moment on."""
    accepted = UnitReport.objects.filter(round=round_, state=ReportState.ACCEPTED).order_by().values("pk")
    return Event.objects.filter(
        document_type__app_label="reporting",
        document_type__model="unitreport",
        document_id__in=accepted,
        name="accept",
        at__gte=since,
    ).values_list("document_id", "at")


def _queue(user: User, round_: int) -> dict[str, list[UnitReport]]:
    """The left column: what waits, what is out for correction, what was confirmed yesterday and today."""
    reports = _handled(user, round_, (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED))
    recent = dict(_confirmed(round_, clock.start_of_day(clock.today() - timedelta(days=1))))
    for report in reports:
        report.confirmed_at = recent.get(report.pk)
    return {
        "waiting": [r for r in reports if r.state == ReportState.SUBMITTED],
        "returned": [r for r in reports if r.state == ReportState.RETURNED],
        "confirmed": sorted((r for r in reports if r.pk in recent), key=lambda r: recent[r.pk], reverse=True),
    }


def review_next(request, pk):
    """The first report of a round that waits for review, else the matrix."""
    round_ = get_object_or_404(
        Round.objects.visible_to(request.user).run_by(request.user, Role.STAFF, Role.HEAD), pk=pk
    )
    first = (
        _run_by(request.user).filter(round=round_, state=ReportState.SUBMITTED).order_by("agency__order", "pk").first()
    )
    if first is None:
        messages.info(request, "Không còn báo cáo nào chờ xem xét trong kỳ này.")
        return redirect("round", pk=pk)
    return redirect("review", pk=first.pk)


def review(request, pk):
    report = _reviewed(request, pk)
    return render(request, "reporting/review.html", _review_context(request, report))


def _review_context(request, report: UnitReport, typed: dict | None = None) -> dict:
    versions = versions_of(report, sealed=True)
    now = versions[0] if versions else None
    earlier = versions[1] if len(versions) > 1 else None
    mode = request.GET.get("so") or ("ban" if earlier else "nam" if report.round.previous_id else "toan-van")
    answers, previous = answers_of(report, *versions[:2])
    before = {answer.question_id: answer for answer in answers[earlier.pk]} if earlier else {}
    sections = compare(answers[now.pk] if now else [], before, previous)
    queue = _queue(request.user, report.round_id)
    waiting = [item.pk for item in queue["waiting"]]
    place = waiting.index(report.pk) if report.pk in waiting else None
    remarks = remarks_of(report)
    for row in sections:
        row.remarks = remarks.get(row.section.pk, [])
        row.open = mode == "toan-van" or row.changed or row.warned or (mode == "nam" and not earlier)
    allowed = {row.name for row in report.moves_for(request.user)}
    returned = next((event for event in past_of(report) if event.name in ("return", "reopen")), None)
    typed = typed or {}
    proposed_due = next_working_day(clock.today() + timedelta(days=2))
    if report.round.lock_on:
        proposed_due = min(proposed_due, report.round.lock_on)
    chosen = typed.get("sections") or [row.section.pk for row in sections if row.warned]
    return {
        "report": report,
        "round": report.round,
        "now": now,
        "earlier": earlier,
        "versions": versions,
        "mode": mode,
        "modes": [(key, label) for key, label in MODES.items() if key != "ban" or earlier],
        "sections": sections,
        "changed_total": sum(row.changed for row in sections),
        "same_total": sum(not row.changed for row in sections),
        "general_remarks": remarks.get(None, []),
        "queue": queue,
        "place": place,
        "following": waiting[(place + 1) % len(waiting)] if place is not None and len(waiting) > 1 else None,
        "preceding": waiting[place - 1] if place is not None and len(waiting) > 1 else None,
        "allowed": allowed,
        "returned": returned,
        "chosen": chosen,
        "typed": typed,
        "return_form": typed.get("form") or ReturnForm(initial={"due": proposed_due}),
        "token": uuid.uuid4(),
        "late_days": report.days_late(on=clock.today()),
        "logged_since": logged_since(now) if now and report.state in SENT else 0,
    }


def _to_next(request, report: UnitReport):
    """On to the next report that waits, else back to the matrix."""
    waiting = _run_by(request.user).filter(round=report.round, state=ReportState.SUBMITTED)
    following = (
        waiting.filter(agency__order__gte=report.agency.order).exclude(pk=report.pk).order_by("agency__order").first()
    )
    following = following or waiting.exclude(pk=report.pk).order_by("agency__order").first()
    return redirect("review", pk=following.pk) if following else redirect("round", pk=report.round_id)


@require_POST
def review_accept(request, pk):
    report = get_object_or_404(_run_by(request.user), pk=pk)
    try:
        moves.accept(report=report, by=request.user, token=token_of(request))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("review", pk=pk)
    messages.success(request, f"Đã xác nhận báo cáo của {report.agency_name}, đưa vào tổng hợp.")
    return _to_next(request, report)


@require_POST
def review_start(request, pk):
    report = get_object_or_404(_run_by(request.user), pk=pk)
    try:
        moves.start_review(report=report, by=request.user, token=token_of(request))
        messages.success(request, f"Đã bắt đầu xem xét; {report.agency_name} không rút lại được nữa.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("review", pk=pk)


@require_POST
def review_return(request, pk):
    """Đề nghị chỉnh lý, bổ sung (or *Mở lại* for a confirmed report); what was typed stays when it is refused."""
    report = _reviewed(request, pk)
    form = ReturnForm(request.POST)
    sections = whole_numbers(request.POST.getlist("sections"))
    reason = request.POST.get("reason", "")
    act = moves.reopen if report.state == ReportState.ACCEPTED else moves.return_report
    # Words no day follows from are refused at their field; the move refuses everything else.
    refused = not form.is_valid()
    if not refused:
        due = form.cleaned_data["due"]
        try:
            act(report=report, by=request.user, reason=reason, sections=sections, due=due, token=token_of(request))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            refused = True
    if refused:
        typed = {"sections": sections, "reason": reason, "form": form}
        return render(request, "reporting/review.html", _review_context(request, report, typed), status=422)
    messages.success(request, f"Đã đề nghị {report.agency_name} chỉnh lý, bổ sung {len(sections)} phần.")
    return _to_next(request, report)


@require_POST
@acts_once
def review_remark(request, pk):
    report = get_object_or_404(UnitReport.objects.visible_to(request.user), pk=pk)
    section = Section.objects.filter(round=report.round, pk=whole_number(request.POST.get("section"))).first()
    try:
        moves.remark(report=report, section=section, by=request.user, text=request.POST.get("text", ""))
        messages.success(request, "Đã gửi trao đổi.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    runs = report.round.standing_id in request.user.agency_ids(Role.STAFF, Role.HEAD)
    return redirect(reverse("review", args=[pk]) if runs else report.get_absolute_url())


@require_POST
def review_excuse(request, pk):
    """Không yêu cầu báo cáo, or asking for it again."""
    report = get_object_or_404(_run_by(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        if report.state == ReportState.EXCUSED:
            moves.require(report=report, by=request.user, reason=reason, token=token_of(request))
            messages.success(request, f"Đã yêu cầu {report.agency_name} gửi báo cáo.")
        else:
            document = request.POST.get("document", "")
            moves.excuse(report=report, by=request.user, reason=reason, document=document, token=token_of(request))
            messages.success(request, f"{report.agency_name} không phải báo cáo kỳ này.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("round", pk=report.round_id)
