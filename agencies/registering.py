"""Adding to the registry from ordinary pages, with the checks the administration makes."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from agencies.models import Agency, AgencyGroup, AgencyKind, Level
from agencies.vietnamese import normal, search_key

# Bodies that are asked, never ordered: they owe no report.
ASKED = (AgencyKind.PARTY_MASS, AgencyKind.ENTERPRISE, AgencyKind.VERTICAL)


def _name(text: str, limit: int) -> str:
    name = normal(text)
    if not name:
        raise ValidationError("Hãy ghi tên.")
    if len(name) > limit:
        raise ValidationError(f"Tên dài quá {limit} ký tự. Hãy ghi ngắn gọn.")
    return name


@transaction.atomic
def add_agency(*, parent: Agency, name: str, kind: str) -> Agency:
    """A new agency directly under a committee. Raises `ValidationError` when it is there already or its kind is unknown."""
    name = _name(name, 200)
    if kind not in AgencyKind.values:
        raise ValidationError("Hãy chọn loại cơ quan.")
    if Agency.objects.within(parent).filter(name__iexact=name).exists():
        raise ValidationError(f"Danh mục đã có “{name}”. Hãy chọn trong danh sách.")
    stem = slugify(search_key(name))[:30] or "co-quan"
    code = next(
        code
        for n in range(1, 10_000)
        if not Agency.objects.filter(code=(code := f"{parent.code[:8]}-{stem}" + (f"-{n}" if n > 1 else ""))).exists()
    )
    below = kind == AgencyKind.COMMITTEE and parent.level != Level.COMMUNE
    last = parent.children.order_by("-order").values_list("order", flat=True).first() or parent.order
    return Agency.objects.create(
        name=name,
        short_name=name[:60],
        official_name=name.replace("UBND", "Ủy ban nhân dân")[:250],
        kind=kind,
        level=Level.COMMUNE if below else parent.level,
        parent=parent,
        code=code,
        order=min(last + 1, 32767),
        owes_reports=kind not in ASKED,
    )


@transaction.atomic
def add_group(*, jurisdiction: Agency, name: str, kinds: Iterable[str], levels: Iterable[str]) -> AgencyGroup:
    """A group by rule. Raises `ValidationError` for a rule that means nobody or a name that is taken."""
    name = _name(name, 200)
    kinds = [kind for kind in kinds if kind in AgencyKind.values]
    levels = [level for level in levels if level in Level.values]
    if not kinds or not levels:
        raise ValidationError("Hãy chọn ít nhất một loại cơ quan và một cấp cho nhóm.")
    if AgencyGroup.objects.filter(jurisdiction=jurisdiction, name__iexact=name).exists():
        raise ValidationError(f"Đã có nhóm “{name}”. Hãy chọn trong danh sách.")
    return AgencyGroup.objects.create(name=name, jurisdiction=jurisdiction, kinds=kinds, levels=levels)
