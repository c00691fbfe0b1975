"""Plans that units make because a plan orders it: asking for them, recording one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Role
from plans.models import Assignment, Plan
from plans.services import ChildPlan, ask_child_plans, link_child_plan, may_amend, own_plans, record_child_plan
from workflow.evidence import SIGNED
from workflow.forms import DayField
from workflow.transitions import NotAllowed


class ChildPlanForm(forms.Form):
    """A unit's own plan as issued."""

    title = forms.CharField(
        label="Trích yếu",
        max_length=500,
        error_messages={"required": "Hãy ghi trích yếu.", "max_length": "Trích yếu dài quá 500 ký tự."},
    )
    number = forms.CharField(label="Số", max_length=20, required=False)
    symbol = forms.CharField(label="Ký hiệu", max_length=40, required=False)
    issued_on = DayField(label="Ngày ban hành")
    period_start = DayField(label="Thực hiện từ ngày")
    period_end = DayField(label="đến ngày")
    upload = forms.FileField(
        label="Văn bản đã ký",
        help_text="PDF hoặc ảnh chụp, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SIGNED)}),
        error_messages={"required": "Hãy đính kèm văn bản đã ký."},
    )


class OwnPlanField(forms.ModelChoiceField):
    def label_from_instance(self, plan: Plan) -> str:
        said = ", ".join(filter(None, (plan.reference, plan.issued_text)))
        return f"{plan.short_title} ({said})" if said else plan.short_title


class LinkForm(forms.Form):
    """One of the unit's plans that is in the portal already."""

    plan = OwnPlanField(
        label="Kế hoạch của đơn vị",
        queryset=Plan.objects.none(),
        empty_label="Chọn kế hoạch",
        error_messages={
            "required": "Hãy chọn kế hoạch.",
            "invalid_choice": "Kế hoạch này không còn chọn được. Hãy chọn lại.",
        },
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans


def child_plan_new(request, pk):
    """The forms by which a unit records the plan it was ordered to make, or chooses it among its own in the portal."""
    work = get_object_or_404(
        Assignment.objects.visible_to(request.user).select_related("order__plan", "kept_by"), pk=pk
    )
    if work.kept_by_id not in request.user.agency_ids(Role.STAFF, Role.HEAD) or not work.order.asks_child_plan:
        raise Http404
    year = clock.today().year
    initial = {"symbol": "KH-UBND", "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    if work.kept_by.kind != "COMMITTEE":
        initial["symbol"] = f"KH-{work.kept_by.symbol}" if work.kept_by.symbol else ""
    own = own_plans(work, request.user)
    links = request.method == "POST" and "plan" in request.POST
    linking = LinkForm(request.POST if links else None, plans=own)
    posted = request.method == "POST" and not links
    recording = ChildPlanForm(
        request.POST if posted else None, request.FILES if posted else None, initial=initial, auto_id="moi-%s"
    )
    form = linking if links else recording
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            if links:
                plan = link_child_plan(assignment=work, by=request.user, plan=data["plan"])
            else:
                upload = data.pop("upload")
                plan = record_child_plan(assignment=work, by=request.user, wording=ChildPlan(**data), upload=upload)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"Đã ghi nhận kế hoạch của đơn vị; {work.order.plan.standing} nhận được thông báo."
            )
            return redirect(plan)
    return render(
        request,
        "plans/child_plan_new.html",
        {"form": form, "linking": linking if own else None, "recording": recording, "work": work},
        status=422 if form.is_bound else 200,
    )


@require_POST
def child_plans_ask(request, pk):
    """Whoever runs the plan says which task asks each unit for a plan of its own."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    order = plan.orders.current().filter(pk=whole_number(request.POST.get("nhiem_vu"))).first()
    asks = request.POST.get("yeu_cau") == "1"
    try:
        if order is None:
            raise NotAllowed("Hãy chọn một nhiệm vụ của kế hoạch.")
        ask_child_plans(order=order, by=request.user, asks=asks)
        words = "Đã yêu cầu đơn vị lập kế hoạch riêng" if asks else "Đã bỏ yêu cầu lập kế hoạch riêng"
        messages.success(request, f"{words}: {order}.")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_tab", pk=pk, tab="ke-hoach-don-vi") if may_amend(plan, request.user) else redirect(plan)
