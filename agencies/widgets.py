"""How fields are drawn."""

from html import escape

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import mark_safe


class PlainSelect(forms.Select):
    """A select without groups, of two options or hundreds. Django draws every option by templates of its own, which takes
    longer than the rest of the page."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        options = []
        for key, label in self.choices:
            text = "" if key is None else str(key)
            options.append(
                f'<option value="{escape(text)}"{" selected" if text in chosen else ""}>{escape(str(label))}</option>'
            )
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": name} | self.build_attrs(self.attrs, attrs)),
            mark_safe("".join(options)),  # each part is escaped above
        )
