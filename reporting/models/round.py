"""A reporting round of a jurisdiction, its sections and the questions it asks."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from agencies.addresses import address_of
from agencies.models import Level
from plans.models import PlanKind


class RoundPeriod(models.TextChoices):
    """The periods of Nghị định 09/2019/NĐ-CP and CCHC practice; cut-offs are presets in `reporting.opening`."""

    QUARTER_1 = "QUARTER_1", "Quý I"
    HALF_1 = "HALF_1", "6 tháng đầu năm"
    QUARTER_3 = "QUARTER_3", "Quý III"
    YEAR = "YEAR", "Năm"
    AD_HOC = "AD_HOC", "Đột xuất"


class RoundState(models.TextChoices):
    PREPARING = "PREPARING", "Đang chuẩn bị"
    OPEN = "OPEN", "Đang mở"
    CLOSED = "CLOSED", "Đã đóng"


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A round is for its jurisdiction; while it is prepared, for its standing agency and authority."""
        if not user.is_authenticated:
            return self.none()
        mine = user.agency_ids()
        opened = ~Q(state=RoundState.PREPARING) & Q(authority__in=user.jurisdiction_ids())
        return self.filter(opened | Q(standing__in=mine) | Q(authority__in=mine))

    def run_by(self, user, *roles):
        """Rounds whose standing agency this person works in."""
        return self.filter(standing__in=user.agency_ids(*roles))


class Round(models.Model):
    authority = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan ban hành", on_delete=models.PROTECT, related_name="rounds"
    )
    standing = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan thường trực", on_delete=models.PROTECT, related_name="run_rounds"
    )
    verifier = models.ForeignKey(
        "agencies.Agency",
        verbose_name="cơ quan thẩm tra",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    plans = models.ManyToManyField("plans.Plan", verbose_name="kế hoạch", blank=True, related_name="rounds")
    period = models.CharField("kỳ", max_length=12, choices=RoundPeriod)
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên kỳ", max_length=120, help_text="năm 2024")
    subject = models.CharField(
        "về việc",
        max_length=400,
        help_text="Kết quả thực hiện các mô hình cải cách hành chính … (trích yếu của báo cáo)",
    )
    from_on = models.DateField("số liệu từ ngày")
    to_on = models.DateField("số liệu đến ngày")
    due = models.DateField("hạn gửi")
    lock_on = models.DateField("ngày khóa", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.PREPARING)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        "agencies.User", verbose_name="người mở", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    previous = models.ForeignKey(
        "self", verbose_name="so với kỳ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-due", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="round_period_in_order"),
            models.CheckConstraint(condition=Q(due__gte=F("to_on")), name="round_due_after_cut_off"),
        ]

    def __str__(self) -> str:
        return f"Báo cáo {self.name}"

    def get_absolute_url(self) -> str:
        return address_of("round", self.pk)

    def is_locked(self, *, on: date) -> bool:
        return self.state == RoundState.CLOSED or (self.lock_on is not None and on > self.lock_on)


class SectionKind(models.TextChoices):
    MODEL = "MODEL", "mô hình"
    TASK = "TASK", "nhiệm vụ"
    TARGET = "TARGET", "chỉ tiêu"
    OUTLINE = "OUTLINE", "phần chung"


