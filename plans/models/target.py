"""Quantified aims, their milestones and the values reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies import clock
from plans.models.plan import Plan, PlanVersion


class Direction(models.TextChoices):
    AT_LEAST = "AT_LEAST", "ít nhất"
    AT_MOST = "AT_MOST", "không quá"
    RANK = "RANK", "xếp hạng"
    YES_NO = "YES_NO", "có hoặc không"


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A target is read by whoever reads its plan."""
        return self.filter(plan__in=Plan.objects.visible_to(user).order_by().values("pk"))

    def current(self):
        return self.filter(dropped_in=None)


class Target(models.Model):
    plan = models.ForeignKey(Plan, verbose_name="kế hoạch", on_delete=models.PROTECT, related_name="targets")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    text = models.TextField("nội dung chỉ tiêu")
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    direction = models.CharField("mức yêu cầu", max_length=10, choices=Direction, default=Direction.AT_LEAST)
    due = models.DateField("hạn đạt", null=True, blank=True)
    by_agency = models.BooleanField("theo dõi từng đơn vị", default=False)
    added_in = models.ForeignKey(
        PlanVersion,
        verbose_name="có từ bản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="added_targets",
    )
    dropped_in = models.ForeignKey(
        PlanVersion,
        verbose_name="bỏ ở bản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dropped_targets",
    )
    replaces = models.ForeignKey(
        "self", verbose_name="thay cho", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("target", args=[self.pk])

    def measures_like(self, other: Target) -> bool:
        """Whether a value of one can be read as a value of the other: the same unit, the same kind of figure."""
        kinds = {self.direction, other.direction}
        return self.unit == other.unit and (len(kinds) == 1 or kinds.isdisjoint({Direction.RANK, Direction.YES_NO}))

    @property
    def series(self) -> int:
        """The id under which it is asked for in report after report: that of the first target it goes on from."""
        target = self
        while target.replaces is not None and target.measures_like(target.replaces):
            target = target.replaces
        return target.pk


class TargetMilestone(models.Model):
    """The value a target is to have at the end of a year on the way to its own."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="milestones")
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "mốc của chỉ tiêu"
        verbose_name_plural = "mốc của chỉ tiêu"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["target", "year"], name="one_milestone_per_target_and_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class TargetValueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The jurisdiction's value is read with the target; a unit's by the unit, the standing agency and the authority."""
        mine = user.agency_ids() if user.is_authenticated else []
        whose = Q(agency=None) | Q(agency__in=mine) | Q(target__plan__standing__in=mine)
        whose |= Q(target__plan__authority__in=mine)
        return self.filter(whose, target__in=Target.objects.visible_to(user).order_by().values("pk"))


class TargetValue(models.Model):
    """A value reached by the last day of a period, of the jurisdiction or of one agency. One that was corrected stays
    readable and is no longer `current`."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="values")
    agency = models.ForeignKey(
        "agencies.Agency",
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="target_values",
    )
    on = models.DateField("tại ngày")
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2)
    source = models.CharField("nguồn số liệu", max_length=300, blank=True)
    evidence = models.ManyToManyField(
        "workflow.Evidence", verbose_name="tài liệu kiểm chứng", blank=True, related_name="+"
    )
    current = models.BooleanField("đang dùng", default=True)
    # The value of the target before an amendment, of which this is the copy.
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        "agencies.User", verbose_name="người ghi", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("ghi lúc", default=clock.now)

    objects = TargetValueQuerySet.as_manager()

    class Meta:
        verbose_name = "giá trị đạt được"
        verbose_name_plural = "giá trị đạt được"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "on"],
                condition=Q(agency__isnull=True, current=True),
                name="one_target_value_per_day",
            ),
            models.UniqueConstraint(
                fields=["target", "agency", "on"],
                condition=Q(agency__isnull=False, current=True),
                name="one_target_value_per_agency_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.value}"
