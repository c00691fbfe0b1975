"""Tình hình gửi báo cáo: who owes what in a round, as a page and as a workbook, and what is done about many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import way_back, whole_numbers
from agencies.models import Role, User
from agencies.statements import kept
from agencies.vietnamese import format_date, join_words, search_key
from reporting import moves
from reporting.documents.sheet import workbook
from reporting.forms import ExtendForm
from reporting.models import (
    Answer,
    AnswerStatus,
    ReportState,
    ReportVersion,
    Round,
    RoundPeriod,
    RoundState,
    UnitReport,
)
from workflow.models import Reminder
from workflow.transitions import NotAllowed

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS: dict[str, tuple[str, Callable[[MatrixRow], bool]]] = {
    "": ("Tất cả", lambda row: True),
    "chua-gui": ("Chưa gửi", lambda row: row.unsent),
    "cho-xem-xet": ("Chờ xem xét", lambda row: row.report.state == ReportState.SUBMITTED),
    "qua-han": ("Quá hạn", lambda row: row.late_days > 0),
    "cho-chinh-ly": ("Chờ chỉnh lý", lambda row: row.report.state == ReportState.RETURNED),
}


@dataclass
class MatrixRow:
    report: UnitReport
    shut_out: bool
    late_days: int
    percent: int
    history: list
    reminders: int
    reminded_on: date | None

    @property
    def unsent(self) -> bool:
        return self.report.first_submitted_at is None and self.report.state != ReportState.EXCUSED

    @property
    def awaited(self) -> bool:
        """Whether the unit still has something to send: it may be reminded, and its day put off."""
        unsent = self.report.state in (ReportState.DRAFT, ReportState.AWAITING_HEAD, ReportState.RETURNED)
        return unsent and not self.shut_out

    @property
    def sending(self) -> str:
        """The first sending in words, as the workbook has it."""
        report = self.report
        if report.state == ReportState.EXCUSED:
            return "Không áp dụng"
        if report.first_submitted_on:
            return "quá hạn" if report.was_late else "đúng hạn"
        if self.shut_out:
            return "không gửi"
        return f"quá hạn {self.late_days} ngày" if self.late_days else "chưa gửi"

    @property
    def stage(self) -> int:
        """How far along the four stops the report is: 0 writing or correcting, 1 with the head, 2 sent, 3 confirmed."""
        return {"AWAITING_HEAD": 1, "SUBMITTED": 2, "ACCEPTED": 3}.get(self.report.state, 0)


@kept
def _answered(round_: int):
    """(report, how many questions, how many of them answered) of the open versions."""
    return (
        Answer.objects.filter(version__report__round=round_, version__sealed_at=None)
        .order_by()
        .values_list("version__report")
        .annotate(asked=Count("pk"), given=Count("pk", filter=~Q(status=AnswerStatus.BLANK)))
    )


def _progress(round_: Round) -> dict[int, int]:
    """Report id -> percent of the open version's questions answered; one statement."""
    return {report: 100 * given // asked for report, asked, given in _answered(round_.pk)}


@kept
def _reports_before(authority: int, due: date, last: range):
    """The reports of the `last` rounds before this day, as much of them as tells whether they came in time."""
    latest = (
        Round.objects.filter(authority=authority, due__lt=due)
        .exclude(state=RoundState.PREPARING)
        .exclude(period=RoundPeriod.AD_HOC)
        .order_by("-due", "-pk")[: last.stop]
    )
    return (
        UnitReport.objects.filter(round__in=latest.values("pk"))
        .order_by()
        .values_list("agency", "state", "first_submitted_on", "due", "round", "round__due", "round__name")
    )


def _timeliness_before(round_: Round, last: int = 4) -> tuple[list[str], dict[int, list[str]]]:
    """The names of the `last` rounds before this one, and agency id -> MET, LATE, MISSED or NOT_REQUIRED in each of them;
    one statement."""
    names: dict[tuple[date, int], str] = {}
    marks: dict[int, dict[tuple[date, int], str]] = {}
    for agency, state, sent, due, pk, round_due, name in _reports_before(round_.authority_id, round_.due, range(last)):
        if state == ReportState.EXCUSED:
            mark = "NOT_REQUIRED"
        elif sent is None:
            mark = "MISSED"
        else:
            mark = "LATE" if sent > due else "MET"
        names[round_due, pk] = name
        marks.setdefault(agency, {})[round_due, pk] = mark
    rounds = sorted(names)
    before = {agency: [held.get(at, "NOT_REQUIRED") for at in rounds] for agency, held in marks.items()}
    return [names[at] for at in rounds], before


@kept
def _reminded(round_: int, of_reports: int):
    """(report, how often its unit was reminded, by the portal or by hand, the last day); `of_reports` is their type."""
    reports = UnitReport.objects.filter(round=round_).order_by().values("pk")
    lines = Reminder.objects.filter(subject_type=of_reports, subject_id__in=reports)
    return lines.order_by().values_list("subject_id").annotate(times=Count("pk"), last=Max("on"))


def _reminders(round_: Round) -> dict[int, tuple[int, date]]:
    """Report id -> how often its unit was reminded, and the last day."""
    of_reports = ContentType.objects.get_for_model(UnitReport).pk
    return {report: (times, last) for report, times, last in _reminded(round_.pk, of_reports)}


@kept
def _rounds(user: User, pk: int):
    """The round, if `user` sees it."""
    return Round.objects.visible_to(user).filter(pk=pk).select_related("authority", "standing", "previous")


def _followed(request, pk: int) -> Round:
    """A round this person sees; 404 otherwise."""
    rounds = _rounds(request.user, pk)
    if not rounds:
        raise Http404
    return rounds[0]


def _is_unit(request, round_: Round) -> bool:
    """Whether the person is neither of the agency that runs the round nor of the one it reports to."""
    return not {round_.standing_id, round_.authority_id} & set(request.user.agency_ids())


@kept
def _reports(user: User, round_: int):
    """The reports of a round that `user` sees, as much of them as a row shows; `sendings` is how often each was sent."""
    sent = ReportVersion.objects.filter(report=OuterRef("pk"), sealed_at__isnull=False).order_by()
    shown = ("state", "agency_name", "due", "first_due", "return_due", "first_submitted_at", "first_submitted_on")
    return (
        UnitReport.objects.visible_to(user)
        .filter(round=round_)
        .select_related("agency")
        .only(*shown, "agency__short_name", "agency__level")
        .annotate(sendings=Coalesce(Subquery(sent.values("report").annotate(n=Count("pk")).values("n")), 0))
        .order_by("agency__order", "pk")
    )


def _rows(request, round_: Round) -> tuple[list[MatrixRow], list[str]]:
    """A row for each unit that owes the round, and the names of the rounds before it that the rows look back on."""
    on = clock.today()
    progress, (names, before), reminded = _progress(round_), _timeliness_before(round_), _reminders(round_)
    rows = []
    for report in _reports(request.user, round_.pk):
        report.round = round_
        marks = before.get(report.agency_id) or ["NOT_REQUIRED"] * len(names)
        times, last = reminded.get(report.pk, (0, None))
        rows.append(
            MatrixRow(
                report=report,
                shut_out=report.is_shut_out(on=on),
                late_days=report.days_late(on=on),
                percent=progress.get(report.pk, 0),
                history=[{"state": mark, "label": name, "count": ""} for mark, name in zip(marks, names, strict=True)],
                reminders=times,
                reminded_on=last,
            )
        )
    return rows, names


def _shown(request, rows: list[MatrixRow]) -> list[MatrixRow]:
    """The rows of the filter and the words in the address."""
    keep = FILTERS.get(request.GET.get("loc", ""), FILTERS[""])[1]
    text = search_key(request.GET.get("tim", ""))
    return [row for row in rows if keep(row) and text in search_key(row.report.agency_name)]


def round_matrix(request, pk):
    """Tình hình gửi báo cáo, for the standing agency and the authority; a unit goes to its own report."""
    round_ = _followed(request, pk)
    if round_.state == RoundState.PREPARING:
        return redirect("round_setup", pk=pk)
    if _is_unit(request, round_):
        mine = request.user.agency_ids()
        held = UnitReport.objects.filter(kept_by__in=mine, round=round_).order_by("pk")
        # Before one it took over from a unit that ended.
        own = held.filter(agency__in=mine).first() or held.first()
        if own is None:
            raise Http404
        return redirect(own)
    rows, before = _rows(request, round_)
    chosen = request.GET.get("loc", "")
    shown = _shown(request, rows)
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


def round_xlsx(request, pk):
    """The rows of the page, with its filter, as a workbook."""
    round_ = _followed(request, pk)
    if round_.state == RoundState.PREPARING or _is_unit(request, round_):
        raise Http404
    rows, before = _rows(request, round_)
    head = ["Đơn vị", "Trạng thái", "Đã trả lời (%)", "Hạn gửi", "Hạn gốc", "Gửi lần đầu", "Đúng hạn, quá hạn"]
    head += ["Số lần đã nhắc", "Nhắc gần nhất", *(f"Kỳ {earlier}" for earlier in before)]
    lines = [
        [
            row.report.agency_name,
            row.report.get_state_display(),
            row.percent if row.awaited else None,
            row.report.effective_due(),
            row.report.first_due if row.report.first_due != row.report.due else None,
            row.report.first_submitted_on,
            row.sending,
            row.reminders or None,
            row.reminded_on,
            *(BEFORE[mark["state"]] for mark in row.history),
        ]
        for row in _shown(request, rows)
    ]
    made = BytesIO()
    workbook(f"Kỳ {round_.name}", head, lines, [40, 22, 12, 12, 12, 12, 18, 12, 12, *(16 for _ in before)]).save(made)
    name = f"tinh-hinh-gui-bao-cao-{round_.year}-{round_.pk}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made.getvalue(), content_type=EXCEL, headers=disposition)


BEFORE = {"MET": "đúng hạn", "LATE": "quá hạn", "MISSED": "chưa gửi", "NOT_REQUIRED": "không yêu cầu"}
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
    names = ", ".join(report.agency_name for report in reports)
    return (
        f"Kính gửi {names}: {round_} có hạn gửi {format_date(round_.due)}, hiện {round_.standing.name} chưa nhận được. "
        "Đề nghị đơn vị hoàn thành và gửi trên cổng; nếu có vướng mắc, xin phản hồi để được hỗ trợ. Trân trọng."
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
