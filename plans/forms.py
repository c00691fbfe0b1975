"""Forms of results and tasks: few fields, plain words, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms

from agencies import clock
from agencies.models import Agency, AgencyGroup, AgencyKind
from agencies.vietnamese import format_number, parse_number
from agencies.widgets import PlainSelect
from plans.deadlines import DeadlineField
from plans.logpage import Choice, choices_of, measures_of, work_of
from plans.models import Activity, Assignment, Cadence, Measure, Nature, Plan
from workflow.forms import DayField, FilesField


class VietnameseNumberField(forms.CharField):
    """A number as people here type it ("1.234,5"); empty is None."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "n", "inputmode": "decimal", "autocomplete": "off"})
        self.error_messages["max_length"] = "Số quá dài. Hãy kiểm tra lại."

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else format_number(value)


class ProgressForm(forms.Form):
    on = DayField(label="Ngày")
    text = forms.CharField(
        label="Tiến độ, kết quả bước đầu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Hãy ghi một dòng về việc đã làm.",
            "max_length": "Nội dung dài quá 500 ký tự. Hãy ghi ngắn gọn.",
        },
    )
    files = FilesField()


class CompleteForm(forms.Form):
    on = DayField(label="Ngày hoàn thành")
    result = forms.CharField(
        label="Kết quả",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Hãy ghi kết quả đã thực hiện.",
            "max_length": "Kết quả dài quá 5.000 ký tự. Hãy tóm tắt và đính kèm văn bản.",
        },
    )
    files = FilesField(label="Tài liệu kiểm chứng")


class ExtendForm(forms.Form):
    due = DeadlineField(label="Hạn mới")
    reason = forms.CharField(
        label="Lý do",
        max_length=400,
        error_messages={"required": "Hãy ghi lý do gia hạn.", "max_length": "Lý do dài quá 400 ký tự."},
    )


class BulkForm(forms.Form):
    """What is done to the ticked lines of a list; a day and a reason are asked only where more time is given."""

    thao_tac = forms.ChoiceField(
        choices=[("nhac", "Nhắc"), ("gia-han", "Gia hạn")],
        error_messages={"required": "Hãy chọn một thao tác.", "invalid_choice": "Hãy chọn một thao tác trên trang."},
    )
    due = DeadlineField(label="Gia hạn đến", required=False)
    reason = forms.CharField(
        label="Lý do",
        max_length=400,
        required=False,
        error_messages={"max_length": "Lý do dài quá 400 ký tự. Hãy ghi ngắn gọn."},
    )

    def clean(self):
        data = super().clean()
        if data.get("thao_tac") == "gia-han":
            if not data.get("due") and "due" not in self.errors:
                self.add_error("due", "Hãy chọn hạn mới.")
            if not data.get("reason") and "reason" not in self.errors:
                self.add_error("reason", "Hãy ghi lý do gia hạn.")
        return data


class DifficultyForm(forms.Form):
    text = forms.CharField(
        label="Khó khăn, vướng mắc và điều đề nghị",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Hãy ghi khó khăn, vướng mắc và điều đề nghị.",
            "max_length": "Nội dung dài quá 2.000 ký tự. Hãy ghi ngắn gọn.",
        },
    )


class SavedFilterForm(forms.Form):
    name = forms.CharField(
        label="Tên bộ lọc",
        max_length=60,
        error_messages={
            "required": "Hãy đặt tên cho bộ lọc.",
            "max_length": "Tên dài quá 60 ký tự. Hãy đặt tên ngắn hơn.",
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Nội dung cần chỉnh lý, bổ sung",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Hãy ghi nội dung cần chỉnh lý, bổ sung.",
            "max_length": "Nội dung dài quá 1.000 ký tự.",
        },
    )


class WorkChoiceField(forms.ModelChoiceField):
    """The person's own work: number, model and what is asked; with the unit where he has several."""

    widget = PlainSelect
    several_units = False

    def label_from_instance(self, assignment: Assignment) -> str:
        return Choice.of(assignment).label(with_unit=self.several_units)


class MeasuredForm(forms.Form):
    """Counts and figures of assignments; one figure field per measure, named by assignment and measure."""

    @staticmethod
    def figure_name(assignment: int, measure: Measure) -> str:
        return f"f-{assignment}-{measure.pk}"

    def add_figures(self, assignment: int, measures: Iterable[Measure]) -> list[str]:
        names = []
        for measure in measures:
            name = self.figure_name(assignment, measure)
            self.fields[name] = VietnameseNumberField(label=measure.label, required=False)
            names.append(name)
        return names

    def figures_of(self, assignment: Assignment) -> dict:
        measures = assignment.order.measures.all()
        values = {m.pk: self.cleaned_data.get(self.figure_name(assignment.pk, m)) for m in measures}
        return {pk: value for pk, value in values.items() if value is not None}


