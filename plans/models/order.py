"""One order of a plan: a requirement of a model, a row of a task table, a direction; and who has which part in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from simple_history.models import HistoricalRecords

from agencies.addresses import address_of
from agencies.models import Level
from agencies.vietnamese import search_key, search_words


class OrderKind(models.TextChoices):
    REQUIREMENT = "REQUIREMENT", "Yêu cầu thực hiện"
    TASK = "TASK", "Nhiệm vụ"


class Nature(models.TextChoices):
    CADENCE = "CADENCE", "theo nhịp"
    ON_DEMAND = "ON_DEMAND", "khi phát sinh"
    ONCE = "ONCE", "một lần"


class Scope(models.TextChoices):
    EACH = "EACH", "từng đơn vị"
    SHARED = "SHARED", "chung cả địa bàn"


class ScheduleKind(models.TextChoices):
    FIXED = "FIXED", "có thời hạn"
    ONGOING = "ONGOING", "thường xuyên"
    RECURRING = "RECURRING", "định kỳ"
    EVENT = "EVENT", "theo sự việc"


class Cadence(models.TextChoices):
    WEEK = "WEEK", "tuần"
    MONTH = "MONTH", "tháng"
    QUARTER = "QUARTER", "quý"
    HALF = "HALF", "6 tháng"
    YEAR = "YEAR", "năm"


class PartKind(models.TextChoices):
    LEAD = "LEAD", "chủ trì"
    COORDINATE = "COORDINATE", "phối hợp"
    IMPLEMENT = "IMPLEMENT", "thực hiện"
    MONITOR = "MONITOR", "theo dõi, kiểm tra"


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An order is seen by whoever sees its plan."""
        plans = self.model._meta.get_field("plan").related_model.objects.visible_to(user)
        return self.filter(plan__in=plans)

    def current(self):
        return self.filter(dropped_in=None)

    def matching(self, text: str):
        found = self
        for word in search_words(text):
            found = found.filter(search_key__contains=word)
        return found


class Order(models.Model):
    plan = models.ForeignKey("plans.Plan", verbose_name="kế hoạch", on_delete=models.PROTECT, related_name="orders")
    plan_model = models.ForeignKey(
        "plans.PlanModel",
        verbose_name="mô hình",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    kind = models.CharField("loại", max_length=12, choices=OrderKind)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    number = models.CharField("số mục", max_length=30, blank=True)
    section = models.CharField("phần", max_length=300, blank=True)
    text = models.TextField("nội dung")
    level = models.CharField("cấp", max_length=10, choices=Level, blank=True)
    nature = models.CharField("tính chất", max_length=10, choices=Nature, default=Nature.ONCE)
    scope = models.CharField("phạm vi", max_length=10, choices=Scope, default=Scope.EACH)
    deliverable = models.CharField("kết quả, sản phẩm", max_length=500, blank=True)
    schedule_kind = models.CharField("loại thời hạn", max_length=10, choices=ScheduleKind, default=ScheduleKind.ONGOING)
    schedule_text = models.CharField("thời gian như trong kế hoạch", max_length=300, blank=True)
    starts = models.DateField("bắt đầu", null=True, blank=True)
    due = models.DateField("hạn", null=True, blank=True)
    cadence_per = models.CharField("chu kỳ", max_length=10, choices=Cadence, blank=True)
    cadence_times = models.PositiveSmallIntegerField("số lần mỗi kỳ", default=1)
    count_label = models.CharField("tên số liệu", max_length=200, blank=True, help_text="Số cuộc đối thoại đã tổ chức")
    count_unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    asks_evidence = models.BooleanField("cần tài liệu kiểm chứng", default=False)
    asks_confirmation = models.BooleanField("cần cơ quan theo dõi xác nhận", default=False)
    asks_child_plan = models.BooleanField("đơn vị phải lập kế hoạch riêng", default=False)
    source_document = models.CharField("văn bản nguồn", max_length=300, blank=True)
    source = models.ForeignKey(
        "plans.DirectionSource",
        verbose_name="nguồn",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    given_by = models.ForeignKey(
        "agencies.User", verbose_name="người chỉ đạo", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_in = models.ForeignKey(
        "plans.PlanVersion", verbose_name="có từ bản", null=True, on_delete=models.PROTECT, related_name="added_orders"
    )
    dropped_in = models.ForeignKey(
        "plans.PlanVersion",
        verbose_name="bỏ ở bản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dropped_orders",
    )
    replaces = models.ForeignKey(
        "self", verbose_name="thay cho", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    search_key = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử")

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu, nhiệm vụ"
        verbose_name_plural = "yêu cầu, nhiệm vụ"
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nature="CADENCE") | ~Q(cadence_per=""), name="cadence_order_names_its_period"
            ),
            models.CheckConstraint(condition=Q(cadence_times__gte=1), name="cadence_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {Truncator(self.text).chars(80)}".strip()

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.number} {self.text} {self.deliverable}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("task", self.pk)

    def before(self) -> list[Order]:
        """The orders this one came to stand for through amendments, newest first: their log is its past."""
        found: list[Order] = []
        order = self.replaces
        while order is not None:
            found.append(order)
            order = order.replaces
        return found

    @property
    def cadence_text(self) -> str:
        """The cadence in words: "mỗi quý 1 lần"; on-demand and lasting orders say so."""
        if self.nature == Nature.CADENCE:
            return f"mỗi {self.get_cadence_per_display()} {self.cadence_times} {self.count_unit or 'lần'}"
        return "khi phát sinh" if self.nature == Nature.ON_DEMAND else "duy trì"


class RequirementManager(models.Manager.from_queryset(OrderQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=OrderKind.REQUIREMENT)


class TaskManager(models.Manager.from_queryset(OrderQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=OrderKind.TASK)


class Requirement(Order):
    objects = RequirementManager()

    class Meta:
        proxy = True
        verbose_name = "yêu cầu thực hiện"
        verbose_name_plural = "yêu cầu thực hiện"


class Task(Order):
    objects = TaskManager()

    class Meta:
        proxy = True
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"


class Measure(models.Model):
    """Something countable of an order beside its own count: people at a dialogue, letters of one kind.

    With a `ratio_label` it is reported as its share in the order's own count ("Tỷ lệ trả lời đúng hạn").
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="measures")
    code = models.SlugField("mã", max_length=40)
    label = models.CharField("tên số liệu", max_length=200)
    unit = models.CharField("đơn vị tính", max_length=30)
    ratio_label = models.CharField("báo cáo theo tỷ lệ", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "số liệu theo dõi"
        verbose_name_plural = "số liệu theo dõi"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "code"], name="one_measure_per_code")]

    def __str__(self) -> str:
        return self.label


class Part(models.Model):
    """The part an agency or a group has in an order; exactly one of the two."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField("vai", max_length=12, choices=PartKind)
    agency = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "agencies.AgencyGroup", verbose_name="nhóm", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    as_printed = models.CharField("như in trong kế hoạch", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, group__isnull=True) | Q(agency__isnull=True, group__isnull=False),
                name="part_has_an_agency_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.as_printed or self.agency or self.group}"
