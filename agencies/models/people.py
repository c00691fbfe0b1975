"""Users and what they are in which agency, with dates."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from agencies import clock
from agencies.models.agency import Agency, Dated
from agencies.querysets import DatedQuerySet, UserQuerySet
from agencies.statements import kept
from agencies.vietnamese import name_sort_key, search_key


class Role(models.TextChoices):
    STAFF = "STAFF", "Công chức"
    HEAD = "HEAD", "Người đứng đầu"
    CLERK = "CLERK", "Văn thư"
    VIEWER = "VIEWER", "Người xem"


class PortalUserManager(UserManager.from_queryset(UserQuerySet)):
    """Django's own manager, with the questions of `UserQuerySet`."""


class User(AbstractUser):
    """An account. Demonstration accounts carry a role for a name."""

    first_name = None
    last_name = None
    full_name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    sort_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử người dùng", excluded_fields=["password", "last_login"])

    objects = PortalUserManager()

    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args, **kwargs):
        self.sort_key = name_sort_key(self.full_name)
        self.search_key = search_key(f"{self.full_name} {self.username}")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def posts(self, *, on: date | None = None) -> list[Membership]:
        """This person's memberships in force on a day (today if not given); they are read once per request."""
        on = on or clock.today()
        return [post for post in self._all_posts if post.is_active(on) and post.agency.is_active(on)]

    @cached_property
    def _all_posts(self) -> list[Membership]:
        """Every membership this person ever had: a few, so their days are compared here and not in the statement."""
        return sorted(_memberships(self.pk), key=lambda row: row.pk)

    def agency_ids(self, *roles: str, on: date | None = None) -> list[int]:
        """Agencies where this person holds one of the roles (any role if none is named)."""
        return [post.agency_id for post in self.posts(on=on) if not roles or post.role in roles]

    def jurisdiction_ids(self, *, on: date | None = None) -> list[int]:
        """Every agency above (and including) those this person belongs to: whose issued documents he may read."""
        return sorted({pk for post in self.posts(on=on) for pk in post.agency.ancestor_ids})


class Membership(Dated):
    """What a person does in an agency, from a day to a day."""

    user = models.ForeignKey(User, verbose_name="người dùng", on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, verbose_name="cơ quan", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("vai trò", max_length=10, choices=Role)
    title = models.CharField("chức danh", max_length=80, blank=True, help_text="Trưởng phòng, Phó Chủ tịch")
    deputy = models.BooleanField("là cấp phó, ký thay (KT.)", default=False)
    acting = models.BooleanField("quyền, phụ trách (Q.)", default=False)
    history = HistoricalRecords(verbose_name="lịch sử vai trò")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò trong cơ quan"
        verbose_name_plural = "vai trò trong cơ quan"
        ordering = ["agency", "role", "pk"]

    def __str__(self) -> str:
        return f"{self.title or self.get_role_display()}, {self.agency}"


@kept
def _memberships(user: int):
    return Membership.objects.filter(user=user).select_related("agency__parent").order_by()


class LoginAttempt(models.Model):
    """A failed login; enough of them lock an account for a while (agencies.throttle)."""

    username = models.CharField("tên đăng nhập", max_length=150, db_index=True)
    address = models.CharField("địa chỉ máy", max_length=45, blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "lần đăng nhập sai"
        verbose_name_plural = "lần đăng nhập sai"

    def __str__(self) -> str:
        return f"{self.username} {self.address}"
