"""Focal officers of a plan: a unit names or changes its own, who runs the plan confirms."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.models import Agency, Role
from plans.models import FocalOfficer, Plan
from plans.services import Person, move_focal_officer, request_focal_officer
from workflow.forms import DayField
from workflow.transitions import NotAllowed

SAID = {
    "confirm": "Đã xác nhận đầu mối; đơn vị nhận được thông báo.",
    "return": "Đã đề nghị đơn vị bổ sung.",
    "withdraw": "Đã rút đề nghị.",
}


class FocalForm(forms.Form):
    agency = forms.ModelChoiceField(
        label="Đơn vị",
        queryset=Agency.objects.none(),
        empty_label="Chọn đơn vị",
        error_messages={"required": "Hãy chọn đơn vị.", "invalid_choice": "Hãy chọn đơn vị của bạn."},
    )
    name = forms.CharField(label="Họ và tên", max_length=100, error_messages={"required": "Hãy ghi họ và tên."})
    title = forms.CharField(label="Chức vụ", max_length=100, required=False)
    phone = forms.RegexField(
        r"^[0-9+ .()-]{8,30}$",
        label="Điện thoại",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": "Hãy ghi số điện thoại.", "invalid": "Hãy ghi số điện thoại bằng chữ số."},
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        error_messages={"invalid": "Hãy ghi địa chỉ thư điện tử dạng ten@coquan.gov.vn."},
    )
    since = DayField(label="Từ ngày")
    document = forms.CharField(label="Văn bản cử", max_length=200, required=False, help_text="Số, ký hiệu, ngày.")
    note = forms.CharField(label="Lý do thay đổi", max_length=300, required=False)

    def __init__(self, *args, units, **kwargs):
        """`units`: the person's own units with work in the plan; asked only where there are several."""
        super().__init__(*args, initial={"since": clock.today()}, **kwargs)
        self.units = list(units)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=[unit.pk for unit in self.units])
        if len(self.units) == 1:
            del self.fields["agency"]

    def chosen(self) -> Agency:
        return self.cleaned_data.pop("agency", None) or self.units[0]


def own_units(user, agencies) -> list[Agency]:
    """Those of some agencies for which the person may name an officer."""
    mine = user.agency_ids(Role.STAFF, Role.HEAD)
    return [agency for agency in agencies if agency.pk in mine]


@require_POST
def focal_move(request, pk, name):
    officer = get_object_or_404(FocalOfficer.objects.visible_to(request.user).select_related("plan"), pk=pk)
    try:
        move_focal_officer(officer=officer, name=name, by=request.user, reason=request.POST.get("reason", "")[:300])
        messages.success(request, SAID[name])
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(officer)


def send(request, plan: Plan, form: FocalForm) -> bool:
    """Sends a valid form as a request; a refusal stands in the form."""
    agency = form.chosen()
    try:
        request_focal_officer(plan=plan, agency=agency, by=request.user, person=Person(**form.cleaned_data))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Đã gửi {plan.standing} xác nhận.")
    return True
