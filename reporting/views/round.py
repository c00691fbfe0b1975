"""Rounds: the list, opening one by a checklist, and who owes what."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_numbers
from agencies.models import Agency, Role
from plans.models import Plan
from reporting.forms import QuestionForm, RoundForm
from reporting.models import (
    Question,
    ReportState,
    Round,
    RoundState,
    UnitReport,
)
from reporting.opening import Asked, open_round, owing_agencies, period_days, prepare_round
from workflow.presses import acts_once
from workflow.transitions import NotAllowed


def round_list(request):
    rounds = (
        Round.objects.visible_to(request.user)
        .select_related("authority", "standing")
        .annotate(
            owed=Count("reports", filter=~Q(reports__state=ReportState.EXCUSED)),
            sent=Count(
                "reports", filter=Q(reports__first_submitted_at__isnull=False) & ~Q(reports__state=ReportState.EXCUSED)
            ),
            accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
        )
    )
    page = Paginator(rounds.order_by("-due", "-pk"), 30).get_page(request.GET.get("trang"))
    own = UnitReport.objects.filter(kept_by__in=request.user.agency_ids(), round__in=[r.pk for r in page]).for_list()
    mine: dict[int, list[UnitReport]] = {}
    for report in own:
        mine.setdefault(report.round_id, []).append(report)
    runs = bool(request.user.agency_ids(Role.STAFF, Role.HEAD)) and _may_open(request.user) is not None
    rows = [{"round": r, "mine": mine.get(r.pk, []), "runs": r.standing_id in request.user.agency_ids()} for r in page]
    return render(request, "reporting/round_list.html", {"rows": rows, "page": page, "may_open": runs})


def _may_open(user) -> Agency | None:
    """The authority for whose jurisdiction this person's agency is the standing one today."""
    duties = (
        duty
        for post in user.posts()
        if post.role in (Role.STAFF, Role.HEAD)
        for duty in post.agency.held_duties.active(clock.today()).filter(kind="STANDING").select_related("jurisdiction")
    )
    return next((duty.jurisdiction for duty in duties), None)


@acts_once
def round_new(request):
    """First step of the checklist: period, plans, dates. Presets come from the period; every date stays editable."""
    authority = _may_open(request.user)
    if authority is None:
        messages.error(request, "Chỉ cơ quan thường trực CCHC được mở kỳ báo cáo.")
        return redirect("rounds")
    plans = Plan.objects.visible_to(request.user).in_force(on=clock.today()).filter(authority=authority)
    form = RoundForm(request.POST or None, plans=plans, year=clock.today().year)
    if request.method == "POST" and form.is_valid():
        try:
            round_ = prepare_round(authority=authority, by=request.user, **form.values())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("round_setup", pk=round_.pk)
    presets = [
        (period, first, last)
        for period, (first, last) in ((p, period_days(p, clock.today().year)) for p in form.PRESET_PERIODS)
    ]
    return render(request, "reporting/round_new.html", {"form": form, "authority": authority, "presets": presets})


def _preparing(request, pk):
    rounds = Round.objects.visible_to(request.user).run_by(request.user, Role.STAFF, Role.HEAD)
    return get_object_or_404(rounds.filter(state=RoundState.PREPARING), pk=pk)


def round_setup(request, pk):
    """The checklist: what is asked (editable), who owes it, a preview as one unit; then open."""
    round_ = _preparing(request, pk)
    asked = Asked(round_)
    agencies = list(owing_agencies(round_))
    unit = next((a for a in agencies if str(a.pk) == request.GET.get("don_vi")), agencies[0] if agencies else None)
    return render(
        request,
        "reporting/round_setup.html",
        {
            "round": round_,
            "sections": round_.sections.prefetch_related("questions"),
            "agencies": agencies,
            "unit": unit,
            "preview": asked.of(unit) if unit else [],
            "question_form": QuestionForm(round=round_),
            "asked_total": len(asked.questions),
        },
    )


@require_POST
def round_open(request, pk):
    round_ = _preparing(request, pk)
    chosen = Agency.objects.filter(pk__in=whole_numbers(request.POST.getlist("don_vi")))
    agencies = [agency for agency in owing_agencies(round_) if agency in set(chosen)]
    try:
        open_round(round=round_, by=request.user, agencies=agencies)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("round_setup", pk=pk)
    messages.success(request, f"Đã mở kỳ {round_} cho {len(agencies)} đơn vị. Mỗi đơn vị đã nhận thông báo.")
    return redirect("round", pk=pk)


@require_POST
def round_discard(request, pk):
    """A round that was never opened may be thrown away; an open one never."""
    round_ = _preparing(request, pk)
    name = str(round_)
    round_.delete()
    messages.success(request, f"Đã bỏ {name} đang chuẩn bị.")
    return redirect("rounds")


@require_POST
@acts_once
def question_add(request, pk):
    round_ = _preparing(request, pk)
    form = QuestionForm(request.POST, round=round_)
    if form.is_valid():
        form.save()
        messages.success(request, "Đã thêm nội dung.")
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(reverse("round_setup", args=[pk]) + "#noi-dung")


@require_POST
def question_change(request, pk, question_pk):
    """Changes the label, unit or duty to answer of one question, or drops it, while the round is prepared."""
    round_ = _preparing(request, pk)
    question = get_object_or_404(Question, round=round_, pk=question_pk)
    if "bo" in request.POST:
        section = question.section
        question.delete()
        if not section.questions.exists():
            section.delete()
        messages.success(request, "Đã bỏ nội dung.")
    else:
        label = request.POST.get("label", "").strip()
        if not label:
            messages.error(request, "Hãy ghi tên nội dung.")
        else:
            question.label = label[:300]
            question.unit = request.POST.get("unit", question.unit).strip()[:30]
            question.required = "required" in request.POST
            question.save()
            messages.success(request, "Đã lưu nội dung.")
    return redirect(reverse("round_setup", args=[pk]) + f"#q{question_pk}")
