"""A notice in the portal, to one person."""

from django.conf import settings
from django.db import models

from agencies import clock


class Notice(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey("workflow.Event", null=True, on_delete=models.PROTECT, related_name="notices")
    reminder = models.ForeignKey("workflow.Reminder", null=True, on_delete=models.PROTECT, related_name="notices")
    mail = models.ForeignKey("workflow.Mail", null=True, on_delete=models.SET_NULL, related_name="notices")
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=40, default="bell")
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at", "-at"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return self.text
