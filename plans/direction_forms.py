"""Forms for the conclusions of a meeting: where they come from, and one row for each order."""

from __future__ import annotations

from datetime import date

from django import forms
from django.forms import formset_factory
from django.utils.html import format_html

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Agency, AgencyGroup, Level, User
from plans.conclusions import LINES_MAX, Line, named
from plans.deadlines import DeadlineField
from plans.services import Conclusion
from workflow.evidence import clean_name
from workflow.forms import DayField

BLANK_ROWS = 3
ROW = ("text", "lead", "coordinators", "due")


class SourceForm(forms.Form):
    name = forms.CharField(
        label="Tên văn bản hoặc cuộc họp",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Thông báo kết luận giao ban tháng 12/2024"}),
        error_messages={"required": "Hãy ghi tên văn bản hoặc cuộc họp.", "max_length": "Tên dài quá 300 ký tự."},
    )
    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "125/TB-UBND"}),
        error_messages={"max_length": "Số, ký hiệu dài quá 60 ký tự."},
    )
    on = DayField(label="Ngày")
    leader = forms.ModelChoiceField(
        label="Người chỉ đạo",
        queryset=User.objects.none(),
        empty_label="Chọn người chỉ đạo",
        error_messages={
            "required": "Hãy chọn người chỉ đạo.",
            "invalid_choice": "Hãy chọn một người trong danh sách.",
        },
    )
    file = forms.FileField(
        label="Văn bản đã ký",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        help_text="PDF hoặc ảnh chụp, tối đa 20 MB.",
        error_messages={"empty": "Tệp trống. Hãy chọn lại tệp."},
    )

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = User.objects.filter(pk__in=[person.pk for person in leaders])

    def ask_again_for(self, upload) -> None:
        """Says at the field that a file sent with the page has to be chosen once more: browsers keep none."""
        self["file"].help_text = format_html(
            '<span class="warn">Tệp “{}” chưa được lưu. Hãy chọn lại tệp trước khi giao việc.</span>',
            clean_name(upload.name),
        )


def whom(authority: Agency, *, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of who carries an order out: groups first, then offices, then communes; "g-3" is a group, "a-7" an agency."""
    groups = [(f"g-{row.pk}", row.name) for row in AgencyGroup.objects.filter(jurisdiction=authority).order_by("name")]
    under = Agency.objects.within(authority).active(on).exclude(pk=authority.pk).order_by("order", "pk")
    offices, communes = [], []
    for row in under:
        (communes if row.level == Level.COMMUNE else offices).append((f"a-{row.pk}", row.name))
    return [("Nhóm", groups), ("Cơ quan", offices), ("Cấp xã", communes)]


class ConclusionForm(forms.Form):
    """One order; a row left wholly blank is no order."""

    text = forms.CharField(
        label="Nội dung",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi nội dung chỉ đạo.", "max_length": "Nội dung dài quá 2.000 ký tự."},
    )
    lead = forms.ChoiceField(
        label="Chủ trì",
        choices=(),
        error_messages={
            "required": "Hãy chọn cơ quan thực hiện.",
            "invalid_choice": "Hãy chọn một cơ quan trong danh sách.",
        },
    )
    coordinators = forms.CharField(
        label="Phối hợp",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Tên cơ quan, cách nhau dấu phẩy"}),
    )
    due = DeadlineField(label="Hạn")

    def __init__(self, *args, choices, matcher, **kwargs):
        super().__init__(*args, **kwargs)
        self.matcher = matcher
        self.fields["lead"].choices = [("", "Chọn cơ quan"), *choices]

    def clean_lead(self) -> Agency | AgencyGroup:
        kind, _, pk = self.cleaned_data["lead"].partition("-")
        rows: list = self.matcher.groups if kind == "g" else self.matcher.agencies
        found = next((row for row in rows if str(row.pk) == pk), None)
        if found is None:
            raise forms.ValidationError("Cơ quan này không còn hoạt động. Hãy chọn cơ quan khác.")
        return found

    def clean_coordinators(self) -> list[Agency]:
        found, rest = named(self.cleaned_data["coordinators"], self.matcher)
        if rest:
            raise forms.ValidationError(f"Không nhận ra “{rest}”. Hãy ghi tên như trong danh mục cơ quan.")
        return found

    def clean_due(self) -> date:
        due = self.cleaned_data["due"]
        if due < clock.today():
            raise forms.ValidationError("Hạn phải từ hôm nay trở đi.")
        return due


ConclusionRows = formset_factory(ConclusionForm, extra=0, max_num=LINES_MAX, validate_max=True)


def said_in(rows) -> list[Conclusion]:
    """The orders of a valid formset."""
    return [Conclusion(**row.cleaned_data) for row in rows if row.has_changed()]


def initial_of(line: Line) -> dict:
    """A row of the form for a line that was read from pasted text."""
    lead = "" if line.lead is None else f"{'g' if isinstance(line.lead, AgencyGroup) else 'a'}-{line.lead.pk}"
    return {
        "text": line.text,
        "lead": lead,
        "coordinators": ", ".join(agency.name for agency in line.coordinators),
        "due": line.due,
    }


def typed_rows(data, prefix: str = "viec") -> list[dict]:
    """The rows as they were typed, without the blank ones; for showing them again with more."""
    places = range(min(whole_number(data.get(f"{prefix}-TOTAL_FORMS")) or 0, LINES_MAX))
    rows = [{name: data.get(f"{prefix}-{place}-{name}", "") for name in ROW} for place in places]
    return [row for row in rows if any(value.strip() for value in row.values())]
