"""Answers as text."""

from django import template

from reporting.comparing import shown as shown_text

register = template.Library()


@register.simple_tag
def shown(answer) -> str:
    return shown_text(answer)
