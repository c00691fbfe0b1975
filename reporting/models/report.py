"""What one agency owes in a round: its report, the versions it sent, the answers in them."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agencies import clock
from agencies.addresses import address_of
from plans.models import Assignment, PartKind
from reporting.models.round import Question, Round, RoundState, Section
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHOR, AUTHORITY, CLERK, HEAD, MONITOR, STAFF, STANDING, Transition


class ReportState(models.TextChoices):
    DRAFT = "DRAFT", "Đang soạn"
    AWAITING_HEAD = "AWAITING_HEAD", "Chờ ký"
    SUBMITTED = "SUBMITTED", "Đã gửi, chờ xem xét"
    RETURNED = "RETURNED", "Chờ chỉnh lý, bổ sung"
    ACCEPTED = "ACCEPTED", "Đã xác nhận"
    EXCUSED = "EXCUSED", "Không yêu cầu"


DRAFT, AWAITING_HEAD, SUBMITTED, RETURNED, ACCEPTED, EXCUSED = ReportState
UNSENT = {DRAFT, AWAITING_HEAD, RETURNED}


def complete(report) -> str:
    """Guard of sending: every required answer is given. Sending up to the head does not ask this."""
    missing = report.open_version.missing().count() if report.open_version else 0
    if missing:
        return f"Còn {missing} nội dung bắt buộc chưa trả lời. Hãy trả lời hoặc đánh dấu “không phát sinh” rồi gửi."
    return ""


def round_takes_reports(report) -> str:
    """Guard of everything that has a unit send again: its round still takes what it sends."""
    if report.round.is_locked(on=clock.today()):
        return (
            "Kỳ báo cáo đã khóa nên đơn vị không gửi được nữa. "
            "Kỳ mở lại khi cơ quan thường trực lập báo cáo bổ sung, sau khi báo cáo tổng hợp đã phát hành."
        )
    return ""


def not_under_review(report) -> str:
    if report.review_opened_at:
        return "Cơ quan thường trực đã bắt đầu xem xét nên không rút lại được. Hãy trao đổi để được đề nghị chỉnh lý, bổ sung."
    return round_takes_reports(report)


def consolidation_not_issued(report) -> str:
    if report.round.consolidations.filter(state="ISSUED", supplements=None).exists():
        return "Báo cáo tổng hợp của kỳ này đã phát hành nên không mở lại được. Hãy lập báo cáo bổ sung."
    return round_takes_reports(report)


def never_submitted(report) -> str:
    if report.first_submitted_at:
        return "Đơn vị đã gửi báo cáo nên không thể chuyển sang “không yêu cầu”."
    return ""


def monitored_by(agency_ids: list[int]) -> Q:
    """Reports of rounds with a section whose model one of the agencies monitors."""
    monitoring = Assignment.objects.filter(
        part=PartKind.MONITOR, kept_by__in=agency_ids, order__plan_model__report_sections__round=OuterRef("round")
    )
    return Exists(monitoring) & Q(first_submitted_at__isnull=False)


def _round_open(on: date) -> Q:
    return Q(round__state=RoundState.OPEN) & (Q(round__lock_on=None) | Q(round__lock_on__gte=on))


class UnitReportQuerySet(DocumentQuerySet):
    def for_list(self):
        return self.select_related("round", "agency", "kept_by")

    def in_open_rounds(self, *, on: date):
        """Of rounds in which units may still write and send."""
        return self.filter(_round_open(on))

    def movable(self, *, on: date):
        """Without what a unit can no longer send because its round is closed."""
        return self.filter(~Q(state__in=UNSENT) | _round_open(on))

    def owed(self):
        """The denominator N: asked, not excused."""
        return self.exclude(state=EXCUSED)

    def sent(self):
        return self.owed().filter(first_submitted_at__isnull=False)

    def on_time(self):
        """Timeliness is the first submission against the due day, extension included (end of the day)."""
        return self.sent().filter(first_submitted_on__lte=F("due"))

    def overdue(self, *, on: date):
        """Unsent past its day, or sent back and past its own day."""
        return self.filter(Q(state__in=[DRAFT, AWAITING_HEAD], due__lt=on) | Q(state=RETURNED, return_due__lt=on))


class UnitReport(Document):
    State = ReportState
    PARTIES = {AUTHOR: "kept_by", STANDING: "round__standing", AUTHORITY: "round__authority", MONITOR: monitored_by}
    TRANSITIONS = (
        Transition(
            "send_up", "Trình ký", {DRAFT, RETURNED}, AWAITING_HEAD, by={(AUTHOR, STAFF), (AUTHOR, HEAD)}, awaited=True
        ),
        Transition(
            "hand_back",
            "Chuyển lại",
            {AWAITING_HEAD},
            lambda report: report.came_from or DRAFT,
            by={(AUTHOR, HEAD)},
            needs_reason=True,
        ),
        Transition(
            "submit",
            "Ký gửi",
            {DRAFT, RETURNED, AWAITING_HEAD},
            SUBMITTED,
            by={(AUTHOR, HEAD)},
            guard=complete,
            awaited=True,
        ),
        Transition(
            "submit_signed",
            "Gửi kèm văn bản đã ký",
            {DRAFT, RETURNED, AWAITING_HEAD},
            SUBMITTED,
            by={(AUTHOR, STAFF), (AUTHOR, CLERK), (AUTHOR, HEAD)},
            guard=complete,
            needs=("signed_file", "number", "signed_on", "signer_name"),
        ),
        Transition("start_review", "Bắt đầu xem xét", {SUBMITTED}, None, by={(STANDING, STAFF), (STANDING, HEAD)}),
        Transition(
            "recall",
            "Rút lại",
            {SUBMITTED},
            DRAFT,
            by={(AUTHOR, HEAD), (AUTHOR, CLERK)},
            guard=not_under_review,
            needs_reason=True,
        ),
        Transition(
            "return",
            "Đề nghị chỉnh lý, bổ sung",
            {SUBMITTED},
            RETURNED,
            by={(STANDING, STAFF), (STANDING, HEAD)},
            needs_reason=True,
            guard=round_takes_reports,
            awaited=True,
            needs=("sections", "due"),
        ),
        Transition(
            "accept",
            "Xác nhận, đưa vào tổng hợp",
            {SUBMITTED},
            ACCEPTED,
            by={(STANDING, STAFF), (STANDING, HEAD)},
            awaited=True,
        ),
        Transition(
            "reopen",
            "Mở lại",
            {ACCEPTED},
            RETURNED,
            by={(STANDING, HEAD)},
            needs_reason=True,
            guard=consolidation_not_issued,
            needs=("sections", "due"),
        ),
        Transition(
            "excuse",
            "Không yêu cầu báo cáo",
            {DRAFT, AWAITING_HEAD},
            EXCUSED,
            by={(STANDING, HEAD)},
            needs_reason=True,
            guard=never_submitted,
        ),
        Transition(
            "require",
            "Yêu cầu báo cáo",
            {EXCUSED},
            DRAFT,
            by={(STANDING, HEAD)},
            needs_reason=True,
            guard=round_takes_reports,
        ),
    )

    round = models.ForeignKey(Round, verbose_name="kỳ báo cáo", on_delete=models.PROTECT, related_name="reports")
    agency = models.ForeignKey(
        "agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="reports"
    )
    agency_name = models.CharField("tên đơn vị khi mở kỳ", max_length=250)
    kept_by = models.ForeignKey(
        "agencies.Agency", verbose_name="nay do", on_delete=models.PROTECT, related_name="kept_reports"
    )
    due = models.DateField("hạn gửi")
    first_due = models.DateField("hạn gốc")
    extended_reason = models.CharField("lý do gia hạn", max_length=400, blank=True)
    extended_by = models.ForeignKey(
        "agencies.User",
        verbose_name="người cho gia hạn",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_submitted_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    first_submitted_on = models.DateField("gửi lần đầu ngày", null=True, blank=True)
    review_opened_at = models.DateTimeField("bắt đầu xem xét lúc", null=True, blank=True)
    return_due = models.DateField("hạn chỉnh lý, bổ sung", null=True, blank=True)
    accepted = models.ForeignKey(
        "reporting.ReportVersion",
        verbose_name="lần gửi đã xác nhận",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    excuse_document = models.CharField("văn bản cho phép không báo cáo", max_length=300, blank=True)

    objects = UnitReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của đơn vị"
        ordering = ["round", "agency__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="one_report_per_round_and_agency"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ACCEPTED) | Q(accepted__isnull=False), name="accepted_report_names_its_version"
            ),
        ]
        indexes = [models.Index(fields=["kept_by", "state", "due"], name="reports_of_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency_name}: {self.round}"

    def save(self, *args, **kwargs):
        self.state = self.state or DRAFT
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("report", self.pk)

    def get_state_display(self) -> str:
        return ReportState(self.state).label

    @property
    def open_version(self) -> ReportVersion | None:
        """The version being written, if any."""
        return self.versions.filter(sealed_at=None).first()

    @property
    def last_sealed(self) -> ReportVersion | None:
        return self.versions.exclude(sealed_at=None).order_by("-number").first()

    def effective_due(self) -> date:
        return self.return_due if self.state == RETURNED and self.return_due else self.due

    def days_late(self, *, on: date) -> int:
        """Whole days past due while it may still be sent (today counts once due has passed), else 0."""
        if self.state not in UNSENT or self.is_shut_out(on=on):
            return 0
        return max(0, clock.days_between(self.effective_due(), on))

    @property
    def was_late(self) -> bool:
        return self.first_submitted_on is not None and self.first_submitted_on > self.due

    @property
    def is_writable(self) -> bool:
        return self.state in (DRAFT, RETURNED)

    def is_shut_out(self, *, on: date) -> bool:
        """Not sent, and its round takes nothing any more."""
        return self.state in UNSENT and self.round.is_locked(on=on)


class ReportVersion(models.Model):
    """One state of a report's answers: open while written, sealed for ever when sent.

    `open_sections` lists the ids of the sections that may be written in this version; None means all of them.
    `content` is the self-contained record of what was sent, `sha256` its hash (hex, of the canonical JSON).
    """

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("lần gửi")
    open_sections = models.JSONField(null=True, blank=True)
    return_reason = models.TextField("lý do đề nghị chỉnh lý", blank=True)
    content = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sealed_by = models.ForeignKey(
        "agencies.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_file = models.ForeignKey(
        "workflow.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_number = models.CharField("số văn bản", max_length=20, blank=True)
    signed_on = models.DateField("ngày văn bản", null=True, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["report"], condition=Q(sealed_at=None), name="one_open_version_per_report"),
        ]

    def __str__(self) -> str:
        return f"Bản {self.number}"

    @property
    def printed_sha256(self) -> str:
        """Digest (hex) of all that its document prints: the sealed content, and how it was signed."""
        signed = f"{self.sha256} {self.signed_number} {self.signed_on} {self.signer_name}"
        return hashlib.sha256(signed.encode()).hexdigest()

    def may_write(self, section_id: int) -> bool:
        return self.sealed_at is None and (self.open_sections is None or section_id in self.open_sections)

    def missing(self):
        """Required answers still blank."""
        return self.answers.filter(question__required=True, status=AnswerStatus.BLANK)


class AnswerStatus(models.TextChoices):
    BLANK = "BLANK", "chưa trả lời"
    NONE = "NONE", "không phát sinh"
    GIVEN = "GIVEN", "đã trả lời"


class Origin(models.TextChoices):
    SYSTEM = "SYSTEM", "hệ thống"
    TYPED = "TYPED", "nhập tay"


class Answer(models.Model):
    """One answer in one version. Blank is not zero; NONE ("không phát sinh") adds 0 to a sum and stays out of ratios."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=5, choices=AnswerStatus, default=AnswerStatus.BLANK)
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    choice = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    estimate = models.DecimalField("ước cả năm", max_digits=16, decimal_places=2, null=True, blank=True)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.TYPED)
    system_number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    system_denominator = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    reason = models.CharField("lý do sửa số hệ thống", max_length=400, blank=True)
    evidence = models.ManyToManyField("workflow.Evidence", blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey("agencies.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "câu trả lời"
        verbose_name_plural = "câu trả lời"
        ordering = ["question__section__position", "question__position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "question"], name="one_answer_per_version_and_question"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__gte=0), name="answer_not_negative"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="answer_denominator_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["question", "version", "status", "number", "denominator"], name="answers_for_roll_up")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.number if self.number is not None else self.text[:40]}"


class Remark(models.Model):
    """A word exchanged on a section of a report between the standing agency and the unit."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="remarks")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("nội dung")
    by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "trao đổi"
        verbose_name_plural = "trao đổi"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class MonitorRemark(models.Model):
    """The monitoring agency's word on a model, before consolidation."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="monitor_remarks")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    text = models.TextField("nhận xét")
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "nhận xét của cơ quan theo dõi"
        verbose_name_plural = "nhận xét của cơ quan theo dõi"
        ordering = ["section", "at"]
        constraints = [models.UniqueConstraint(fields=["section", "agency"], name="one_monitor_remark_per_section")]

    def __str__(self) -> str:
        return self.text[:60]
