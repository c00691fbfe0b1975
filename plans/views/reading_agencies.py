"""Names printed in a plan document, matched to the registry or added to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.incoming import whole_number
from agencies.matching import remember
from agencies.models import Agency, AgencyGroup
from agencies.registering import add_agency, add_group
from plans.editing.showing import AGENCIES
from plans.models import Reading
from plans.views.reading import found


def _next(held: Reading):
    """Back to the list, where the names that still wait stand first."""
    return redirect(f"{reverse('reading_part', args=[held.pk, AGENCIES])}#danh-sach")


def _target(held: Reading, chosen: str) -> tuple[Agency | None, AgencyGroup | None]:
    """What the select holds: "g12" a group, "a5" an agency, "ngoai" nobody in the portal. Raises `ValidationError`."""
    kind, number = chosen[:1], whole_number(chosen[1:])
    if chosen == "ngoai":
        return None, None
    if kind == "g":
        group = AgencyGroup.objects.filter(jurisdiction=held.authority, pk=number).first()
        if group:
            return None, group
    if kind == "a":
        agency = Agency.objects.within(held.authority).filter(pk=number).first()
        if agency:
            return agency, None
    raise ValidationError("Hãy chọn một cơ quan hoặc nhóm trong danh sách.")


@require_POST
def reading_match(request, pk):
    """What a printed name means, remembered for the jurisdiction."""
    held = found(request, pk)
    phrase = request.POST.get("ten", "").strip()[:200]
    try:
        if not phrase:
            raise ValidationError("Không rõ tên cơ quan cần khớp. Hãy tải lại trang.")
        agency, group = _target(held, request.POST.get("la", ""))
        remember(jurisdiction=held.authority, phrase=phrase, by=request.user, agency=agency, group=group)
        meant = agency or group
        messages.success(
            request,
            f"“{phrase}” là {meant}; lần sau cổng tự nhận ra." if meant else f"“{phrase}” không giao việc trên cổng.",
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _next(held)


@require_POST
def reading_new_agency(request, pk):
    """An agency or a group that the registry lacks, added and matched to the printed name."""
    held = found(request, pk)
    given = request.POST
    phrase = given.get("ten", "").strip()[:200]
    try:
        if given.get("loai") == "nhom":
            group = add_group(
                jurisdiction=held.authority,
                name=given.get("ten_moi", ""),
                kinds=given.getlist("loai_co_quan"),
                levels=given.getlist("cap"),
            )
            remember(jurisdiction=held.authority, phrase=phrase, by=request.user, group=group)
            messages.success(request, f"Đã thêm nhóm “{group}”.")
        else:
            agency = add_agency(parent=held.authority, name=given.get("ten_moi", ""), kind=given.get("kieu", ""))
            remember(jurisdiction=held.authority, phrase=phrase, by=request.user, agency=agency)
            messages.success(request, f"Đã thêm cơ quan “{agency}” vào danh mục.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _next(held)
