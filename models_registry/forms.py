"""Forms of the registry: registering a model or good practice, and the moves of a registration."""

from __future__ import annotations

from django import forms

from agencies import clock
from agencies.models import Agency
from agencies.vietnamese import normal
from models_registry.models import Outcome, Proposal
from workflow.forms import DayField, FilesField
from workflow.models import Evidence
from workflow.transitions import Transition

TEXT_MAX = 5000
RECOMMENDATIONS = (("APPROVE", "Đề nghị công nhận"), ("DECLINE", "Đề nghị chưa công nhận"))
REASONS = {
    "hand_back": "Lý do chuyển lại",
    "recall": "Lý do rút lại",
    "return": "Nội dung cần bổ sung",
    "appraise": "Ý kiến thẩm định",
    "reject": "Lý do chưa công nhận",
}


def _words(label: str, rows: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_MAX,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": "Nội dung dài quá 5.000 ký tự. Hãy tóm tắt và đính kèm văn bản."},
    )


class ProposalForm(forms.ModelForm):
    """A registration; a draft needs a name and a field, the rest is asked for when it is sent."""

    problem = _words("Vì sao cần làm", 3, "Thực trạng, khó khăn của người dân hoặc của cơ quan.")
    content = _words("Cách làm", 5, "Làm gì, ai làm, từng bước thế nào. Cần ghi trước khi gửi.")
    applied_on = DayField(label="Áp dụng từ ngày", required=False, help_text="Cần ghi trước khi gửi.")
    result = _words("Kết quả bước đầu", 3, "Số liệu trước và sau khi áp dụng. Cần ghi trước khi gửi.")
    spread = _words("Khả năng nhân rộng, điều kiện cần có", 2)
    files = FilesField(label="Tài liệu kiểm chứng")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Proposal
        fields = ("author", "name", "kind", "field", "year", "problem", "content", "applied_on", "result", "spread")
        widgets = {"kind": forms.RadioSelect}
        labels = {"name": "Tên mô hình, cách làm", "kind": "Loại", "field": "Lĩnh vực cải cách hành chính"}

    def __init__(self, *args, authors, **kwargs):
        """`authors`: the units for which the person may register; asked only where there are several."""
        super().__init__(*args, **kwargs)
        self.authors = list(authors)
        if self.instance.pk or len(self.authors) == 1:
            del self.fields["author"]
        else:
            self.fields["author"] = forms.ModelChoiceField(
                label="Đơn vị đăng ký",
                queryset=authors,
                empty_label="Chọn đơn vị",
                error_messages={"required": "Hãy chọn đơn vị đăng ký."},
            )
        held = self.instance.evidence.all() if self.instance.pk else Evidence.objects.none()
        self.fields["drop"] = forms.ModelMultipleChoiceField(
            label="Bỏ tệp đã đính kèm", queryset=held, required=False, widget=forms.CheckboxSelectMultiple
        )
        this_year = clock.today().year
        years = sorted({this_year - 1, this_year, this_year + 1, self.instance.year or this_year}, reverse=True)
        self.fields["year"] = forms.TypedChoiceField(
            label="Năm đăng ký", choices=[(year, year) for year in years], coerce=int, initial=this_year
        )
        self.fields["name"].error_messages["required"] = "Hãy ghi tên mô hình, cách làm."
        self.fields["field"].error_messages["required"] = "Hãy chọn lĩnh vực."
        self.fields["field"].choices = [("", "Chọn lĩnh vực"), *self.fields["field"].choices[1:]]
        self.fields["kind"].choices = [choice for choice in self.fields["kind"].choices if choice[0]]

    def clean_name(self) -> str:
        return normal(self.cleaned_data["name"])

    def clean_applied_on(self):
        on = self.cleaned_data["applied_on"]
        if on and on > clock.today():
            raise forms.ValidationError(
                "Ngày áp dụng không được sau hôm nay. Hãy đăng ký khi cách làm đã được làm thử."
            )
        return on

    def values(self) -> dict:
        """What the services take: the fields of the proposal."""
        names = ("name", "kind", "field", "year", "problem", "content", "applied_on", "result", "spread")
        return {name: self.cleaned_data[name] for name in names}


class ProposalMoveForm(forms.Form):
    """What must come with one move: a reason or opinion, a recommendation, the decision, the signed file."""

    def __init__(self, data=None, files=None, *, transition: Transition):
        super().__init__(data, files, auto_id=f"{transition.name}-%s")
        self.transition = transition
        if "recommendation" in transition.needs:
            self.fields["recommendation"] = forms.ChoiceField(
                label="Kết quả thẩm định",
                choices=RECOMMENDATIONS,
                widget=forms.RadioSelect,
                error_messages={"required": "Hãy chọn kết quả thẩm định."},
            )
        if "decision" in transition.needs:
            self.fields["decision"] = forms.CharField(
                label="Văn bản công nhận",
                required=False,
                max_length=300,
                help_text="Số, ký hiệu, ngày của quyết định hoặc thông báo, nếu đã có.",
                error_messages={"max_length": "Dài quá 300 ký tự. Chỉ ghi số, ký hiệu, ngày."},
            )
        if "signed_file" in transition.needs:
            self.fields["upload"] = forms.FileField(
                label="Văn bản đăng ký đã ký (PDF hoặc ảnh chụp)",
                error_messages={"required": "Hãy chọn văn bản đăng ký đã ký."},
                widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
            )
        if transition.needs_reason:
            self.fields["reason"] = forms.CharField(
                label=REASONS[transition.name],
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3 if transition.name == "appraise" else 2}),
                error_messages={
                    "required": f"Hãy ghi {REASONS[transition.name].lower()}.",
                    "max_length": "Nội dung dài quá 2.000 ký tự. Hãy ghi ngắn gọn.",
                },
            )


class AdoptionForm(forms.Form):
    """A unit's word on a model it applies."""

    agency = forms.ModelChoiceField(
        label="Đơn vị",
        queryset=Agency.objects.none(),
        empty_label="Chọn đơn vị",
        error_messages={"required": "Hãy chọn đơn vị.", "invalid_choice": "Hãy chọn đơn vị của bạn."},
    )
    since = DayField(label="Áp dụng từ ngày")
    outcome = forms.ChoiceField(
        label="Đánh giá",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn một mức đánh giá."},
    )
    note = forms.CharField(
        label="Nhận xét",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Điều làm được, khó khăn, cách khắc phục; đơn vị khác đọc được.",
        error_messages={"max_length": "Nhận xét dài quá 500 ký tự. Hãy ghi ngắn gọn."},
    )

    def __init__(self, *args, agencies, **kwargs):
        """`agencies`: the person's own units; asked only where there are several."""
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.own = list(agencies)
        if len(self.own) == 1:
            del self.fields["agency"]

    def chosen(self) -> Agency:
        return self.cleaned_data.get("agency") or self.own[0]
