"""Agencies, the groups plans write instead of names, and the duties agencies hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agencies.querysets import AgencyQuerySet, DatedQuerySet
from agencies.vietnamese import search_key


class AgencyKind(models.TextChoices):
    COMMITTEE = "COMMITTEE", "Ủy ban nhân dân"
    OFFICE = "OFFICE", "Cơ quan chuyên môn"
    SERVICE_UNIT = "SERVICE_UNIT", "Đơn vị sự nghiệp"
    VERTICAL = "VERTICAL", "Cơ quan ngành dọc"
    PARTY_MASS = "PARTY_MASS", "Cơ quan Đảng, Mặt trận, đoàn thể"
    ENTERPRISE = "ENTERPRISE", "Doanh nghiệp"


class Level(models.TextChoices):
    PROVINCE = "PROVINCE", "Cấp tỉnh"
    DISTRICT = "DISTRICT", "Cấp huyện"
    COMMUNE = "COMMUNE", "Cấp xã"


class Dated(models.Model):
    active_from = models.DateField("từ ngày", null=True, blank=True)
    active_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.active_from and self.active_to and self.active_to < self.active_from:
            raise ValidationError({"active_to": "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."})

    def is_active(self, on: date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (self.active_to is None or on <= self.active_to)


class Agency(Dated):
    """Any body that can be given work. Nothing here is deleted: an agency that ended keeps its name in old reports."""

    name = models.CharField("tên", max_length=200, help_text="Như trên màn hình: UBND xã Thường Lạc")
    short_name = models.CharField("tên gọn", max_length=60, help_text="Dùng trong bảng: Xã Thường Lạc")
    official_name = models.CharField("tên trên văn bản", max_length=250, help_text="Ủy ban nhân dân xã Thường Lạc")
    kind = models.CharField("loại", max_length=20, choices=AgencyKind)
    level = models.CharField("cấp", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name="trực thuộc", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    code = models.SlugField("mã trong hệ thống", max_length=40, unique=True)
    code_2020 = models.CharField("mã định danh (QĐ 20/2020)", max_length=35, blank=True)
    code_2016 = models.CharField("mã định danh cũ (QCVN 102:2016)", max_length=35, blank=True)
    symbol = models.CharField("chữ viết tắt trong ký hiệu", max_length=20, blank=True, help_text="PNV, UBND")
    place = models.CharField("địa danh", max_length=60, blank=True, help_text="Ghi trước ngày tháng trên văn bản")
    head_title = models.CharField("chức danh người đứng đầu", max_length=60, blank=True, help_text="Trưởng phòng")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    owes_reports = models.BooleanField(
        "phải báo cáo", default=True, help_text="Bỏ chọn với Mặt trận, đoàn thể, Bưu điện: chỉ đề nghị phối hợp."
    )
    path = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    search_key = models.CharField(max_length=500, blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử cơ quan")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.short_name} {self.official_name} {self.code}")
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            Agency.objects.filter(pk=self.pk).update(path=path)
            for child in self.children.all():
                child.parent = self
                child.save()

    def clean(self):
        super().clean()
        above = self.parent
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError(
                    {"parent": "Cơ quan không thể trực thuộc chính nó. Hãy chọn cơ quan cấp trên khác."}
                )
            above = above.parent

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the top of the tree down to this agency, itself included."""
        return [int(part) for part in self.path.strip("/").split("/") if part]

    @property
    def is_committee(self) -> bool:
        return self.kind == AgencyKind.COMMITTEE

    def duty_holder(self, kind: str, *, on: date) -> Agency | None:
        """Who holds a duty in this jurisdiction on a day; the smallest order wins when two do."""
        return Agency.objects.holding(kind, jurisdiction=self, on=on).order_by("order", "pk").first()

    def successors(self, *, on: date) -> list[Agency]:
        """Who continues this agency's work on a day: itself while it lives, else its successors, followed to the end."""
        return Agency.successors_of([self], on=on)[self.pk]

    @staticmethod
    def successors_of(agencies: Iterable[Agency], *, on: date) -> dict[int, list[Agency]]:
        """Agency id -> its successors on a day, of many agencies together.

        No statement while all of them live, else one for each step that the longest line of successors has.
        """
        following: dict[int, list[Agency]] = {}
        agencies = list(agencies)
        ended = {agency.pk for agency in agencies if not agency.is_active(on)}
        while ended:
            following |= {pk: [] for pk in ended}
            steps = Succession.objects.filter(predecessor__in=ended, on__lte=on).select_related("successor")
            for step in steps.order_by("successor__order", "successor"):
                following[step.predecessor_id].append(step.successor)
            heirs = [heir for pk in ended for heir in following[pk]]
            ended = {heir.pk for heir in heirs if not heir.is_active(on)} - following.keys()

        def last(agency: Agency, passed: tuple[int, ...] = ()) -> list[Agency]:
            if agency.is_active(on):
                return [agency]
            further = [heir for heir in following[agency.pk] if heir.pk not in passed]
            found = [one for heir in further for one in last(heir, (*passed, agency.pk))]
            return list(dict.fromkeys(found))

        return {agency.pk: last(agency) for agency in agencies}


