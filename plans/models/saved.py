"""What a person keeps for himself: filters of the list of tasks under a name of his own."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class SavedFilter(models.Model):
    """A query string of the list of tasks; the same name again replaces it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField("tên bộ lọc", max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_filter_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('tasks')}?{self.query}"
