"""Forms of targets: a value with its source, the milestones of the years."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from agencies.models import Agency
from plans.forms import VietnameseNumberField
from plans.models import Direction, Plan, Target
from plans.services.target_lines import FIELDS, TargetLine
from plans.targets import has_path
from workflow.forms import DayField, FilesField


class TargetValueForm(forms.Form):
    """A value reached, of the jurisdiction or of a unit, with the source that says so."""

    agency = forms.ModelChoiceField(
        label="Của",
        queryset=Agency.objects.none(),
        required=False,
        error_messages={"required": "Hãy chọn đơn vị.", "invalid_choice": "Hãy chọn một đơn vị trong danh sách."},
    )
    on = DayField(label="Tính đến ngày")
    value = VietnameseNumberField(label="Giá trị", error_messages={"required": "Hãy nhập giá trị."})
    source = forms.CharField(
        label="Nguồn số liệu",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Ví dụ: Quyết định công bố chỉ số năm"}),
        error_messages={
            "required": "Hãy ghi nguồn số liệu, ví dụ số và ngày của văn bản công bố.",
            "max_length": "Nguồn dài quá 300 ký tự. Hãy ghi ngắn gọn.",
        },
    )
    files = FilesField(label="Tài liệu kiểm chứng")

    def __init__(self, *args, target: Target, units: list[Agency], whole: bool, **kwargs):
        """`units`: agencies that may be chosen; `whole`: whether the value of the whole jurisdiction may be entered."""
        super().__init__(*args, **kwargs)
        if target.direction == Direction.YES_NO:
            self.fields["value"] = forms.TypedChoiceField(
                label="Đã có hay chưa", choices=[("1", "đã có"), ("0", "chưa có")], coerce=Decimal
            )
        elif target.unit:
            self.fields["value"].label = f"Giá trị ({target.unit})"
        self.order_fields(["agency", "on", "value", "source", "files"])
        if not units:
            del self.fields["agency"]
            return
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=[unit.pk for unit in units]).order_by("order", "name")
        field.empty_label = "cả địa bàn" if whole else None
        field.required = not whole


def _years(plan: Plan) -> range:
    return range(plan.period_start.year, plan.period_end.year + 1)


class MilestonesForm(forms.Form):
    """A number per year of the plan, an empty one is no milestone; and whether units enter values of their own."""

    by_agency = forms.BooleanField(label="Các đơn vị ghi số của đơn vị mình", required=False)

    def __init__(self, *args, target: Target, held=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["by_agency"].initial = target.by_agency
        values = {row.year: row.value for row in held}
        if not has_path(target):
            return
        for year in _years(target.plan):
            self.fields[f"nam-{year}"] = VietnameseNumberField(
                label=f"Năm {year}", required=False, initial=values.get(year)
            )

    def values(self) -> dict[int, Decimal | None]:
        """Year -> the value typed, None where the box is empty."""
        return {int(name[4:]): value for name, value in self.cleaned_data.items() if name.startswith("nam-")}


class TargetLineForm(forms.Form):
    """A target as an amendment words it, with the milestones of the plan's years."""

    text = forms.CharField(
        label="Nội dung chỉ tiêu",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi nội dung chỉ tiêu.", "max_length": "Nội dung dài quá 2.000 ký tự."},
    )
    direction = forms.ChoiceField(label="Mức yêu cầu", choices=Direction.choices, initial=Direction.AT_LEAST)
    value = VietnameseNumberField(
        label="Giá trị", required=False, help_text="Để trống khi chỉ tiêu chỉ nêu bằng lời, hoặc chỉ ghi có hay không."
    )
    unit = forms.CharField(
        label="Đơn vị tính", max_length=30, required=False, error_messages={"max_length": "Dài quá 30 ký tự."}
    )
    due = DayField(label="Hạn đạt", required=False, help_text="Để trống: hết thời gian của kế hoạch.")

    def __init__(self, *args, plan: Plan, line: TargetLine | None, **kwargs):
        """`line`: the one to change, None for a new target."""
        initial = {name: getattr(line, name) for name in FIELDS} if line else {}
        super().__init__(*args, initial=initial, **kwargs)
        held = dict(line.steps) if line else {}
        for year in sorted({*_years(plan), *held}):
            self.fields[f"nam-{year}"] = VietnameseNumberField(
                label=f"Năm {year}", required=False, initial=held.get(year)
            )

    def clean_text(self) -> str:
        return "\n".join(self.cleaned_data["text"].splitlines())

    @property
    def steps(self):
        """The boxes of the years."""
        return [bound for bound in self if bound.name.startswith("nam-")]

    def line(self) -> TargetLine:
        data = self.cleaned_data
        steps = tuple((int(bound.name[4:]), data[bound.name]) for bound in self.steps if data[bound.name] is not None)
        return TargetLine(**{name: data[name] for name in FIELDS}, steps=steps)
