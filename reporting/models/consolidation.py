"""The authority's report for a round, pinned to the report versions it sums up."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q

from agencies import clock
from agencies.addresses import address_of
from agencies.statements import kept
from reporting.models.report import Answer, ReportState, ReportVersion, UnitReport
from reporting.models.round import Question, Round, Section
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHORITY, CLERK, HEAD, STAFF, STANDING, VERIFIER, Transition


class ConsolidationState(models.TextChoices):
    DRAFT = "DRAFT", "Dự thảo"
    AWAITING_HEAD = "AWAITING_HEAD", "Chờ thủ trưởng"
    PRESENTED = "PRESENTED", "Đã trình UBND"
    VERIFIED = "VERIFIED", "Đã thẩm tra"
    RETURNED = "RETURNED", "Chuyển lại"
    SIGNED = "SIGNED", "Đã ký"
    ISSUED = "ISSUED", "Đã phát hành"


class SignerForm(models.TextChoices):
    """Who signs for whom (NĐ 30/2020, Phụ lục I): on behalf, for, by order, by authorisation, acting."""

    TM = "TM", "TM. (thay mặt)"
    KT = "KT", "KT. (ký thay)"
    TL = "TL", "TL. (thừa lệnh)"
    TUQ = "TUQ", "TUQ. (thừa ủy quyền)"
    Q = "Q", "Q. (quyền)"
    NONE = "NONE", "không ghi"


_ = ConsolidationState


def nothing_stale(consolidation) -> str:
    if consolidation.stale_sources():
        return "Số liệu nguồn đã thay đổi. Hãy tổng hợp lại (giữ lời đã sửa) rồi trình."
    return ""


def verified_where_needed(consolidation) -> str:
    if consolidation.round.verifier_id and consolidation.state != _.VERIFIED:
        return f"{consolidation.round.verifier} chưa thẩm tra. Hãy chờ thẩm tra xong rồi ký."
    return ""


def has_signed_file(consolidation) -> str:
    return "" if consolidation.signed_file_id else "Hãy đính kèm văn bản đã ký và đóng dấu: đó là bản gốc."


class ConsolidationQuerySet(DocumentQuerySet):
    def for_list(self):
        return self.select_related("round", "round__authority", "round__standing")


class Consolidation(Document):
    State = ConsolidationState
    PARTIES = {STANDING: "round__standing", VERIFIER: "round__verifier", AUTHORITY: "round__authority"}
    TRANSITIONS = (
        Transition(
            "send_up", "Trình thủ trưởng", {_.DRAFT, _.RETURNED}, _.AWAITING_HEAD, by={(STANDING, STAFF)}, awaited=True
        ),
        Transition(
            "hand_back",
            "Chuyển lại",
            {_.AWAITING_HEAD},
            lambda document: document.came_from or _.DRAFT,
            by={(STANDING, HEAD)},
            needs_reason=True,
        ),
        Transition(
            "present",
            "Trình UBND",
            {_.DRAFT, _.RETURNED, _.AWAITING_HEAD},
            _.PRESENTED,
            by={(STANDING, HEAD)},
            guard=nothing_stale,
            awaited=True,
            needs=("note",),
        ),
        Transition(
            "verify",
            "Thẩm tra",
            {_.PRESENTED},
            _.VERIFIED,
            by={(VERIFIER, STAFF), (VERIFIER, HEAD)},
            awaited=True,
            needs=("opinion",),
        ),
        Transition(
            "return",
            "Chuyển lại",
            {_.PRESENTED, _.VERIFIED},
            _.RETURNED,
            by={(VERIFIER, STAFF), (VERIFIER, HEAD), (AUTHORITY, HEAD)},
            needs_reason=True,
        ),
        Transition(
            "sign",
            "Ký",
            {_.PRESENTED, _.VERIFIED},
            _.SIGNED,
            by={(AUTHORITY, HEAD)},
            guard=verified_where_needed,
            awaited=True,
            needs=("signer_form",),
        ),
        Transition(
            "publish",
            "Phát hành",
            {_.SIGNED},
            _.ISSUED,
            by={(AUTHORITY, CLERK)},
            guard=has_signed_file,
            awaited=True,
            needs=("number", "issued_on", "signed_file"),
        ),
    )

    round = models.ForeignKey(Round, verbose_name="kỳ báo cáo", on_delete=models.PROTECT, related_name="consolidations")
    supplements = models.ForeignKey(
        "self",
        verbose_name="bổ sung cho",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supplemented_by",
    )
    title = models.CharField("trích yếu", max_length=400)
    note = models.TextField("phiếu trình", blank=True)
    opinion = models.TextField("ý kiến thẩm tra", blank=True)
    signer_form = models.CharField("thể thức ký", max_length=4, choices=SignerForm, default=SignerForm.TM)
    signer_title = models.CharField("chức vụ người ký", max_length=60, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signed_file = models.ForeignKey(
        "workflow.Evidence",
        verbose_name="văn bản đã ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content = models.JSONField("nội dung đã niêm phong", null=True, blank=True)
    sha256 = models.CharField("mã SHA-256", max_length=64, blank=True)
    built_at = models.DateTimeField("tổng hợp lúc", default=clock.now)

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"
        ordering = ["-round__due", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(supplements=None), name="one_main_consolidation_per_round"
            ),
            models.CheckConstraint(condition=Q(state__in=ConsolidationState.values), name="consolidation_state_known"),
        ]

    def __str__(self) -> str:
        return f"Báo cáo {'bổ sung' if self.supplements_id else 'tổng hợp'} {self.round.name}"

    def save(self, *args, **kwargs):
        self.state = self.state or ConsolidationState.DRAFT
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("consolidation", self.pk)

    def get_state_display(self) -> str:
        return ConsolidationState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """Standing, verifier and authority until issued, then the whole jurisdiction."""
        issued = Q(state=ConsolidationState.ISSUED, round__authority__in=user.jurisdiction_ids())
        return super().visibility(user) | issued

    @property
    def is_editable(self) -> bool:
        return self.state in (ConsolidationState.DRAFT, ConsolidationState.RETURNED, ConsolidationState.AWAITING_HEAD)

    def sources(self) -> list[UnitReport]:
        """The round's reports in the order of the units, each with what this consolidation holds of it; one statement.

        `pin_id` is None of a report that was not owed when this was made, `rests_on` (a version's id) of one that was not
        confirmed then; `left_out_reason` says why its version does not count. `open_sections` are those of the version
        being written, None where all of them or none is.
        """
        reports = _sources(self.pk, self.round_id)
        for report in reports:
            report.round = self.round
        return reports

    def stale_sources(self, sources: list[UnitReport] | None = None) -> list[UnitReport]:
        """The `sources` (read here if not given) that no longer are what this rests on: derived, never stored.

        Confirmed anew or no longer confirmed, excused since, or asked for again and confirmed since this was made.
        """
        if self.state in (ConsolidationState.SIGNED, ConsolidationState.ISSUED):
            return []
        return [report for report in (self.sources() if sources is None else sources) if _is_stale(report)]


@kept
def _sources(consolidation: int, round_: int):
    reports = UnitReport.objects.filter(round=round_).annotate(
        pin=FilteredRelation("pins", condition=Q(pins__consolidation=consolidation)),
        writing=FilteredRelation("versions", condition=Q(versions__sealed_at=None)),
        pin_id=F("pin__pk"),
        rests_on=F("pin__version"),
        rests_on_number=F("pin__version__number"),
        rests_on_sent=F("pin__version__sealed_at"),
        left_out_reason=F("pin__excluded_reason"),
        open_sections=F("writing__open_sections"),
    )
    return reports.select_related("agency").order_by("agency__order", "pk")


def _is_stale(report: Any) -> bool:
    """Of a report as `Consolidation.sources` gives it."""
    if report.pin_id is None:
        return report.state == ReportState.ACCEPTED
    changed = report.state == ReportState.EXCUSED or report.rests_on != report.accepted_id
    return changed and not report.left_out_reason


class Pin(models.Model):
    """Which version of a report the consolidation rests on; none while the report is not confirmed."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="pins")
    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="pins")
    version = models.ForeignKey(ReportVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="pins")
    excluded_reason = models.CharField("lý do không đưa vào", max_length=400, blank=True)

    class Meta:
        verbose_name = "nguồn"
        verbose_name_plural = "nguồn"
        constraints = [models.UniqueConstraint(fields=["consolidation", "report"], name="one_pin_per_report")]

    def __str__(self) -> str:
        return f"{self.report} {self.version or ''}".strip()