class Section(models.Model):
    """Part of a round's report: what can be returned, locked, commented."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField("thứ tự")
    number = models.CharField("số mục", max_length=20, blank=True)
    title = models.CharField("đề mục", max_length=300)
    short_title = models.CharField("tên gọn", max_length=120)
    kind = models.CharField("loại", max_length=10, choices=SectionKind)
    plan_model = models.ForeignKey(
        "plans.PlanModel", null=True, blank=True, on_delete=models.PROTECT, related_name="report_sections"
    )
    plan = models.ForeignKey("plans.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "phần báo cáo"
        verbose_name_plural = "phần báo cáo"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="one_section_per_position")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


class QuestionKind(models.TextChoices):
    NUMBER = "NUMBER", "Số"
    RATIO = "RATIO", "Tỷ lệ"
    CHOICE = "CHOICE", "Lựa chọn"
    NARRATIVE = "NARRATIVE", "Lời văn"


class AcrossUnits(models.TextChoices):
    SUM = "SUM", "cộng"
    MEAN = "MEAN", "bình quân"
    MAX = "MAX", "lớn nhất"
    RATIO = "RATIO", "tính lại tỷ lệ"
    COUNT = "COUNT", "đếm đơn vị"
    COLLATE = "COLLATE", "ghép lời"


class AcrossPeriods(models.TextChoices):
    SUM = "SUM", "cộng"
    LATEST = "LATEST", "lấy kỳ cuối"
    MAX = "MAX", "lớn nhất"
    MEAN = "MEAN", "bình quân"
    RATIO = "RATIO", "tính lại tỷ lệ"
    COLLATE = "COLLATE", "ghép lời"


class Question(models.Model):
    """One thing asked. `code` is stable over rounds and levels: it is what a figure is compared and carried by.

    Where `source_orders` are named the portal fills the figure itself from the unit's log in the round's period: the
    sum of `Activity.count` over these orders, or of their measure `source_measure`, a month that was counted further after
    the period before being taken for what was added (`ActivityQuerySet.in_period`). A RATIO takes that measure as its
    numerator and the orders' own count as its denominator.
    """

    round = models.ForeignKey(Round, verbose_name="kỳ báo cáo", on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, verbose_name="phần", on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.SlugField("mã nội dung", max_length=80)
    label = models.CharField("nội dung hỏi", max_length=300)
    kind = models.CharField("loại", max_length=10, choices=QuestionKind)
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    guidance = models.CharField("hướng dẫn", max_length=400, blank=True)
    choices = models.JSONField("các lựa chọn", default=list, blank=True)
    level = models.CharField("hỏi cấp", max_length=10, choices=Level, blank=True)
    across_units = models.CharField("cộng qua đơn vị", max_length=10, choices=AcrossUnits, default=AcrossUnits.SUM)
    across_periods = models.CharField("cộng qua kỳ", max_length=10, choices=AcrossPeriods, default=AcrossPeriods.SUM)
    numerator_label = models.CharField("tử số", max_length=200, blank=True)
    denominator_label = models.CharField("mẫu số", max_length=200, blank=True)
    not_above = models.ForeignKey(
        "self", verbose_name="không lớn hơn", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_orders = models.ManyToManyField("plans.Order", verbose_name="lấy số từ", blank=True, related_name="+")
    source_measure = models.SlugField("mã số liệu theo dõi", max_length=40, blank=True)
    task = models.ForeignKey(
        "plans.Order", verbose_name="nhiệm vụ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.ForeignKey(
        "plans.Target", verbose_name="chỉ tiêu", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "nội dung báo cáo"
        verbose_name_plural = "nội dung báo cáo"
        ordering = ["section__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_question_per_code")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_figure(self) -> bool:
        return self.kind in (QuestionKind.NUMBER, QuestionKind.RATIO)


class QuestionSet(models.Model):
    """A reusable set of free outline questions or statistics, chosen when a round is opened."""

    name = models.CharField("tên bộ nội dung", max_length=200, unique=True)
    plan_kind = models.CharField("dùng cho loại kế hoạch", max_length=20, choices=PlanKind, blank=True)

    class Meta:
        verbose_name = "bộ nội dung báo cáo"
        verbose_name_plural = "bộ nội dung báo cáo"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class QuestionSetItem(models.Model):
    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("đề mục", max_length=300)
    code = models.SlugField("mã nội dung", max_length=80)
    label = models.CharField("nội dung hỏi", max_length=300)
    kind = models.CharField("loại", max_length=10, choices=QuestionKind, default=QuestionKind.NARRATIVE)
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    across_units = models.CharField("cộng qua đơn vị", max_length=10, choices=AcrossUnits, default=AcrossUnits.COLLATE)

    class Meta:
        verbose_name = "nội dung"
        verbose_name_plural = "nội dung"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class Holiday(models.Model):
    """A day off or a compensatory working day that the calendar library does not know; the administrator's word wins."""

    on = models.DateField("ngày", unique=True)
    name = models.CharField("tên", max_length=120)
    works = models.BooleanField("là ngày làm bù", default=False)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name}"
