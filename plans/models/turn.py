"""Whose turn it is: the roster of an order that agencies carry out in turn for the whole jurisdiction."""

from django.db import models

from agencies.models import Agency
from plans.models.order import Order


class Turn(models.Model):
    """One period of a shared order, given by its first day, and the agency that is to carry it out."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="turns")
    first = models.DateField("ngày đầu kỳ")
    agency = models.ForeignKey(Agency, verbose_name="đến lượt", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lượt luân phiên"
        verbose_name_plural = "lịch luân phiên"
        ordering = ["order", "first"]
        constraints = [models.UniqueConstraint(fields=["order", "first"], name="one_turn_per_order_and_period")]

    def __str__(self) -> str:
        return f"{self.first:%d/%m/%Y}: {self.agency}"
