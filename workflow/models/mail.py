"""An e-mail on its way: written once, sent at most once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone


class MailState(models.TextChoices):
    WAITING = "WAITING", "đang chờ gửi"
    SENT = "SENT", "đã gửi"
    REFUSED = "REFUSED", "hộp thư không nhận"
    UNSURE = "UNSURE", "không rõ đã đến"
    EXPIRED = "EXPIRED", "quá hạn gửi"


class MailQuerySet(models.QuerySet):
    def refused_now(self):
        """Refused letters to the address their person still has, with nothing delivered there since."""
        later = Mail.objects.filter(address=OuterRef("address"), state=MailState.SENT, pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), state=MailState.REFUSED, address=F("user__email"))


class Mail(models.Model):
    """One digest of a person on a day. Times are real ones: the server outside does not live on the portal's day.

    `claimed_until` keeps two senders from taking the same letter; `handed_at` is set just before the last line goes to
    the server: a letter found with it after a crash may have arrived and is never sent again by itself.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người nhận", on_delete=models.PROTECT, related_name="mails"
    )
    on = models.DateField("ngày")
    address = models.EmailField("địa chỉ")
    subject = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("trạng thái", max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    error = models.CharField("lời của máy chủ thư", max_length=300, blank=True)
    queued_at = models.DateTimeField("xếp hàng lúc", default=timezone.now)
    next_at = models.DateTimeField("gửi từ lúc", default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    handed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "thư điện tử"
        verbose_name_plural = "thư điện tử"
        ordering = ["-queued_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_digest_per_person_and_day")]
        indexes = [
            models.Index(fields=["state", "next_at"], name="mails_to_send"),
            models.Index(fields=["address", "state"], name="mails_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"
