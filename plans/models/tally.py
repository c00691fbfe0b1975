"""Assignments counted together, so that long lists need not read each of them: see `plans.tally`."""

from __future__ import annotations

from datetime import date

from django.db import models

from agencies.models import Level
from plans.models.order import Order, PartKind
from plans.states import StateOfCounted


class TallyQuerySet(models.QuerySet):
    def with_status(self, *, on: date):
        """Annotates `status` (Status) on a day, as `AssignmentQuerySet.with_status` does."""
        return self.annotate(status=StateOfCounted(on))


class Tally(models.Model):
    """`n` assignments of an order that have everything in common that states are told from."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    part = models.CharField(max_length=12, choices=PartKind)
    starts = models.DateField(null=True)
    due = models.DateField(null=True)
    done_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    proved = models.BooleanField()
    last_on = models.DateField(null=True)
    n = models.PositiveIntegerField()
    # One of them, and the name of one of their units: where there is one, this is it.
    first = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "số phần việc"
        verbose_name_plural = "số phần việc"
        indexes = [models.Index(fields=["last_on"], name="tallies_by_last_entry")]

    def __str__(self) -> str:
        return f"{self.order}: {self.n}"


class Uncounted(models.Model):
    """An order something was changed in since it was counted last; the database itself writes it (`plans.tally`)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "nhiệm vụ chưa đếm lại"
        verbose_name_plural = "nhiệm vụ chưa đếm lại"

    def __str__(self) -> str:
        return str(self.order_id)
