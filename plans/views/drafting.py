"""A draft opened in the plan editor, and a signed draft issued with its number, day and file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from plans.editing.making import open_draft
from plans.models import Plan
from plans.services import issue_plan
from workflow.evidence import SIGNED, store
from workflow.forms import DayField
from workflow.transitions import NotAllowed

NEEDS_FILE = "Hãy đính kèm văn bản đã ký (PDF hoặc ảnh chụp)."


class IssueForm(forms.Form):
    """Number, day and signed file of a plan."""

    number = forms.CharField(label="Số", max_length=20, error_messages={"required": "Hãy ghi số văn bản."})
    issued_on = DayField(label="Ngày ban hành")
    upload = forms.FileField(
        label="Văn bản đã ký",
        help_text="PDF hoặc ảnh chụp, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SIGNED)}),
        error_messages={"required": NEEDS_FILE},
    )

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày ban hành không được sau hôm nay. Hãy kiểm tra lại.")
        return day


def _plan(request, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("authority", "standing"), pk=pk)


@require_POST
def plan_edit(request, pk):
    """Opens a draft in the editor, or at the step that records it."""
    plan = _plan(request, pk)
    try:
        held = open_draft(plan=plan, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(plan)
    return redirect("reading_confirm", pk=held.pk) if request.POST.get("buoc") == "ghi-nhan" else redirect(held)


def plan_issue(request, pk):
    """Number, day and signed file of a plan that was signed; for the authority's clerk."""
    plan = _plan(request, pk)
    if not any(row.name == "issue" for row in plan.moves_for(request.user)):
        raise Http404
    form = IssueForm(request.POST or None, request.FILES or None, initial={"issued_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            signed = store(upload=data["upload"], agency=plan.authority, by=request.user, allowed=SIGNED)
            issue_plan(
                plan=plan, by=request.user, number=data["number"], issued_on=data["issued_on"], signed_file=signed
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ban hành kế hoạch; các đơn vị được giao việc đã nhận thông báo.")
            return redirect(plan)
    status = 422 if form.errors else 200
    return render(request, "plans/plan_issue.html", {"plan": plan, "form": form}, status=status)
