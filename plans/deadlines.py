"""A deadline as people type it on any screen: a day, or the words of documents, understood by plans.schedules."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html

from agencies import clock
from agencies.vietnamese import format_date, normal
from plans.schedules import parse

EXAMPLES = "30/6/2025, quý II/2025, trước 15/12, trong 10 ngày"
NOT_A_DAY = (
    "Chưa tính được ngày từ lời văn này. Hãy ghi ngày, hoặc lời văn có thời gian rõ, ví dụ 30/6/2025, quý II/2025."
)


def read_deadline(words: str, *, on: date) -> date | None:
    """The last day the words allow; years and "kể từ ngày ban hành" count from `on`. None for no words.

    Raises `ValueError` with the sentence to show where no day follows from the words.
    """
    words = normal(words)
    if not words:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    understood = parse(words, year=on.year, issued=on)
    if understood is None or understood.due is None:
        raise ValueError(NOT_A_DAY)
    return understood.due


class DeadlineInput(forms.TextInput):
    """What was typed, and below it the day that is understood while typing."""

    def __init__(self, attrs=None):
        look = {
            "placeholder": "ngày hoặc lời văn",
            "title": f"Ví dụ: {EXAMPLES}",
            "autocomplete": "off",
            "hx-get": reverse_lazy("deadline"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "next .deadline-read",
        }
        super().__init__(look | (attrs or {}))

    def format_value(self, value):
        return format_date(value) if isinstance(value, date) else value

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        return format_html('{}<span class="small ink-2 deadline-read" role="status"></span>', box)


class DeadlineField(forms.Field):
    """Cleaned to a day, or None where nothing was typed and nothing is required."""

    widget = DeadlineInput

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": "Hãy ghi hạn."})
        super().__init__(**kwargs)

    def to_python(self, value) -> date | None:
        if value is None or isinstance(value, date):
            return value
        try:
            return read_deadline(str(value)[:300], on=clock.today())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