class FigureExclusion(models.Model):
    """One unit's figure left out of one sum, with the reason."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="exclusions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=400)
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "số liệu bị loại"
        verbose_name_plural = "số liệu bị loại"
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "question", "report"], name="one_exclusion_per_figure")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.report}"


class FigureOverride(models.Model):
    """A sum replaced by hand, with the reason; the sum of the sources stays beside it."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="overrides")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField("giá trị", max_digits=16, decimal_places=2)
    reason = models.CharField("lý do", max_length=400)
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "số sửa tay"
        verbose_name_plural = "số sửa tay"
        constraints = [models.UniqueConstraint(fields=["consolidation", "question"], name="one_override_per_figure")]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


def _numbers(text: str) -> dict[str, str]:
    """The numbers of a text as they are written, by what they are: 06 is 6."""
    return {found.lstrip("0") or "0": found for found in re.findall(r"\d+(?:[.,]\d+)*", text)}


class Paragraph(models.Model):
    """A paragraph of the consolidation and the answers it was made from; edited by the standing agency.

    `key` is "figures" for the sentence of sums, "own" for one written by hand, else a hash of what it was collated from.
    An emptied paragraph stays as a row: its sources count as set aside and do not come back when built again.
    `written_over` is the sentence of sums as it was when somebody wrote his own words instead.
    """

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="paragraphs")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40, editable=False)
    text = models.TextField("nội dung", blank=True)
    generated = models.TextField(blank=True, editable=False)
    written_over = models.TextField(blank=True, editable=False)
    sources = models.ManyToManyField(Answer, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey("agencies.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đoạn"
        verbose_name_plural = "đoạn"
        ordering = ["section__position", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def edited(self) -> bool:
        """Changed by hand since it was generated: kept when the consolidation is built again."""
        return self.text != self.generated

    @property
    def outdated(self) -> list[str]:
        """The numbers that words written by hand still take from earlier sums."""
        gone = _numbers(self.written_over).keys() - _numbers(self.generated).keys()
        return [written for number, written in _numbers(self.text).items() if number in gone]


class Rendering(models.Model):
    """A document made from sealed content: the same content and format is rendered once."""

    content_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10)
    file = models.FileField(upload_to="renderings/%Y/", max_length=200)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "bản in"
        verbose_name_plural = "bản in"
        constraints = [
            models.UniqueConstraint(fields=["content_sha256", "format"], name="one_rendering_per_content_and_format")
        ]

    def __str__(self) -> str:
        return f"{self.content_sha256[:12]}.{self.format}"
