"""A file that proves something, or a signed document. Stored once, served only through its owner's checked view."""

from django.conf import settings
from django.db import models

from agencies import clock


def storage_path(evidence, filename: str) -> str:
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}{evidence.suffix}"


class Evidence(models.Model):
    agency = models.ForeignKey("agencies.Agency", verbose_name="cơ quan", on_delete=models.PROTECT, related_name="+")
    file = models.FileField("tệp", upload_to=storage_path, max_length=200)
    name = models.CharField("tên tệp", max_length=200)
    suffix = models.CharField("đuôi tệp", max_length=10)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("dung lượng, byte")
    sha256 = models.CharField("mã SHA-256", max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người tải lên", null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", default=clock.now)

    class Meta:
        verbose_name = "tài liệu kiểm chứng"
        verbose_name_plural = "tài liệu kiểm chứng"
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name
