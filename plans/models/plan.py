"""A plan as issued: what it is, who runs it, its versions, sections, legal bases and the models it orders."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agencies import clock
from agencies.addresses import address_of
from agencies.vietnamese import search_key, search_words
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHORITY, CLERK, HEAD, STAFF, STANDING, Transition


class PlanKind(models.TextChoices):
    MODELS = "MODELS", "Thực hiện các mô hình"
    TASKS = "TASKS", "Bảng nhiệm vụ"
    PROGRAMME = "PROGRAMME", "Chương trình, mục tiêu"
    COMMUNICATION = "COMMUNICATION", "Tuyên truyền"
    DIRECTIONS = "DIRECTIONS", "Ý kiến chỉ đạo"


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", "Dự thảo"
    REVIEW = "REVIEW", "Chờ ký"
    SIGNED = "SIGNED", "Đã ký"
    ISSUED = "ISSUED", "Đã ban hành"
    CLOSED = "CLOSED", "Đã kết thúc"


def has_signed_file(plan) -> str:
    if plan.kind == PlanKind.DIRECTIONS or plan.signed_file_id:
        return ""
    return "Hãy đính kèm văn bản đã ký trước khi ghi nhận kế hoạch đã ban hành."


def is_over(plan) -> str:
    if plan.period_end >= clock.today():
        return "Thời gian thực hiện của kế hoạch chưa hết nên chưa ghi nhận là đã kết thúc được. Hãy chọn giao việc."
    return has_signed_file(plan)


RECORDERS = {(STANDING, STAFF), (STANDING, HEAD), (AUTHORITY, CLERK)}


class PlanQuerySet(DocumentQuerySet):
    def in_force(self, *, on):
        return self.filter(state=PlanState.ISSUED, period_start__lte=on, period_end__gte=on)

    def matching(self, text: str):
        found = self
        for word in search_words(text):
            found = found.filter(search_key__contains=word)
        return found


class Plan(Document):
    State = PlanState
    PARTIES = {STANDING: "standing", AUTHORITY: "authority"}
    TRANSITIONS = (
        Transition(
            "send_up", "Trình ký", {PlanState.DRAFT}, PlanState.REVIEW, by={(STANDING, STAFF), (STANDING, HEAD)}
        ),
        Transition(
            "hand_back", "Chuyển lại", {PlanState.REVIEW}, PlanState.DRAFT, by={(AUTHORITY, HEAD)}, needs_reason=True
        ),
        Transition("sign", "Ký", {PlanState.REVIEW}, PlanState.SIGNED, by={(AUTHORITY, HEAD)}, awaited=True),
        Transition(
            "issue",
            "Ban hành",
            {PlanState.SIGNED},
            PlanState.ISSUED,
            by={(AUTHORITY, CLERK)},
            guard=has_signed_file,
            awaited=True,
            needs=("number", "issued_on", "signed_file"),
        ),
        Transition(
            "record",
            "Ghi nhận kế hoạch đã ban hành",
            {PlanState.DRAFT},
            PlanState.ISSUED,
            by=RECORDERS,
            guard=has_signed_file,
            needs=("signed_file",),
        ),
        # A plan of past years, to be looked up: it gives nobody work.
        Transition(
            "record_ended",
            "Ghi nhận kế hoạch đã kết thúc",
            {PlanState.DRAFT},
            PlanState.CLOSED,
            by=RECORDERS,
            guard=is_over,
            needs=("signed_file",),
        ),
        Transition("close", "Kết thúc kế hoạch", {PlanState.ISSUED}, PlanState.CLOSED, by={(STANDING, HEAD)}),
    )

    authority = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan ban hành", on_delete=models.PROTECT, related_name="issued_plans"
    )
    standing = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan thường trực", on_delete=models.PROTECT, related_name="standing_plans"
    )
    issuer = models.CharField(
        "cơ quan ban hành như in", max_length=200, blank=True, help_text="Khi cơ quan ban hành đã có cơ quan kế thừa."
    )
    kind = models.CharField("loại kế hoạch", max_length=20, choices=PlanKind)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    title = models.CharField("trích yếu", max_length=500)
    short_title = models.CharField("tên gọn", max_length=160)
    issued_text = models.CharField("ngày ban hành như in", max_length=60, blank=True, help_text="tháng 10 năm 2021")
    issued_first = models.DateField("ban hành, ngày sớm nhất", null=True, blank=True)
    issued_last = models.DateField("ban hành, ngày muộn nhất", null=True, blank=True)
    period_start = models.DateField("từ ngày")
    period_end = models.DateField("đến ngày")
    decision = models.CharField("quyết định ban hành kèm theo", max_length=300, blank=True)
    recipients = models.JSONField("nơi nhận", default=list, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=60, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="kế hoạch cấp trên",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    answers = models.ForeignKey(
        "plans.Assignment",
        verbose_name="lập theo nhiệm vụ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="child_plans",
    )
    parent_text = models.CharField("văn bản cấp trên", max_length=300, blank=True)
    signed_file = models.ForeignKey(
        "workflow.Evidence",
        verbose_name="văn bản đã ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    search_key = models.CharField(max_length=700, blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử kế hoạch")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["-period_start", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="plan_period_in_order"),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
        ]

    def __str__(self) -> str:
        return self.short_title

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.title} {self.short_title} {self.number} {self.symbol}")
        self.state = self.state or PlanState.DRAFT
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("plan", self.pk)

    def get_state_display(self) -> str:
        return PlanState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """An issued plan is for its whole jurisdiction and those above; a draft for its standing agency and authority."""
        issued = Q(state__in=[PlanState.ISSUED, PlanState.CLOSED], authority__in=user.jurisdiction_ids())
        mine = user.agency_ids()
        # Whoever runs the plan above reads what units made of it.
        above = Q(parent__standing__in=mine) | Q(parent__authority__in=mine)
        return super().visibility(user) | issued | (above & Q(state__in=[PlanState.ISSUED, PlanState.CLOSED]))

    def is_run_by(self, user) -> bool:
        """Whether the person belongs to its standing agency or to who issued it: they see all work on it."""
        return not {self.standing_id, self.authority_id}.isdisjoint(user.agency_ids())

    @property
    def issued_by(self) -> str:
        """Who issued it, by the name of that day."""
        return self.issuer or str(self.authority)

    @property
    def is_archive(self) -> bool:
        """Recorded when it was over: kept to be looked up, it never gave anybody work."""
        return self.state == PlanState.CLOSED and self.came_from == PlanState.DRAFT

    @property
    def reference(self) -> str:
        """Số and ký hiệu as printed; what the source leaves blank stays blank: "…/QĐ-UBND"."""
        return f"{self.number or '…'}/{self.symbol}" if self.symbol else ""


class PlanVersion(models.Model):
    """The plan as first issued (number 0) and each amendment."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("lần điều chỉnh", default=0)
    decision = models.CharField("văn bản", max_length=300, blank=True)
    effective_on = models.DateField("hiệu lực từ", null=True, blank=True)
    note = models.CharField("nội dung điều chỉnh", max_length=500, blank=True)
    # Name of a field of `plans.services.frame` -> [what it was, what it became].
    frame = models.JSONField("tên, thời gian, căn cứ", default=dict, blank=True)
    # [what a target was, what it became] as `plans.services.target_lines` has them, null where there is none.
    targets = models.JSONField("chỉ tiêu", default=list, blank=True)
    signed_file = models.ForeignKey(
        "workflow.Evidence",
        verbose_name="văn bản điều chỉnh đã ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "bản của kế hoạch"
        verbose_name_plural = "các bản của kế hoạch"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number")]

    def __str__(self) -> str:
        return "Bản đầu" if self.number == 0 else f"Điều chỉnh lần {self.number}"


class LegalBasis(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    kind = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.CharField(
        "ngày ban hành", max_length=10, blank=True, help_text="2021-09-11, hoặc 2021-09 khi không rõ ngày"
    )
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        ordering = ["position"]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.number) if part)

    @property
    def issued_words(self) -> str:
        """11/9/2021-like for people; "09/2021" where the source gives no day."""
        return "/".join(reversed(self.issued_on.split("-")))


class PlanSection(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    heading = models.CharField("đề mục", max_length=300)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "phần nội dung"
        verbose_name_plural = "phần nội dung"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.heading


class PlanModel(models.Model):
    """A registry model as this plan orders it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="plan_models")
    reform_model = models.ForeignKey(
        "models_registry.ReformModel", verbose_name="mô hình", on_delete=models.PROTECT, related_name="plan_models"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    number = models.CharField("số mục", max_length=20)
    name = models.CharField("tên trong kế hoạch", max_length=300)
    short_name = models.CharField("tên gọn", max_length=100)
    purpose = models.TextField("mục đích", blank=True)
    added_in = models.ForeignKey(PlanVersion, null=True, on_delete=models.PROTECT, related_name="added_models")
    dropped_in = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="dropped_models"
    )

    class Meta:
        verbose_name = "mô hình trong kế hoạch"
        verbose_name_plural = "mô hình trong kế hoạch"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def get_absolute_url(self) -> str:
        return address_of("plan_model", self.pk)
