"""The last step: the plan as it will be, what is still missing, and recording it as issued or keeping it as a draft."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.matching import Matcher
from agencies.vietnamese import search_key
from plans.editing import days
from plans.editing.gaps import gaps_of
from plans.editing.making import make_draft, record
from plans.editing.rows import plan_row, shown_rows
from plans.editing.showing import PART_OF
from plans.editing.sums import falls_on
from plans.models import Plan
from plans.views.drafting import NEEDS_FILE, IssueForm
from plans.views.reading import found
from workflow.evidence import SIGNED, store
from workflow.transitions import NotAllowed


class RecordForm(IssueForm):
    """Number, day and signed file of a plan as it was issued; the number may be blank as it is on many originals."""

    number = forms.CharField(label="Số", max_length=20, required=False, help_text="Để trống nếu bản gốc để trống số.")
    symbol = forms.CharField(label="Ký hiệu", max_length=40, required=False)
    own_file = forms.BooleanField(label="Tệp đã đọc chính là văn bản đã ký", required=False)
    field_order = ("number", "symbol", "issued_on", "own_file", "upload")

    def __init__(self, *args, reading, **kwargs):
        fields = plan_row(reading)["fields"]
        try:
            day = days.parse_day(fields["issued_on"])
        except ValueError:
            day = None
        initial = {"number": fields["number"], "symbol": fields["symbol"], "own_file": True}
        if day and day.first == day.last:
            initial["issued_on"] = day.first
        super().__init__(*args, initial=initial, **kwargs)
        self.reading = reading
        if reading.file is None or reading.file.suffix not in SIGNED:
            del self.fields["own_file"]
        else:
            self.fields["upload"].required = False

    def clean(self):
        data = super().clean()
        if "own_file" in self.fields and not data.get("upload") and not data.get("own_file"):
            self.add_error("upload", NEEDS_FILE)
        return data


def ended_on(reading) -> date | None:
    """The last day of the plan's period where it has passed: its open tasks would all be late from the first day."""
    try:
        end = days.parse_day(plan_row(reading)["fields"]["period_end"])
    except ValueError:
        return None
    return end.last if end and end.last < clock.today() else None


def reading_confirm(request, pk):
    """What the plan will be and the form that records it; what is missing is listed with its place."""
    held = found(request, pk)
    if not held.is_open or held.amends_id:
        return redirect(held)
    form = RecordForm(request.POST or None, request.FILES or None, reading=held)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            signed = held.file
            if upload := data["upload"]:
                signed = store(upload=upload, agency=held.standing, by=request.user, allowed=SIGNED)
            plan = record(
                reading=held,
                by=request.user,
                signed_file=signed,
                number=data["number"],
                symbol=data["symbol"],
                issued_on=data["issued_on"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi nhận kế hoạch; các đơn vị được giao việc đã nhận thông báo.")
            return redirect(plan)
    matcher = Matcher(held.authority, on=clock.today())
    title = search_key(plan_row(held)["fields"]["title"])
    plans = Plan.objects.visible_to(request.user).filter(authority=held.authority).exclude(pk=held.plan_id)
    page = {
        "twin": next((plan for plan in plans if title and search_key(plan.title) == title), None),
        "reading": held,
        "form": form,
        "gaps": gaps_of(held, matcher),
        "falls_on": falls_on(held, matcher),
        "part_of": PART_OF,
        "ended_on": ended_on(held),
        "open_doubts": sum(not d["done"] for row in held.rows if not row["dropped"] for d in row["doubts"])
        + sum(not d["done"] for d in held.doubts),
        "counts": [
            (label, len(shown_rows(held, kind)))
            for kind, label in (
                ("model", "mô hình"),
                ("requirement", "yêu cầu thực hiện"),
                ("task", "nhiệm vụ"),
                ("target", "chỉ tiêu"),
                ("basis", "căn cứ"),
            )
        ],
    }
    return render(request, "plans/reading_confirm.html", page, status=422 if form.errors else 200)


@require_POST
def reading_draft(request, pk):
    """Keeps the plan as a draft, to be shown to the leaders and signed."""
    held = found(request, pk)
    try:
        plan = make_draft(reading=held, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("reading_confirm", pk=held.pk)
    messages.success(request, "Đã lưu dự thảo kế hoạch. Trình ký hoặc ghi nhận khi có văn bản đã ký.")
    return redirect(plan)
