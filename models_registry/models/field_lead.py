"""Which office answers for which reform field, and how many new models a year its plans ask of it."""

from django.db import models
from simple_history.models import HistoricalRecords

from agencies.models.agency import Dated
from agencies.querysets import DatedQuerySet
from models_registry.models.reform_model import ReformField


class FieldLeadQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Who leads a field is known in the whole jurisdiction."""
        return self.filter(jurisdiction__in=user.jurisdiction_ids()) if user.is_authenticated else self.none()


class FieldLead(Dated):
    """An office that leads a reform field. Plans ask "mỗi năm ít nhất 01 mô hình, cách làm hay" of each such field."""

    jurisdiction = models.ForeignKey(
        "agencies.Agency", verbose_name="địa bàn của", on_delete=models.PROTECT, related_name="field_leads"
    )
    field = models.CharField("lĩnh vực", max_length=20, choices=ReformField)
    agency = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan chủ trì", on_delete=models.PROTECT, related_name="led_fields"
    )
    per_year = models.PositiveSmallIntegerField("số mô hình mới mỗi năm, ít nhất", default=1)
    source = models.CharField("theo văn bản", max_length=300, blank=True)
    history = HistoricalRecords(verbose_name="lịch sử chủ trì lĩnh vực")

    objects = FieldLeadQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan chủ trì lĩnh vực"
        verbose_name_plural = "cơ quan chủ trì lĩnh vực"
        ordering = ["jurisdiction", "pk"]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.agency}"
