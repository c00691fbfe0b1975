"""The record of every move, append-only: the database refuses to change or delete a row (workflow.triggers)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from agencies import clock
from agencies.statements import kept


class Event(models.Model):
    document_type = models.ForeignKey(ContentType, verbose_name="loại văn bản", on_delete=models.PROTECT)
    document_id = models.BigIntegerField("mã văn bản")
    document = GenericForeignKey("document_type", "document_id")
    token = models.UUIDField("mã thao tác", default=uuid.uuid4, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người thực hiện", null=True, on_delete=models.PROTECT, related_name="+"
    )
    membership = models.ForeignKey(
        "agencies.Membership", verbose_name="vai trò", null=True, on_delete=models.PROTECT, related_name="+"
    )
    acting_as = models.CharField("với tư cách", max_length=250, blank=True)
    name = models.CharField("mã loại", max_length=40)
    label = models.CharField("thao tác", max_length=80)
    from_state = models.CharField("từ trạng thái", max_length=20, blank=True)
    to_state = models.CharField("sang trạng thái", max_length=20, blank=True)
    reason = models.TextField("lý do", blank=True)
    data = models.JSONField("nội dung kèm theo", default=dict, blank=True)
    at = models.DateTimeField("lúc", default=clock.now, db_index=True)

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["document_type", "document_id", "at"], name="events_of_a_document")]

    def __str__(self) -> str:
        return f"{self.label} ({self.acting_as})"


@kept
def _past(document_type: int, document: int):
    return Event.objects.filter(document_type=document_type, document_id=document).order_by("-at", "-pk")


def past_of(document: models.Model) -> list[Event]:
    """Everything that happened to a document, latest first."""
    return _past(ContentType.objects.get_for_model(document).pk, document.pk)
