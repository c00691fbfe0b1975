"""Long work, followed from the page that asked for it. The queue itself is django-tasks; a job is what people see."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies import clock


class JobState(models.TextChoices):
    WAITING = "WAITING", "Đang chờ"
    RUNNING = "RUNNING", "Đang làm"
    DONE = "DONE", "Đã xong"
    FAILED = "FAILED", "Không xong"


class Job(models.Model):
    key = models.CharField("mã công việc", max_length=120)
    kind = models.CharField("loại", max_length=60)
    args = models.JSONField("nội dung", default=dict)
    state = models.CharField("trạng thái", max_length=10, choices=JobState, default=JobState.WAITING)
    progress = models.PositiveSmallIntegerField("đã làm, %", default=0)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    message = models.CharField("thông báo", max_length=400, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người yêu cầu", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField("yêu cầu lúc", default=clock.now)
    heartbeat = models.DateTimeField("còn chạy lúc", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "công việc chạy nền"
        verbose_name_plural = "công việc chạy nền"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="one_active_job_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