class ActivityForm(MeasuredForm):
    """One event in under 20 seconds: what, when, how many, one line, a photo."""

    assignment = WorkChoiceField(
        label="Mô hình hoặc nhiệm vụ",
        queryset=Assignment.objects.none(),
        empty_label="Chọn nội dung",
        error_messages={
            "required": "Hãy chọn mô hình hoặc nhiệm vụ.",
            "invalid_choice": "Nội dung này không thuộc đơn vị của bạn. Hãy chọn lại.",
        },
    )
    on = DayField(label="Ngày")
    count = VietnameseNumberField(label="Số lượng", error_messages={"required": "Hãy nhập số lượng."})
    text = forms.CharField(
        label="Một dòng nội dung",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Ví dụ: 23 hồ sơ, trả ngay 19 hồ sơ"}),
        error_messages={"max_length": "Nội dung dài quá 500 ký tự. Hãy ghi một dòng."},
    )
    files = FilesField()

    def __init__(self, *args, user, only=None, **kwargs):
        """For the work whose results `user` may enter, or `only` one assignment of it."""
        super().__init__(*args, **kwargs)
        on = clock.today()
        self.work = [Choice(*row) for row in choices_of(user, on, only)]
        measures: dict[int, list[Measure]] = {}
        for measure in measures_of(user, on, only):
            measures.setdefault(measure.order_id, []).append(measure)
        field = self.fields["assignment"]
        field.queryset = work_of(user, on, only)
        field.several_units = len({row.kept_by for row in self.work}) > 1
        labels = ((row.pk, row.label(with_unit=field.several_units)) for row in self.work)
        field.choices = [("", field.empty_label), *labels]
        self.groups = [(row, self.add_figures(row.pk, measures.get(row.order, ()))) for row in self.work]

    def count_labels(self) -> dict[str, str]:
        """What the count is called for each assignment: the page names it when one is chosen."""
        labels = {}
        for row in self.work:
            label = row.count_label or "Số lượng"
            labels[str(row.pk)] = f"{label} ({row.count_unit})" if row.count_unit else label
        return labels

    def figure_groups(self):
        """(assignment, its model or number, bound fields of its measures) for every assignment that has some."""
        for row, names in self.groups:
            if names:
                yield row.pk, row.model or row.number, [self[name] for name in names]

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError("Ngày thực hiện không được sau hôm nay.")
        return on


class RowsForm(forms.Form):
    """Rows of Excel to look through before they are written: pasted, or read from a workbook into the same box."""

    text = forms.CharField(
        label="Các dòng",
        strip=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "rows-box"}),
        error_messages={
            "required": "Ô này còn trống. Hãy chép các dòng trong Excel rồi dán vào đây.",
            "max_length": "Dán quá nhiều. Hãy chia ra, mỗi lần tối đa 2.000 dòng.",
        },
    )
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class PasteForm(RowsForm):
    assignment = WorkChoiceField(
        label="Cho mô hình hoặc nhiệm vụ",
        queryset=Assignment.objects.none(),
        required=False,
        empty_label="ghi ở cột đầu của từng dòng",
        error_messages={"invalid_choice": "Nội dung này không thuộc đơn vị của bạn. Hãy chọn lại."},
    )

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = work


class LoadForm(RowsForm):
    file = forms.FileField(
        label="Tệp Excel",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Hãy chọn tệp Excel.",
            "empty": "Tệp trống. Hãy kiểm tra lại tệp đã chọn.",
        },
    )

    def __init__(self, *args, **kwargs):
        """Once the rows of a workbook are in the box, the box is what counts."""
        super().__init__(*args, **kwargs)
        self.fields["text"].required = "text" in self.data
        self.fields["file"].required = not self.fields["text"].required


