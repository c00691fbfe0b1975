"""Where directions come from: a document or the conclusions of a meeting that gives work to several agencies at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies import clock
from plans.models.plan import Plan


class DirectionSourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who runs or issued the plan of directions, and every agency that was given some of the work."""
        mine = user.agency_ids() if user.is_authenticated else []
        orders = self.model._meta.get_field("orders").related_model.objects.filter(assignments__kept_by__in=mine)
        return self.filter(
            Q(plan__standing__in=mine) | Q(plan__authority__in=mine) | Q(pk__in=orders.order_by().values("source"))
        )


class DirectionSource(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField("tên văn bản, cuộc họp", max_length=300)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    on = models.DateField("ngày")
    file = models.ForeignKey(
        "workflow.Evidence", verbose_name="văn bản", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi nhận lúc", default=clock.now)

    objects = DirectionSourceQuerySet.as_manager()

    class Meta:
        verbose_name = "nguồn ý kiến chỉ đạo"
        verbose_name_plural = "nguồn ý kiến chỉ đạo"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.number else self.name

    def get_absolute_url(self) -> str:
        return reverse("direction_source", args=[self.pk])
