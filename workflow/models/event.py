"""The record of every move, append-only: the database refuses to change or delete a row (workflow.triggers)."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from agencies import clock


class Event(models.Model):
    document_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    document_id = models.BigIntegerField()
    document = GenericForeignKey("document_type", "document_id")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    acting_as = models.CharField(max_length=250, blank=True)
    name = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["document_type", "document_id", "at"], name="events_of_a_document")]

    def __str__(self) -> str:
        return f"{self.label} ({self.acting_as})"
