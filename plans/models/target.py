"""Quantified aims and the values reached."""

from django.db import models

from plans.models.plan import Plan


class Direction(models.TextChoices):
    AT_LEAST = "AT_LEAST", "ít nhất"
    AT_MOST = "AT_MOST", "không quá"
    RANK = "RANK", "xếp hạng"
    YES_NO = "YES_NO", "có hoặc không"


class Target(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField("nội dung chỉ tiêu")
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("đơn vị", max_length=30, blank=True)
    direction = models.CharField("chiều", max_length=10, choices=Direction, default=Direction.AT_LEAST)
    due = models.DateField("hạn đạt", null=True, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class TargetValue(models.Model):
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="values")
    on = models.DateField("tại ngày")
    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2)
    source = models.CharField("nguồn số liệu", max_length=300, blank=True)

    class Meta:
        verbose_name = "giá trị đạt được"
        verbose_name_plural = "giá trị đạt được"
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["target", "on"], name="one_target_value_per_day")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.value}"
