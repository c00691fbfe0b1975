"""Who was reminded of what, when and by what way; and what stands in the way of reaching somebody."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from agencies import clock


class ReminderRule(models.Model):
    """One threshold, counted from the due day: the portal reminds once when it has passed, or again every so many days.

    A jurisdiction with rules of its own uses these alone, every other one those without a jurisdiction.
    """

    authority = models.ForeignKey(
        "agencies.Agency",
        verbose_name="địa bàn của",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Để trống: dùng cho mọi địa bàn chưa có quy tắc riêng.",
    )
    days = models.SmallIntegerField(
        "ngày so với hạn", help_text="-7 là trước hạn 7 ngày, 0 là đúng ngày hạn, 3 là sau hạn 3 ngày."
    )
    every = models.PositiveSmallIntegerField("nhắc lại mỗi (ngày)", default=0, help_text="0: không nhắc lại.")
    gap = models.PositiveSmallIntegerField(
        "cách lần nhắc trước ít nhất (ngày)", default=1, validators=[MinValueValidator(1)]
    )
    to_staff = models.BooleanField("nhắc công chức", default=True)
    to_head = models.BooleanField("nhắc người đứng đầu", default=False)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "quy tắc nhắc việc"
        verbose_name_plural = "quy tắc nhắc việc"
        ordering = ["authority", "days"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "days"], name="one_rule_per_day_of_a_jurisdiction"),
            models.UniqueConstraint(fields=["days"], condition=Q(authority=None), name="one_common_rule_per_day"),
            models.CheckConstraint(condition=Q(gap__gte=1), name="rule_gap_at_least_a_day"),
            models.CheckConstraint(condition=Q(to_staff=True) | Q(to_head=True), name="rule_reminds_somebody"),
        ]

    def __str__(self) -> str:
        return self.words[:1].upper() + self.words[1:]

    @property
    def words(self) -> str:
        """trước hạn 3 ngày; đúng ngày hạn; quá hạn từ 6 ngày, mỗi 3 ngày, nhắc cả người đứng đầu"""
        text = f"trước hạn {-self.days} ngày" if self.days < 0 else "đúng ngày hạn"
        if self.days > 0:
            text = f"quá hạn {'từ ' if self.every else ''}{self.days} ngày"
        if self.every:
            text += f", mỗi {self.every} ngày"
        if self.to_head:
            text += ", nhắc cả người đứng đầu" if self.to_staff else ", nhắc người đứng đầu"
        return text


class ReminderKind(models.TextChoices):
    RULE = "RULE", "Cổng tự nhắc"
    HAND = "HAND", "Cơ quan thường trực nhắc"
    AUTHORITY = "AUTHORITY", "Báo cáo lãnh đạo"
    LETTER = "LETTER", "Công văn đôn đốc"


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The ledger is for the standing agency and the authority; a unit reads its own notices."""
        mine = user.agency_ids() if user.is_authenticated else []
        return self.filter(Q(standing__in=mine) | Q(authority__in=mine))

    def of(self, model, ids):
        """Lines about rows of a model; `ids` is a queryset of primary keys or a list."""
        return self.filter(subject_type=ContentType.objects.get_for_model(model), subject_id__in=ids)


class Reminder(models.Model):
    """One line of the ledger, append-only: an agency was reminded of one thing. Its people are the line's notices.

    A line of a rule names the threshold that had passed; the same threshold of the same due day stands here once.
    """

    subject_type = models.ForeignKey(
        ContentType, verbose_name="loại nội dung", on_delete=models.PROTECT, related_name="+"
    )
    subject_id = models.BigIntegerField("mã nội dung")
    subject = GenericForeignKey("subject_type", "subject_id")
    kind = models.CharField("cách nhắc", max_length=10, choices=ReminderKind)
    rule = models.ForeignKey(
        ReminderRule, verbose_name="quy tắc", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan thường trực", on_delete=models.PROTECT, related_name="+"
    )
    authority = models.ForeignKey(
        "agencies.Agency", verbose_name="địa bàn của", on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField("nội dung", max_length=400)
    url = models.CharField("đường dẫn", max_length=200, blank=True)
    label = models.CharField("mốc", max_length=60, blank=True)
    due = models.DateField("hạn", null=True, blank=True)
    threshold = models.DateField("ngày đến mốc", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người nhắc",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on = models.DateField("ngày nhắc")
    at = models.DateTimeField("nhắc lúc", default=clock.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhắc"
        verbose_name_plural = "sổ nhắc việc"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "due", "threshold"],
                condition=Q(kind=ReminderKind.RULE),
                name="one_reminder_per_threshold",
            )
        ]
        indexes = [
            models.Index(fields=["standing", "-at"], name="reminders_of_a_standing"),
            models.Index(fields=["subject_type", "subject_id", "on"], name="reminders_of_a_thing"),
        ]

    def __str__(self) -> str:
        return self.text


class AlertKind(models.TextChoices):
    NO_HEAD = "NO_HEAD", "Chưa có người đứng đầu đang hoạt động"
    NOBODY = "NOBODY", "Chưa có ai nhận được nhắc việc"
    MAIL = "MAIL", "Hộp thư không nhận"


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(standing__in=user.agency_ids() if user.is_authenticated else [])

    def standing_now(self):
        return self.filter(ended_at=None)


class Alert(models.Model):
    """A unit that owes something cannot be reached as it should; told once to the standing agency until it is mended."""

    agency = models.ForeignKey("agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan thường trực", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("vướng mắc", max_length=10, choices=AlertKind)
    address = models.CharField("địa chỉ", max_length=254, blank=True)
    raised_at = models.DateTimeField("từ", default=clock.now)
    ended_at = models.DateTimeField("đến", null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc khi nhắc việc"
        verbose_name_plural = "vướng mắc khi nhắc việc"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "standing", "kind", "address"],
                condition=Q(ended_at=None),
                name="one_open_alert_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.words}"

    @property
    def words(self) -> str:
        text = AlertKind(self.kind).label
        return f"{text}: {self.address}" if self.address else text
