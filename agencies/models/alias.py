"""What a jurisdiction means by a printed name that is not the registry's own: chosen once by a person, remembered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies import clock
from agencies.models.agency import Agency, AgencyGroup


class AgencyAlias(models.Model):
    """A printed phrase stands for an agency, for a group, or for nobody who works in the portal (neither of the two)."""

    jurisdiction = models.ForeignKey(
        Agency, verbose_name="địa bàn của", on_delete=models.PROTECT, related_name="agency_aliases"
    )
    key = models.CharField(max_length=200, editable=False)
    printed = models.CharField("như in trong văn bản", max_length=200)
    agency = models.ForeignKey(
        Agency, verbose_name="là cơ quan", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )
    group = models.ForeignKey(
        AgencyGroup, verbose_name="là nhóm", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người chọn", null=True, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "tên gọi khác của cơ quan"
        verbose_name_plural = "tên gọi khác của cơ quan"
        ordering = ["jurisdiction", "printed"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "key"], name="one_alias_per_phrase_and_jurisdiction"),
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(group__isnull=True), name="alias_is_an_agency_or_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed}: {self.agency or self.group or 'ngoài cổng'}"
