"""Forms of the round screens; errors say what to do."""

from django import forms
from django.utils.text import slugify

from agencies import clock
from agencies.models import Agency
from agencies.vietnamese import search_key
from plans.deadlines import DeadlineField
from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Question,
    QuestionKind,
    QuestionSet,
    RoundPeriod,
    Section,
    SectionKind,
    SignerForm,
)
from reporting.opening import PRESETS

DATE_ERRORS = {"required": "Hãy ghi ngày.", "invalid": "Hãy ghi ngày theo dạng 24/12/2024."}


def date_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy"})
    return forms.DateField(
        label=label, required=required, widget=widget, error_messages=DATE_ERRORS, help_text=help_text
    )


class RoundForm(forms.Form):
    PRESET_PERIODS = tuple(PRESETS)

    period = forms.ChoiceField(label="Kỳ", choices=RoundPeriod, initial=RoundPeriod.YEAR)
    year = forms.IntegerField(
        label="Năm",
        min_value=2015,
        max_value=2100,
        error_messages={"required": "Hãy ghi năm.", "invalid": "Hãy ghi năm bằng bốn chữ số, ví dụ 2024."},
    )
    name = forms.CharField(label="Tên kỳ", max_length=120, required=False, help_text="Để trống: lấy theo kỳ và năm.")
    subject = forms.CharField(
        label="Trích yếu của báo cáo",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Để trống: lấy theo tên kế hoạch.",
    )
    plans = forms.ModelMultipleChoiceField(
        label="Kế hoạch",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn kế hoạch nào: báo cáo đột xuất, tự soạn nội dung ở bước sau.",
    )
    question_sets = forms.ModelMultipleChoiceField(
        label="Bộ nội dung chung",
        queryset=QuestionSet.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = date_field("Số liệu từ ngày", help_text="Để trống: theo kỳ đã chọn (Nghị định 09/2019/NĐ-CP).")
    to_on = date_field("Số liệu đến ngày")
    due = DeadlineField(
        label="Hạn gửi", required=False, help_text="Để trống: ngày làm việc thứ hai sau ngày chốt số liệu."
    )
    lock_on = date_field("Ngày khóa", help_text="Sau ngày này đơn vị không gửi được nữa; có thể để trống.")

    def __init__(self, *args, plans, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plans"].queryset = plans
        self.fields["year"].initial = year

    def clean(self):
        data = super().clean()
        first, last, due, lock = (data.get(name) for name in ("from_on", "to_on", "due", "lock_on"))
        if data.get("period") == RoundPeriod.AD_HOC:
            for name in ("from_on", "to_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Báo cáo đột xuất cần ghi rõ khoảng thời gian lấy số liệu.")
        if first and last and last < first:
            self.add_error("to_on", "Ngày cuối phải bằng hoặc sau ngày đầu.")
        if last and due and due < last:
            self.add_error("due", "Hạn gửi phải bằng hoặc sau ngày chốt số liệu.")
        if due and lock and lock < due:
            self.add_error("lock_on", "Ngày khóa phải bằng hoặc sau hạn gửi.")
        return data

    def values(self) -> dict:
        """The keyword arguments of `prepare_round`."""
        return {name: self.cleaned_data[name] for name in self.fields}


class QuestionForm(forms.Form):
    """One free question added to a round that is being prepared."""

    heading = forms.CharField(label="Phần", max_length=300, error_messages={"required": "Hãy ghi tên phần."})
    label = forms.CharField(label="Nội dung hỏi", max_length=300, error_messages={"required": "Hãy ghi nội dung hỏi."})
    kind = forms.ChoiceField(label="Loại", choices=[c for c in QuestionKind.choices if c[0] in ("NUMBER", "NARRATIVE")])
    unit = forms.CharField(label="Đơn vị tính", max_length=30, required=False)
    required = forms.BooleanField(label="Bắt buộc", required=False, initial=True)

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round

    def save(self) -> Question:
        data = self.cleaned_data
        section = self.round.sections.filter(title=data["heading"]).first()
        if section is None:
            last = self.round.sections.order_by("-position").first()
            section = Section.objects.create(
                round=self.round,
                position=(last.position if last else 0) + 1,
                title=data["heading"],
                short_title=data["heading"][:120],
                kind=SectionKind.OUTLINE,
            )
        stem = code = slugify(search_key(data["label"]))[:70] or "noi-dung"
        step = 1
        while self.round.questions.filter(code=code).exists():
            step += 1
            code = f"{stem}-{step}"
        words = data["kind"] == QuestionKind.NARRATIVE
        return Question.objects.create(
            round=self.round,
            section=section,
            position=section.questions.count() + 1,
            code=code,
            label=data["label"],
            kind=data["kind"],
            unit=data["unit"],
            required=data["required"],
            across_units=AcrossUnits.COLLATE if words else AcrossUnits.SUM,
            across_periods=AcrossPeriods.COLLATE if words else AcrossPeriods.SUM,
        )


class ExtendForm(forms.Form):
    due = DeadlineField(label="Gia hạn đến")
    reason = forms.CharField(label="Lý do", max_length=400, error_messages={"required": "Hãy ghi lý do gia hạn."})


class ReturnForm(forms.Form):
    due = DeadlineField(
        label="Hạn chỉnh lý, bổ sung",
        help_text="Đến hết ngày. Lần gửi đầu vẫn tính theo hạn gốc.",
        error_messages={"required": "Hãy ghi hạn chỉnh lý, bổ sung."},
    )


class DirectionForm(forms.Form):
    """Ý kiến chỉ đạo of a leader to one agency."""

    text = forms.CharField(
        label="Nội dung chỉ đạo",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi nội dung chỉ đạo."},
    )
    lead = forms.ModelChoiceField(
        label="Giao cho",
        queryset=None,
        empty_label="Chọn đơn vị",
        error_messages={
            "required": "Hãy chọn đơn vị thực hiện.",
            "invalid_choice": "Hãy chọn một đơn vị trong danh sách.",
        },
    )
    due = DeadlineField(label="Hạn báo cáo")
    source_document = forms.CharField(
        label="Nguồn", max_length=300, required=False, help_text="Thông báo kết luận, cuộc họp, báo cáo"
    )

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = agencies

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < clock.today():
            raise forms.ValidationError("Hạn phải từ hôm nay trở đi.")
        return due


class SignedForm(forms.Form):
    """A report signed outside the portal."""

    upload = forms.FileField(
        label="Văn bản đã ký (PDF hoặc ảnh chụp)",
        error_messages={"required": "Hãy chọn tệp văn bản đã ký.", "empty": "Tệp trống. Hãy chọn lại tệp."},
    )
    number = forms.CharField(label="Số văn bản", max_length=20, error_messages={"required": "Hãy ghi số văn bản."})
    signed_on = date_field("Ngày văn bản", required=True)
    signer_name = forms.CharField(label="Người ký", max_length=100, error_messages={"required": "Hãy ghi người ký."})
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.")
        return day


class PublishForm(forms.Form):
    """What văn thư gives when a signed report is published."""

    number = forms.CharField(label="Số", max_length=20, error_messages={"required": "Hãy ghi số văn bản."})
    symbol = forms.CharField(label="Ký hiệu", max_length=40, error_messages={"required": "Hãy ghi ký hiệu."})
    issued_on = date_field("Ngày ban hành", required=True)
    signer_name = forms.CharField(label="Người ký", max_length=100, required=False)
    upload = forms.FileField(
        label="Văn bản đã ký, đóng dấu (PDF hoặc ảnh chụp)",
        error_messages={
            "required": "Hãy chọn tệp văn bản đã ký: đó là bản gốc.",
            "empty": "Tệp trống. Hãy chọn lại tệp.",
        },
    )


class ReasonForm(forms.Form):
    """The reason of a return."""

    reason = forms.CharField(
        label="Lý do chuyển lại",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do chuyển lại."},
    )


class PresentForm(forms.Form):
    """Phiếu trình of a consolidation."""

    note = forms.CharField(
        label="Phiếu trình",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi phiếu trình: nội dung trình và đề xuất."},
    )


class VerifyForm(forms.Form):
    opinion = forms.CharField(
        label="Ý kiến thẩm tra",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi ý kiến thẩm tra."},
    )


class SignForm(forms.Form):
    """How a leader signs; a deputy signs for the head."""

    signer_form = forms.ChoiceField(
        label="Thể thức ký", choices=SignerForm, error_messages={"required": "Hãy chọn thể thức ký."}
    )
    signer_title = forms.CharField(label="Chức vụ", max_length=60, required=False)
    signer_name = forms.CharField(
        label="Họ và tên", max_length=100, required=False, help_text="In dưới chữ ký; không ghi học hàm, học vị."
    )


class SupplementForm(forms.Form):
    title = forms.CharField(
        label="Nội dung bổ sung",
        max_length=250,
        error_messages={"required": "Hãy ghi nội dung bổ sung."},
        help_text="Ví dụ: Số liệu của 03 đơn vị gửi sau khi phát hành.",
    )


class LetterForm(forms.Form):
    """The words of a công văn đôn đốc that its drafter may change; the list of what is owed is the portal's."""

    issuer = forms.ModelChoiceField(label="Cơ quan ban hành", queryset=Agency.objects.none(), empty_label=None)
    about = forms.CharField(label="V/v", max_length=200, error_messages={"required": "Hãy ghi công văn về việc gì."})
    opening = forms.CharField(
        label="Mở đầu",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy ghi lời mở đầu."},
    )
    reply_by = date_field("Thực hiện chậm nhất ngày", required=True)
    closing = forms.CharField(
        label="Kết thúc",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lời kết thúc."},
    )
    symbol = forms.CharField(label="Ký hiệu", max_length=40, error_messages={"required": "Hãy ghi ký hiệu."})

    def __init__(self, *args, letter, **kwargs):
        kwargs.setdefault("initial", {name: getattr(letter, name) for name in self.base_fields if name != "issuer"})
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = Agency.objects.filter(pk__in=[letter.standing_id, letter.authority_id])
        self.initial.setdefault("issuer", letter.issuer_id)


class LetterPublishForm(PublishForm):
    """What văn thư gives when a signed công văn goes out."""

    signer_name = None
