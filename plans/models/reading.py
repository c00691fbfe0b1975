"""A plan document on its way to becoming a plan: the file, what was read, and the work of whoever confirms it."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies import clock
from plans.models.plan import Plan


class ReadingState(models.TextChoices):
    WAITING = "WAITING", "Đang đọc"
    REFUSED = "REFUSED", "Không đọc được"
    OPEN = "OPEN", "Đang soát lại"
    DONE = "DONE", "Đã lập kế hoạch"


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may record a plan of that authority works on it and sees it; nobody else knows of it."""
        if not user.is_authenticated:
            return self.none()
        rules = (
            Q(**{f"{Plan.PARTIES[party]}__in": user.agency_ids(role)}) for party, role in Plan.transition("record").by
        )
        return self.filter(reduce(or_, rules))


class Reading(models.Model):
    """`result` is what the reader gave and never changes; `rows` is the same as people have it now.

    A row is a dict: id, kind, parent (id of its model), revision, dropped, fields (texts as typed), source (page, text
    or None), doubts (field, message, done) and, for an amendment, origin (id of the plan's own row). See plans.editing.
    """

    authority = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("workflow.Evidence", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    name = models.CharField("tên tệp", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ReadingState, default=ReadingState.WAITING)
    refusal = models.CharField(max_length=500, blank=True)
    result = models.JSONField(null=True)
    rows = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="readings")
    amends = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="amending_readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đọc văn bản kế hoạch"
        verbose_name_plural = "bản đọc văn bản kế hoạch"
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ReadingState.values), name="reading_state_known")]

    def __str__(self) -> str:
        return self.title or self.name or "Kế hoạch mới"

    def get_absolute_url(self) -> str:
        return reverse("reading", args=[self.pk])

    @property
    def title(self) -> str:
        return next((row["fields"].get("title", "") for row in self.rows if row["kind"] == "plan"), "")

    @property
    def job_key(self) -> str:
        return f"reading-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Rows may change: nothing was made of them yet, or only a draft that nobody has been given work by."""
        if self.state == ReadingState.DONE:
            return self.amends_id is None and self.plan.state == "DRAFT"
        return self.state == ReadingState.OPEN
