"""Rounds: the list, opening one by a checklist, and who owes what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import way_back, whole_numbers
from agencies.models import Agency, Role
from agencies.vietnamese import format_date, join_words, search_key
from plans.models import Plan
from reporting import moves
from reporting.forms import ExtendForm, QuestionForm, RoundForm
from reporting.models import (
    Answer,
    AnswerStatus,
    Question,
    ReportState,
    Round,
    RoundState,
    UnitReport,
)
from reporting.opening import Asked, open_round, owing_agencies, period_days, prepare_round
from workflow.models import Reminder
from workflow.transitions import NotAllowed

STAGES = ("DRAFT", "AWAITING_HEAD", "SUBMITTED", "ACCEPTED")
FILTERS = {
    "": ("Tất cả", lambda row: True),
    "chua-gui": ("Chưa gửi", lambda row: row.unsent),
    "cho-xem-xet": ("Chờ xem xét", lambda row: row.report.state == ReportState.SUBMITTED),
    "qua-han": ("Quá hạn", lambda row: row.late_days > 0),
    "cho-chinh-ly": ("Chờ chỉnh lý", lambda row: row.report.state == ReportState.RETURNED),
}


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


@dataclass
class MatrixRow:
    report: UnitReport
    late_days: int
    percent: int
    history: list
    reminders: int
    reminded_on: object
    moves: list

    @property
    def unsent(self) -> bool:
        return self.report.first_submitted_at is None and self.report.state != ReportState.EXCUSED

    @property
    def stage(self) -> int:
        """How far along the four stops the report is: 0 writing or correcting, 1 with the head, 2 sent, 3 confirmed."""
        return {"AWAITING_HEAD": 1, "SUBMITTED": 2, "ACCEPTED": 3}.get(self.report.state, 0)


def _progress(round_: Round) -> dict[int, int]:
    """Report id -> percent of the open version's questions answered; one statement."""
    rows = (
        Answer.objects.filter(version__report__round=round_, version__sealed_at=None)
        .order_by()
        .values_list("version__report")
        .annotate(asked=Count("pk"), given=Count("pk", filter=~Q(status=AnswerStatus.BLANK)))
    )
    return {report: 100 * given // asked for report, asked, given in rows}


def _timeliness_before(round_: Round, last: int = 4) -> tuple[list[Round], dict[tuple[int, int], str]]:
    """The `last` rounds before this one and (agency id, round id) -> MET, LATE, MISSED or NOT_REQUIRED."""
    rounds = list(
        Round.objects.filter(authority=round_.authority_id, due__lt=round_.due)
        .exclude(state=RoundState.PREPARING)
        .exclude(period="AD_HOC")
        .order_by("-due")[:last]
    )[::-1]
    marks = {}
    for agency, held, state, sent, due in UnitReport.objects.filter(round__in=rounds).values_list(
        "agency", "round", "state", "first_submitted_on", "due"
    ):
        if state == ReportState.EXCUSED:
            marks[agency, held] = "NOT_REQUIRED"
        else:
            marks[agency, held] = "MISSED" if sent is None else "MET" if sent <= due else "LATE"
    return rounds, marks


def _reminders(round_: Round) -> dict[int, tuple[int, date]]:
    """Report id -> how often its unit was reminded, by the portal or by hand, and the last day."""
    lines = Reminder.objects.of(UnitReport, UnitReport.objects.filter(round=round_).values("pk"))
    counted = lines.order_by().values_list("subject_id").annotate(times=Count("pk"), last=Max("on"))
    return {report: (times, last) for report, times, last in counted}


def round_matrix(request, pk):
    """Tình hình gửi báo cáo, for the standing agency and the authority; a unit goes to its own report."""
    round_ = get_object_or_404(
        Round.objects.visible_to(request.user).select_related("authority", "standing", "previous"), pk=pk
    )
    if round_.state == RoundState.PREPARING:
        return redirect("round_setup", pk=pk)
    mine = request.user.agency_ids()
    if round_.standing_id not in mine and round_.authority_id not in mine:
        own = UnitReport.objects.filter(kept_by__in=mine, round=round_).order_by("pk").first()
        if own is None:
            raise Http404
        return redirect(own)
    on = clock.today()
    reports = (
        UnitReport.objects.visible_to(request.user)
        .filter(round=round_)
        .for_list()
        .annotate(sendings=Count("versions", filter=Q(versions__sealed_at__isnull=False)))
        .order_by("agency__order", "pk")
    )
    progress, (before, marks), reminded = _progress(round_), _timeliness_before(round_), _reminders(round_)
    rows = [
        MatrixRow(
            report=report,
            late_days=report.days_late(on=on),
            percent=progress.get(report.pk, 0),
            history=[
                {"state": marks.get((report.agency_id, r.pk), "NOT_REQUIRED"), "label": r.name, "count": ""}
                for r in before
            ],
            reminders=reminded.get(report.pk, (0, None))[0],
            reminded_on=reminded.get(report.pk, (0, None))[1],
            moves=[row.name for row in report.moves_for(request.user)],
        )
        for report in reports
    ]
    chosen = request.GET.get("loc", "")
    text = search_key(request.GET.get("tim", ""))
    keep = FILTERS.get(chosen, FILTERS[""])[1]
    shown = [row for row in rows if keep(row) and text in search_key(row.report.agency_name)]
    communes = [row for row in shown if row.report.agency.level == "COMMUNE"]
    offices = [row for row in shown if row.report.agency.level != "COMMUNE"]
    owed = [row for row in rows if row.report.state != ReportState.EXCUSED]
    sent = [row for row in owed if row.report.first_submitted_at]
    on_time = [row for row in sent if not row.report.was_late]
    late = [row for row in rows if row.late_days]
    counts = {state: sum(row.report.state == state for row in rows) for state in ReportState.values}
    return render(
        request,
        "reporting/round_matrix.html",
        {
            "round": round_,
            "groups": [
                (name, group, sum(row.unsent for row in group))
                for name, group in (("Cơ quan, đơn vị cấp huyện", offices), ("UBND xã, thị trấn", communes))
                if group
            ],
            "total": len(rows),
            "owed": len(owed),
            "sent": len(sent),
            "on_time": len(on_time),
            "on_time_share": 100 * len(on_time) / len(owed) if owed else None,
            "unsent": [row for row in rows if row.unsent],
            "extended": [
                row for row in rows if row.unsent and row.report.due != row.report.first_due and not row.late_days
            ],
            "late": late,
            "counts": counts,
            "bar": state_bar(counts),
            "stage_counts": [
                counts["DRAFT"] + counts["RETURNED"],
                counts["AWAITING_HEAD"],
                counts["SUBMITTED"],
                counts["ACCEPTED"],
            ],
            "filters": [
                {"key": key, "label": label, "count": sum(map(test, rows)), "active": key == chosen}
                for key, (label, test) in FILTERS.items()
            ],
            "chosen": chosen,
            "text": request.GET.get("tim", ""),
            "before": before,
            "runs": round_.standing_id in request.user.agency_ids(Role.STAFF, Role.HEAD),
            "heads": round_.standing_id in request.user.agency_ids(Role.HEAD),
            "extend_form": ExtendForm(),
            "reminder": reminder_text(round_, [row.report for row in late]),
        },
    )


BAR = (
    ("ACCEPTED", "Đã xác nhận", "#2c7f57"),
    ("SUBMITTED", "Chờ xem xét", "#1d5a9e"),
    ("AWAITING_HEAD", "Chờ ký", "#9db8d4"),
    ("DRAFT", "Đang soạn", "#c9dcee"),
    ("RETURNED", "Chờ chỉnh lý", "#e8b423"),
    ("EXCUSED", "Không yêu cầu", "#ffffff"),
)


def state_bar(counts: dict[str, int]) -> list[dict]:
    """The parts of the bar of states, laid end to end in units of one report."""
    parts, at = [], 0
    for key, label, fill in BAR:
        if counts[key]:
            parts.append({"key": key, "label": label, "fill": fill, "x": at, "width": counts[key]})
            at += counts[key]
    return parts


def reminder_text(round_: Round, reports: list[UnitReport]) -> str:
    """Words to paste into Zalo: who still owes the round; nothing that accuses."""
    if not reports:
        return ""
    names = join_words([report.agency.short_name for report in reports])
    return (
        f"Kính gửi {names}: {round_} có hạn gửi {format_date(round_.due)}, hiện {round_.standing.name} chưa nhận được. "
        "Đề nghị đơn vị hoàn thành và gửi trên cổng; nếu vướng mắc xin phản hồi để được hỗ trợ. Trân trọng."
    )


@require_POST
def round_bulk(request, pk):
    """Reminds, extends or excuses the ticked units, each through its own service; says what happened to whom."""
    round_ = get_object_or_404(
        Round.objects.visible_to(request.user).run_by(request.user, Role.STAFF, Role.HEAD), pk=pk
    )
    ids = whole_numbers(request.POST.getlist("bao_cao"))
    reports = list(UnitReport.objects.visible_to(request.user).filter(round=round_, pk__in=ids).for_list())
    action, reason = request.POST.get("thao_tac", ""), request.POST.get("reason", "")
    here = way_back(request, reverse("round", args=[pk]))
    if not reports:
        messages.error(request, "Hãy chọn ít nhất một đơn vị.")
        return redirect(here)
    done, refused = [], []
    form = ExtendForm(request.POST)
    if action == "gia-han" and not form.is_valid():
        messages.error(request, "Hãy ghi ngày gia hạn theo dạng 24/12/2024 và lý do gia hạn.")
        return redirect(here)
    for report in reports:
        try:
            with transaction.atomic():
                if action == "gia-han":
                    moves.extend(report=report, by=request.user, due=form.cleaned_data["due"], reason=reason)
                elif action == "khong-yeu-cau":
                    moves.excuse(
                        report=report, by=request.user, reason=reason, document=request.POST.get("document", "")
                    )
                elif action == "nhac":
                    moves.remind(report=report, by=request.user)
                else:
                    raise NotAllowed("Không có thao tác này. Hãy tải lại trang rồi chọn lại.")
            done.append(report.agency.short_name)
        except NotAllowed as refusal:
            refused.append(f"{report.agency.short_name}: {refusal}")
    words = {"gia-han": "Đã gia hạn", "khong-yeu-cau": "Đã chuyển sang không yêu cầu báo cáo", "nhac": "Đã nhắc"}
    if done:
        messages.success(request, f"{words[action]} {len(done)} đơn vị: {join_words(done)}.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect(here)
