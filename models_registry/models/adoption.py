"""Áp dụng mô hình: a unit's own word on a model it applies: since when, and with what outcome."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agencies import clock


class Outcome(models.TextChoices):
    TRIAL = "TRIAL", "Đang làm thử"
    WORKS = "WORKS", "Hiệu quả"
    PARTLY = "PARTLY", "Hiệu quả một phần"
    STOPPED = "STOPPED", "Đã dừng"


class AdoptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Experience is shared within the committee a person's agency belongs to or leads."""
        posts = user.posts() if user.is_authenticated else []
        tops = {post.agency.path for post in posts} | {post.agency.parent.path for post in posts if post.agency.parent}
        return self.filter(reduce(or_, (Q(agency__path__startswith=path) for path in tops), Q(pk__in=[])))


class Adoption(models.Model):
    """One row per unit and model; earlier words stay in the history."""

    reform_model = models.ForeignKey(
        "models_registry.ReformModel", verbose_name="mô hình", on_delete=models.PROTECT, related_name="adoptions"
    )
    agency = models.ForeignKey(
        "agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="adoptions"
    )
    since = models.DateField("áp dụng từ ngày")
    outcome = models.CharField("đánh giá", max_length=10, choices=Outcome)
    note = models.CharField("nhận xét", max_length=500, blank=True)
    assessed_on = models.DateField("đánh giá ngày", default=clock.today)
    assessed_by = models.ForeignKey("agencies.User", null=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords(verbose_name="lịch sử áp dụng mô hình")

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = "áp dụng mô hình"
        verbose_name_plural = "áp dụng mô hình"
        ordering = ["agency__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reform_model", "agency"], name="one_adoption_per_model_and_agency")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.reform_model}, {self.get_outcome_display()}"
