"""Forms of an amendment: one line of a plan, and the decision."""

from __future__ import annotations

from django import forms

from agencies import clock
from agencies.models import Agency
from agencies.vietnamese import join_words
from plans.models import Cadence, Level, Nature, PartKind, ScheduleKind, Scope
from plans.schedules import parse
from plans.services.difference import FIELDS, Line, Named
from plans.services.frame import basis_of
from workflow.evidence import SIGNED
from workflow.forms import DayField

PARTS = {"lead": "LEAD", "implement": "IMPLEMENT", "coordinate": "COORDINATE", "monitor": "MONITOR"}
# What the words of the plan's time decide.
TIMED = ("schedule_kind", "starts", "due")


class NamesField(forms.CharField):
    """Agencies and groups by name, one to a line."""

    def __init__(self, label: str, **kwargs):
        super().__init__(
            label=label,
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": "Danh sách quá dài. Hãy dùng tên nhóm đơn vị."},
            **kwargs,
        )


class LineForm(forms.Form):
    """One order of a plan as the amendment words it; agencies are named as plans name them."""

    number = forms.CharField(
        label="Số mục", max_length=30, required=False, error_messages={"max_length": "Số mục dài quá 30 ký tự."}
    )
    section = forms.CharField(
        label="Thuộc phần", max_length=300, required=False, error_messages={"max_length": "Dài quá 300 ký tự."}
    )
    text = forms.CharField(
        label="Nội dung",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy ghi nội dung.", "max_length": "Nội dung dài quá 5.000 ký tự."},
    )
    deliverable = forms.CharField(
        label="Kết quả, sản phẩm", max_length=500, required=False, error_messages={"max_length": "Dài quá 500 ký tự."}
    )
    schedule_text = forms.CharField(
        label="Thời gian như trong văn bản",
        max_length=300,
        required=False,
        help_text="Ví dụ: Quý II/2025; trước ngày 15/12/2025; hằng quý; thường xuyên. Cổng tự tính hạn.",
        error_messages={"max_length": "Dài quá 300 ký tự."},
    )
    due = DayField(
        label="Hạn", required=False, help_text="Ngày cuối cùng còn đúng hạn; để trống thì tính theo thời gian."
    )
    nature = forms.ChoiceField(label="Tính chất", choices=Nature.choices, initial=Nature.ONCE)
    cadence_per = forms.ChoiceField(label="Chu kỳ", choices=[("", "Không theo nhịp"), *Cadence.choices], required=False)
    cadence_times = forms.IntegerField(
        label="Số lần mỗi kỳ",
        min_value=1,
        max_value=366,
        initial=1,
        error_messages={"required": "Hãy ghi số lần.", "invalid": "Hãy nhập số nguyên.", "min_value": "Ít nhất 1 lần."},
    )
    scope = forms.ChoiceField(label="Phạm vi", choices=Scope.choices, initial=Scope.EACH)
    level = forms.ChoiceField(label="Cấp", choices=[("", "Mọi cấp"), *Level.choices], required=False)
    count_label = forms.CharField(label="Tên số liệu", max_length=200, required=False)
    count_unit = forms.CharField(label="Đơn vị tính", max_length=30, required=False)
    asks_evidence = forms.BooleanField(label="Cần tài liệu kiểm chứng", required=False)
    asks_confirmation = forms.BooleanField(label="Cần cơ quan theo dõi xác nhận", required=False)
    asks_child_plan = forms.BooleanField(label="Đơn vị phải lập kế hoạch riêng", required=False)
    lead = NamesField("Chủ trì", help_text="Mỗi dòng một cơ quan hoặc nhóm.")
    implement = NamesField("Thực hiện")
    coordinate = NamesField("Phối hợp")
    monitor = NamesField("Theo dõi, kiểm tra")

    def __init__(self, *args, plan, line, matcher, **kwargs):
        """`line`: the one to change, None for a new task; `matcher` knows the names of the plan's jurisdiction."""
        initial = {}
        if line is not None:
            initial = {name: line.value(name) for name in FIELDS}
            for name, kind in PARTS.items():
                initial[name] = "\n".join(sorted(part.name for part in line.parts if part.part == kind))
        super().__init__(*args, initial=initial, **kwargs)
        self.plan, self.before, self.matcher = plan, line, matcher
        self.is_requirement = line is not None and bool(line.plan_model or line.new_model)
        self.named: set[Named] = set()
        if self.is_requirement:
            del self.fields["section"]

    def clean(self):
        data = super().clean()
        for name, kind in PARTS.items():
            self._clean_names(name, kind, data.get(name) or "")
        if not self.errors and not any(part.part in (PartKind.LEAD, PartKind.IMPLEMENT) for part in self.named):
            self.add_error("lead", "Hãy ghi cơ quan chủ trì hoặc đơn vị thực hiện.")
        self._clean_time(data)
        if data.get("nature") == Nature.CADENCE and not data.get("cadence_per"):
            self.add_error("cadence_per", "Nội dung theo nhịp phải có chu kỳ: tuần, tháng, quý, 6 tháng hoặc năm.")
        return data

    def _clean_names(self, name: str, kind: str, text: str) -> None:
        known = {part.name: part for part in self.before.parts if part.part == kind} if self.before else {}
        unknown = []
        for phrase in filter(None, map(str.strip, text.splitlines())):
            if phrase in known:
                self.named.add(known[phrase])
                continue
            target = self.matcher.find(phrase).target
            if target is None:
                unknown.append(f"“{phrase[:80]}”")
            elif isinstance(target, Agency):
                self.named.add(Named(kind, agency=target.pk, name=target.short_name))
            else:
                self.named.add(Named(kind, group=target.pk, name=target.name))
        if unknown:
            self.add_error(name, f"Chưa rõ {join_words(unknown)} là cơ quan nào. Hãy ghi theo danh sách tên bên cạnh.")

    def _clean_time(self, data: dict) -> None:
        """A day typed goes before what the words say; words that stay keep what was understood of them."""
        words, due = data.get("schedule_text") or "", data.get("due")
        old = {name: self.before.value(name) for name in TIMED} if self.before else {}
        if due and not self.plan.period_start <= due <= self.plan.period_end:
            self.add_error("due", "Hạn phải trong thời gian của kế hoạch.")
        if self.before and words == self.before.value("schedule_text") and due == old["due"]:
            data |= old
            return
        year = min(max(clock.today().year, self.plan.period_start.year), self.plan.period_end.year)
        read = parse(words, year=year) if words else None
        data["schedule_kind"] = read.kind.upper() if read else old.get("schedule_kind", ScheduleKind.ONGOING)
        data["starts"] = read.start if read else old.get("starts")
        if due is None or (due == old.get("due") and read and read.due):
            data["due"] = read.due if read else None
        if data["due"]:
            data["schedule_kind"] = ScheduleKind.FIXED
        if read and read.cadence and not data.get("cadence_per"):
            data["cadence_per"], data["cadence_times"] = read.cadence.per.upper(), read.cadence.times

    def line(self) -> Line:
        before, data = self.before, self.cleaned_data
        values = {name: data[name] if name in data else before.value(name) for name in FIELDS}
        return Line(
            values,
            frozenset(self.named),
            order=before.order if before else None,
            plan_model=before.plan_model if before else None,
            new_model=before.new_model if before else None,
        )


