"""Rounds: the list, opening one by a checklist, and who owes what."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_numbers
from agencies.models import Agency, Duty, DutyKind, Role, User
from agencies.statements import kept
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

PER_PAGE = 30


@kept
def _rounds(user: User, at: range):
    """The rounds at these places of the list, with how many reports are owed, sent and confirmed."""
    asked = ~Q(reports__state=ReportState.EXCUSED)
    rounds = (
        Round.objects.visible_to(user)
        .select_related("authority", "standing")
        .annotate(
            owed=Count("reports", filter=asked),
            sent=Count("reports", filter=Q(reports__first_submitted_at__isnull=False) & asked),
            accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
        )
    )
    return rounds.order_by("-due", "-pk")[at.start : at.stop]


@kept
def _sizes(user: User):
    """(authority, how many rounds)."""
    return Round.objects.visible_to(user).order_by().values_list("authority").annotate(n=Count("pk"))


@kept
def _own(user: User, rounds: tuple[int, ...]):
    """The reports of the person's agencies in these rounds."""
    return UnitReport.objects.filter(kept_by__in=user.agency_ids(), round__in=rounds)


def round_list(request):
    """The rounds a person sees, with his own reports in them."""
    user = request.user
    page = Paginator(range(sum(n for _, n in _sizes(user))), PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = _rounds(user, page.object_list)
    mine: dict[int, list[UnitReport]] = {}
    for report in _own(user, tuple(round_.pk for round_ in page)):
        mine.setdefault(report.round_id, []).append(report)
    rows = [{"round": r, "mine": mine.get(r.pk, []), "runs": r.standing_id in user.agency_ids()} for r in page]
    may_open = _may_open(user) is not None
    return render(request, "reporting/round_list.html", {"rows": rows, "page": page, "may_open": may_open})


@kept
def _standing_for(agencies: tuple[int, ...], on: date):
    """The duties of standing agency that agencies hold on a day."""
    duties = Duty.objects.active(on).filter(agency__in=agencies, kind=DutyKind.STANDING)
    return duties.select_related("jurisdiction")


def _may_open(user: User) -> Agency | None:
    """The authority for whose jurisdiction this person's agency is the standing one today."""
    acting = user.agency_ids(Role.STAFF, Role.HEAD)
    duties = _standing_for(tuple(acting), clock.today()) if acting else []
    return min(duties, key=lambda duty: acting.index(duty.agency_id)).jurisdiction if duties else None


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