class Succession(models.Model):
    """One agency's work passing to another: one to one, merged (several rows to one) or split (one to several)."""

    predecessor = models.ForeignKey(
        Agency, verbose_name="cơ quan kết thúc", on_delete=models.PROTECT, related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        Agency, verbose_name="cơ quan tiếp nhận", on_delete=models.PROTECT, related_name="succeeds"
    )
    on = models.DateField("từ ngày")
    note = models.CharField("căn cứ, ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="no_succession_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class AgencyGroup(models.Model):
    """What plans write instead of names: a rule over kinds and levels in a jurisdiction, and members named by hand."""

    name = models.CharField("tên nhóm", max_length=200, help_text="Như trong kế hoạch: UBND các xã, thị trấn")
    jurisdiction = models.ForeignKey(
        Agency, verbose_name="địa bàn của", on_delete=models.PROTECT, related_name="agency_groups"
    )
    kinds = models.JSONField("loại cơ quan", default=list, blank=True)
    levels = models.JSONField("cấp", default=list, blank=True)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    history = HistoricalRecords(verbose_name="lịch sử nhóm cơ quan")

    class Meta:
        verbose_name = "nhóm cơ quan"
        verbose_name_plural = "nhóm cơ quan"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "name"], name="one_group_name_per_jurisdiction")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(self.name)
        super().save(*args, **kwargs)

    def members(self, *, on: date) -> list[Agency]:
        """The agencies the group means on a day, in their order."""
        return AgencyGroup.members_of([self], on=on)[self.pk]

    @staticmethod
    def members_of(groups: Iterable[AgencyGroup], *, on: date) -> dict[int, list[Agency]]:
        """Group id -> the agencies it means on a day, of many groups together; the one place that expands a group.

        The rule takes agencies of the given kinds and levels under the jurisdiction (not the committee itself);
        rows of `GroupMember` add or leave out single agencies, each with its own dates. A member named by hand that has
        ended is followed to its successors, as an agency named alone is. Two statements for any number of groups, and
        those of `Agency.successors_of`.
        """
        groups = list(groups)
        rows = list(GroupMember.objects.active(on).filter(group__in=groups).select_related("agency"))
        heirs = Agency.successors_of((row.agency for row in rows if not row.excluded), on=on)
        named: dict[int, set[int]] = {group.pk: set() for group in groups}
        left_out: dict[int, set[int]] = {group.pk: set() for group in groups}
        for row in rows:
            if row.excluded:
                left_out[row.group_id].add(row.agency_id)
            else:
                named[row.group_id].update(heir.pk for heir in heirs[row.agency_id])
        # Whatever some group may mean; which means what is told apart below.
        chosen = Q(pk__in=set().union(*named.values()))
        chosen |= Q(
            kind__in={kind for group in groups for kind in group.kinds},
            level__in={level for group in groups for level in group.levels},
        )
        agencies = list(Agency.objects.active(on).filter(chosen).order_by("order", "pk"))

        def means(group: AgencyGroup, agency: Agency) -> bool:
            by_rule = agency.kind in group.kinds and agency.level in group.levels and agency.pk != group.jurisdiction_id
            return (
                (by_rule or agency.pk in named[group.pk])
                and agency.pk not in left_out[group.pk]
                and group.jurisdiction_id in agency.ancestor_ids
            )

        return {group.pk: [agency for agency in agencies if means(group, agency)] for group in groups}


class GroupMember(Dated):
    group = models.ForeignKey(AgencyGroup, verbose_name="nhóm", on_delete=models.CASCADE, related_name="named_members")
    agency = models.ForeignKey(Agency, verbose_name="cơ quan", on_delete=models.PROTECT, related_name="+")
    excluded = models.BooleanField("không thuộc nhóm", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên chỉ định"
        verbose_name_plural = "thành viên chỉ định"

    def __str__(self) -> str:
        return f"{self.group}: {self.agency}"


class DutyKind(models.TextChoices):
    STANDING = "STANDING", "Cơ quan thường trực CCHC"
    PROCEDURES = "PROCEDURES", "Đầu mối kiểm soát thủ tục hành chính"
    VERIFICATION = "VERIFICATION", "Thẩm tra"
    FINANCE = "FINANCE", "Thẩm định dự toán"


class Duty(Dated):
    """What an agency does for its jurisdiction. Code never names an office; it asks who holds the duty."""

    jurisdiction = models.ForeignKey(
        Agency, verbose_name="địa bàn của", on_delete=models.PROTECT, related_name="duties"
    )
    kind = models.CharField("chức năng", max_length=20, choices=DutyKind)
    agency = models.ForeignKey(Agency, verbose_name="giao cho", on_delete=models.PROTECT, related_name="held_duties")
    history = HistoricalRecords(verbose_name="lịch sử chức năng")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "chức năng"
        verbose_name_plural = "chức năng"
        ordering = ["jurisdiction", "kind", "active_from"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.agency}"