class MonthForm(MeasuredForm):
    """One month's countable figures of a unit on one page; an empty box means not entered, 0 means none."""

    on = DayField(label="Số liệu tính đến ngày")

    def __init__(self, *args, rows, **kwargs):
        """`rows`: (assignment, this month's MonthFigure or None, last month's or None)."""
        super().__init__(*args, **kwargs)
        self.rows = []
        for assignment, figure, before in rows:
            entry = figure.entry if figure else None
            name = f"c-{assignment.pk}"
            initial = entry.count if entry else None
            self.fields[name] = VietnameseNumberField(
                label=assignment.order.count_label or "Số lượng", required=False, initial=initial
            )
            names = self.add_figures(assignment.pk, assignment.order.measures.all())
            held = {figure.measure_id: figure.count for figure in entry.figures.all()} if entry else {}
            for measure in assignment.order.measures.all():
                self.fields[self.figure_name(assignment.pk, measure)].initial = held.get(measure.pk)
            self.rows.append((assignment, figure, before, name, names))

    def lines(self):
        """(assignment, its MonthFigure or None, fields with last month's value) in order."""
        for assignment, held, before, name, names in self.rows:
            old = {figure.measure_id: figure.count for figure in before.entry.figures.all()} if before else {}
            fields = [(self[name], assignment.order.count_unit, before.entry.count if before else None)]
            for measure, figure in zip(assignment.order.measures.all(), names, strict=True):
                fields.append((self[figure], measure.unit, old.get(measure.pk)))
            yield assignment, held, fields

    def changed(self) -> list[tuple[Assignment, Activity | None, object, dict]]:
        """(assignment, entry to correct or None, count, figures) of lines that differ from what is held."""
        found = []
        for assignment, figure, _, name, _ in self.rows:
            entry = figure.entry if figure else None
            count, figures = self.cleaned_data.get(name), self.figures_of(assignment)
            if count is None:
                if figures or entry is not None:
                    self.add_error(name, "Hãy nhập số này; nếu không phát sinh thì nhập 0.")
                continue
            held = {figure.measure_id: figure.count for figure in entry.figures.all()} if entry else None
            if entry is None or count != entry.count or figures != held:
                found.append((assignment, entry, count, figures))
        return found


class ReplicationForm(forms.Form):
    """How a plan will order a recognised model: by which document, from when, of whom, how often."""

    plan = forms.ModelChoiceField(
        label="Kế hoạch",
        queryset=Plan.objects.none(),
        empty_label="Chọn kế hoạch",
        error_messages={"required": "Hãy chọn kế hoạch."},
    )
    decision = forms.CharField(
        label="Văn bản điều chỉnh, bổ sung kế hoạch",
        max_length=300,
        help_text="Số, ký hiệu, ngày của quyết định đã ký.",
        error_messages={
            "required": "Hãy ghi văn bản điều chỉnh: nhân rộng là việc UBND quyết định.",
            "max_length": "Dài quá 300 ký tự. Chỉ ghi số, ký hiệu, ngày.",
        },
    )
    effective_on = DayField(
        label="Hiệu lực từ ngày", help_text="Nếu là ngày sau hôm nay, đơn vị được giao việc từ ngày đó."
    )
    number = forms.CharField(
        label="Số mục trong kế hoạch",
        max_length=20,
        error_messages={"required": "Hãy ghi số mục, ví dụ 9.6.", "max_length": "Số mục dài quá 20 ký tự."},
    )
    text = forms.CharField(
        label="Yêu cầu thực hiện",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Hãy ghi yêu cầu thực hiện.",
            "max_length": "Yêu cầu dài quá 3.000 ký tự. Hãy ghi ngắn gọn.",
        },
    )
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị thực hiện",
        queryset=AgencyGroup.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một nhóm đơn vị."},
    )
    monitor = forms.ModelChoiceField(
        label="Theo dõi, kiểm tra", queryset=Agency.objects.none(), required=False, empty_label="Không giao riêng"
    )
    nature = forms.ChoiceField(
        label="Tính chất",
        choices=[
            (Nature.ON_DEMAND, "Khi phát sinh: chỉ đếm"),
            (Nature.CADENCE, "Theo nhịp: mỗi kỳ ít nhất một số lần"),
            (Nature.ONCE, "Thiết lập một lần rồi duy trì"),
        ],
        initial=Nature.ON_DEMAND,
        widget=forms.RadioSelect,
    )
    per = forms.ChoiceField(label="Chu kỳ", choices=[("", "Không theo nhịp"), *Cadence.choices], required=False)
    times = forms.IntegerField(
        label="Số lần mỗi kỳ",
        min_value=1,
        max_value=366,
        initial=1,
        error_messages={"required": "Hãy ghi số lần.", "invalid": "Hãy nhập số nguyên.", "min_value": "Ít nhất 1 lần."},
    )
    count_label = forms.CharField(
        label="Tên số liệu",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Số kết quả trả tại bến phà"}),
    )
    count_unit = forms.CharField(
        label="Đơn vị tính",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "hồ sơ, buổi, lượt"}),
    )

    def __init__(self, *args, plans, authority, **kwargs):
        """`plans`: the plans the person may amend; `authority`: whose groups and offices may be named."""
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["units"].queryset = AgencyGroup.objects.filter(jurisdiction=authority)
        offices = Agency.objects.within(authority).active(clock.today()).exclude(kind=AgencyKind.COMMITTEE)
        self.fields["monitor"].queryset = offices.order_by("order", "pk")

    def clean(self):
        data = super().clean()
        if data.get("nature") == Nature.CADENCE and not data.get("per"):
            self.add_error("per", "Yêu cầu theo nhịp phải có chu kỳ: tuần, tháng, quý, 6 tháng hoặc năm.")
        return data
