"""Đầu mối: the person of a unit to whom everybody turns about a plan; who it is changes only by request and confirmation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies import clock
from plans.models.plan import Plan
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHOR, HEAD, STAFF, STANDING, Transition


class FocalState(models.TextChoices):
    REQUESTED = "REQUESTED", "Chờ xác nhận"
    ACTIVE = "ACTIVE", "Đang làm đầu mối"
    RETURNED = "RETURNED", "Đề nghị bổ sung"
    WITHDRAWN = "WITHDRAWN", "Đơn vị đã rút"
    ENDED = "ENDED", "Đã thay người khác"


RUN = {(STANDING, STAFF), (STANDING, HEAD)}
OWN = {(AUTHOR, STAFF), (AUTHOR, HEAD)}


class FocalOfficer(Document):
    """A request of a unit while it waits, its officer once confirmed, its history when another took over."""

    State = FocalState
    PARTIES = {AUTHOR: "agency", STANDING: "plan__standing"}
    TRANSITIONS = (
        Transition("confirm", "Xác nhận", {FocalState.REQUESTED}, FocalState.ACTIVE, by=RUN, awaited=True),
        Transition("return", "Đề nghị bổ sung", {FocalState.REQUESTED}, FocalState.RETURNED, by=RUN, needs_reason=True),
        Transition("withdraw", "Rút đề nghị", {FocalState.REQUESTED}, FocalState.WITHDRAWN, by=OWN),
        # Made together with the confirmation of whoever takes over.
        Transition("replace", "Thay người khác", {FocalState.ACTIVE}, FocalState.ENDED, by=RUN),
    )

    plan = models.ForeignKey(Plan, verbose_name="kế hoạch", on_delete=models.PROTECT, related_name="focal_officers")
    agency = models.ForeignKey("agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("họ và tên", max_length=100)
    title = models.CharField("chức vụ", max_length=100, blank=True)
    phone = models.CharField("điện thoại", max_length=30)
    email = models.EmailField("e-mail", blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)
    document = models.CharField("văn bản cử", max_length=200, blank=True)
    note = models.CharField("lý do thay đổi", max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("đề nghị lúc", default=clock.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "đầu mối"
        verbose_name_plural = "đầu mối"
        ordering = ["plan", "agency__order", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "agency"],
                condition=Q(state=FocalState.ACTIVE),
                name="one_focal_officer_per_plan_and_unit",
            ),
            models.UniqueConstraint(
                fields=["plan", "agency"], condition=Q(state=FocalState.REQUESTED), name="one_focal_request_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.name}"

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}dau-moi/"

    def get_state_display(self) -> str:
        return FocalState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """A confirmed officer is there for the whole jurisdiction to call; a request is between unit and standing agency."""
        known = Q(state=FocalState.ACTIVE, plan__authority__in=user.jurisdiction_ids())
        return super().visibility(user) | known
