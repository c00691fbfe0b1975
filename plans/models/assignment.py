"""An order as it falls on one agency. Its state on a day is never stored: see `plans.querysets`."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from agencies.addresses import address_of
from agencies.models import Agency
from plans.models.order import Order, PartKind
from plans.querysets import WAITING_FIRST, AssignmentQuerySet


class Assignment(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="assignments")
    kept_by = models.ForeignKey(
        Agency, verbose_name="nay do", on_delete=models.PROTECT, related_name="kept_assignments"
    )
    part = models.CharField("vai", max_length=12, choices=PartKind)
    starts = models.DateField("bắt đầu", null=True, blank=True)
    due = models.DateField("hạn", null=True, blank=True)
    first_due = models.DateField("hạn gốc", null=True, blank=True)
    extended_reason = models.CharField("lý do gia hạn", max_length=400, blank=True)
    extended_by = models.ForeignKey(
        "agencies.User",
        verbose_name="người cho gia hạn",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    done_on = models.DateField("hoàn thành ngày", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    evidence = models.ManyToManyField("workflow.Evidence", blank=True, related_name="+")
    confirmed_on = models.DateField("xác nhận ngày", null=True, blank=True)
    confirmed_by = models.ForeignKey("agencies.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    events = GenericRelation("workflow.Event", "document_id", "document_type")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "agency", "part"], name="one_assignment_per_order_agency_part")
        ]
        indexes = [
            models.Index(fields=["kept_by", "due"], name="assignments_of_an_agency"),
            models.Index(fields=["kept_by", "order", "part"], name="orders_of_an_agency"),
            # What lists count, told from the index alone.
            models.Index(fields=["order", "part", "kept_by", "done_on", "due"], name="assignments_of_an_order"),
            models.Index(*WAITING_FIRST, "id", "part", "kept_by", "done_on", name="assignments_in_order_of_list"),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.order}"

    def get_absolute_url(self) -> str:
        return address_of("assignment", self.pk)

    @property
    def was_extended(self) -> bool:
        return self.first_due is not None and self.due != self.first_due