class FrameForm(forms.Form):
    """The plan's own words and days as the amendment has them; one legal basis to a line."""

    title = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi trích yếu.", "max_length": "Trích yếu dài quá 500 ký tự."},
    )
    short_title = forms.CharField(
        label="Tên gọn",
        max_length=160,
        error_messages={"required": "Hãy ghi tên gọn.", "max_length": "Tên gọn dài quá 160 ký tự."},
    )
    period_start = DayField(label="Thực hiện từ ngày")
    period_end = DayField(label="Đến hết ngày")
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi dòng một văn bản: loại văn bản | số, ký hiệu | ngày | cơ quan ban hành.",
        error_messages={"max_length": "Danh sách quá dài."},
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].splitlines())

    def clean_bases(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["bases"].splitlines() if line.strip()]
        for place, line in enumerate(lines, start=1):
            try:
                basis_of(self.plan, line, place)
            except ValueError as error:
                raise forms.ValidationError(f"Dòng {place}, “{line[:60]}”: {error}") from error
        return "\n".join(lines)

    def clean(self):
        data = super().clean()
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", "Thời gian thực hiện kết thúc trước khi bắt đầu. Hãy kiểm tra hai ngày.")
        return data

    def said(self) -> dict[str, str]:
        """As `frame.frame_of` has it."""
        return {
            name: value if isinstance(value, str) else value.isoformat() for name, value in self.cleaned_data.items()
        }


class DecisionForm(forms.Form):
    """The decision by which an amendment comes into force."""

    decision = forms.CharField(
        label="Văn bản điều chỉnh",
        max_length=300,
        help_text="Số, ký hiệu, ngày của văn bản đã ký.",
        error_messages={"required": "Hãy ghi văn bản điều chỉnh.", "max_length": "Dài quá 300 ký tự."},
    )
    effective_on = DayField(
        label="Hiệu lực từ ngày", help_text="Nếu là ngày sau hôm nay, kế hoạch giữ nguyên đến ngày đó rồi tự thay đổi."
    )
    note = forms.CharField(
        label="Tóm tắt",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Dài quá 500 ký tự."},
    )
    upload = forms.FileField(
        label="Văn bản đã ký",
        help_text="PDF hoặc ảnh chụp, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SIGNED)}),
        error_messages={"required": "Hãy đính kèm văn bản đã ký."},
    )
