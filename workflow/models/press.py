"""A form that was sent: remembered for a while, so that the same sending acts once."""

from django.db import models

from agencies import clock


class Press(models.Model):
    """`digest` names who sent what, where and from which page; `led_to` is the address the first sending led to."""

    digest = models.CharField(max_length=64, unique=True)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = "lần gửi biểu mẫu"
        verbose_name_plural = "lần gửi biểu mẫu"

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.at:%d/%m/%Y %H:%M}"
