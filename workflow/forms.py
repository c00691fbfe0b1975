"""Fields that forms of every app share: a day, several files."""

from django import forms

FILES_MAX = 10


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "Hãy nhập ngày dạng ngày/tháng/năm.", "required": "Hãy nhập ngày."},
        )
        super().__init__(**kwargs)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleaned to a list. Their content is checked when they are stored."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", "Ảnh, tệp")
        kwargs.setdefault("help_text", "PDF, ảnh, Word hoặc Excel, mỗi tệp tối đa 20 MB.")
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if self.required and not uploads:
            raise forms.ValidationError("Hãy chọn ít nhất một tệp.")
        if len(uploads) > FILES_MAX:
            raise forms.ValidationError(f"Mỗi lần gửi tối đa {FILES_MAX} tệp.")
        return uploads
