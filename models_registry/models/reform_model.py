"""The registry of reform models (mô hình CCHC): what exists, whichever plan orders it."""

from django.db import models
from simple_history.models import HistoricalRecords

from agencies.querysets import SearchableQuerySet
from agencies.vietnamese import search_key


class ReformField(models.TextChoices):
    """The six fields of Nghị quyết 76/NQ-CP and the seventh block of every CCHC report."""

    DIRECTION = "DIRECTION", "Chỉ đạo, điều hành"
    INSTITUTIONS = "INSTITUTIONS", "Cải cách thể chế"
    PROCEDURES = "PROCEDURES", "Cải cách thủ tục hành chính"
    APPARATUS = "APPARATUS", "Cải cách tổ chức bộ máy"
    CIVIL_SERVICE = "CIVIL_SERVICE", "Cải cách chế độ công vụ"
    PUBLIC_FINANCE = "PUBLIC_FINANCE", "Cải cách tài chính công"
    DIGITAL = "DIGITAL", "Chính quyền điện tử, chính quyền số"


class ReformModelQuerySet(SearchableQuerySet):
    def visible_to(self, user):
        """The registry is open to everybody who belongs to some agency."""
        return self.all() if user.is_authenticated and user.posts() else self.none()


class ReformModel(models.Model):
    name = models.CharField("tên mô hình", max_length=300)
    short_name = models.CharField("tên gọn", max_length=100)
    field = models.CharField("lĩnh vực", max_length=20, choices=ReformField)
    origin = models.CharField("xuất xứ", max_length=300, blank=True, help_text="Văn bản hoặc nơi làm đầu tiên")
    origin_agency = models.ForeignKey(
        "agencies.Agency",
        verbose_name="nơi khởi xướng",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.TextField("mục đích", blank=True)
    search_key = models.CharField(max_length=500, blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử mô hình")

    objects = ReformModelQuerySet.as_manager()

    class Meta:
        verbose_name = "mô hình CCHC"
        verbose_name_plural = "mô hình CCHC"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="one_reform_model_per_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.short_name}")
        super().save(*args, **kwargs)
