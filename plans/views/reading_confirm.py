"""The last step: the plan as it will be, what is still missing, and recording it as issued or keeping it as a draft."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.matching import Matcher
from agencies.vietnamese import format_date
from plans.editing import days
from plans.editing.gaps import gaps_of
from plans.editing.making import make_draft, record
from plans.editing.rows import plan_row, shown_rows
from plans.editing.showing import PART_OF
from plans.editing.sums import falls_on
from plans.editing.twins import SAY_ANOTHER, ended_on, twins_of
from plans.models import Plan
from plans.views.drafting import NEEDS_FILE, IssueForm
from plans.views.reading import found
from workflow.evidence import SIGNED, store
from workflow.presses import acts_once
from workflow.transitions import NotAllowed

ARCHIVE, WORK = "tra-cuu", "giao-viec"
USES = (
    (ARCHIVE, "Kế hoạch đã kết thúc: chỉ lưu để tra cứu, không giao việc, không nhắc hạn"),
    (WORK, "Vẫn giao việc cho các đơn vị: nhiệm vụ đã qua hạn sẽ hiện là quá hạn"),
)


class RecordForm(IssueForm):
    """Number, day and signed file of a plan as it was issued; the number may be blank as it is on many originals."""

    number = forms.CharField(label="Số", max_length=20, required=False, help_text="Để trống nếu bản gốc để trống số.")
    symbol = forms.CharField(label="Ký hiệu", max_length=40, required=False)
    own_file = forms.BooleanField(label="Tệp đã đọc chính là văn bản đã ký", required=False)
    use = forms.ChoiceField(
        choices=USES,
        initial=ARCHIVE,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Hãy chọn lưu để tra cứu hay giao việc.",
            "invalid_choice": "Hãy chọn một trong hai.",
        },
    )
    another = forms.BooleanField(label="Đây là một kế hoạch khác", required=False)
    field_order = ("number", "symbol", "issued_on", "own_file", "upload")

    def __init__(self, *args, reading, by, **kwargs):
        fields = plan_row(reading)["fields"]
        try:
            day = days.parse_day(fields["issued_on"])
        except ValueError:
            day = None
        initial = {"number": fields["number"], "symbol": fields["symbol"], "own_file": True}
        if day and day.first == day.last:
            initial["issued_on"] = day.first
        super().__init__(*args, initial=initial, **kwargs)
        self.reading, self.by = reading, by
        self.twins = self._twins(initial)
        if end := ended_on(reading):
            self.fields["use"].label = f"Đã hết thời gian thực hiện ngày {format_date(end)}"
        else:
            del self.fields["use"]
        if reading.file is None or reading.file.suffix not in SIGNED:
            del self.fields["own_file"]
        else:
            self.fields["upload"].required = False

    def clean(self):
        data = super().clean()
        if "own_file" in self.fields and not data.get("upload") and not data.get("own_file"):
            self.add_error("upload", NEEDS_FILE)
        self.twins = self._twins(data)
        if self.twins and not data.get("another"):
            self.add_error("another", SAY_ANOTHER)
        return data

    def _twins(self, said: dict) -> list[Plan]:
        """Plans that this may be, by what was said of it so far."""
        return twins_of(
            self.reading,
            by=self.by,
            number=said.get("number", ""),
            symbol=said.get("symbol", ""),
            issued_on=said.get("issued_on"),
        )


RECORDED = "Đã ghi nhận kế hoạch; các đơn vị được giao việc đã nhận thông báo."
RECORDED_ENDED = "Đã lưu kế hoạch đã kết thúc để tra cứu; không giao việc, không gửi thông báo cho đơn vị nào."


def reading_confirm(request, pk):
    """What the plan will be and the form that records it; what is missing is listed with its place."""
    held = found(request, pk)
    if not held.is_open or held.amends_id:
        return redirect(held)
    form = RecordForm(request.POST or None, request.FILES or None, reading=held, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ended = data.get("use") == ARCHIVE
        try:
            with transaction.atomic():  # a refused plan keeps no file
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
                    ended=ended,
                    another=data["another"],
                )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, RECORDED_ENDED if ended else RECORDED)
            return redirect(plan)
    matcher = Matcher(held.authority, on=clock.today())
    page = {
        "reading": held,
        "form": form,
        "gaps": gaps_of(held, matcher),
        "falls_on": falls_on(held, matcher),
        "part_of": PART_OF,
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
@acts_once
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
