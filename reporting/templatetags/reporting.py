"""Answers as text, and the marks beside them: a report has dozens of both, and a saved answer replaces its own."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.templatetags.portal import chip, icon
from reporting.comparing import shown as shown_text
from reporting.models import Answer, AnswerStatus, Section

register = template.Library()


@register.simple_tag
def shown(answer) -> str:
    return shown_text(answer)


@register.simple_tag
def source_mark(answer: Answer) -> SafeString:
    """Where an answer comes from, that nothing arose, or that it is still wanted."""
    mark = ""
    if answer.status == AnswerStatus.GIVEN:
        mark = chip("other", answer.origin)
    elif answer.status == AnswerStatus.NONE:
        mark = chip("other", "NONE", "không phát sinh")
    elif answer.question.required:
        mark = chip("other", "MISSING", "bắt buộc")
    return format_html('<span id="nguon-{}">{}</span>', answer.pk, mark)


@register.simple_tag
def section_chip(section: Section, missing: int) -> SafeString:
    """At the head of a section: complete, or how much is missing."""
    mark = chip("other", "MISSING", f"Thiếu {missing}") if missing else chip("other", "COMPLETE")
    return format_html('<span id="du-{}">{}</span>', section.pk, mark)


@register.simple_tag
def section_sign(section: Section, missing: int) -> SafeString:
    """The same as a sign in the list of sections."""
    colour, name, words = ("warn", "dash-circle", f"thiếu {missing}") if missing else ("good", "check2", "đủ")
    return format_html(
        '<span id="muc-{}"><span class="{}">{}<span class="visually-hidden">{}</span></span></span>',
        section.pk,
        colour,
        icon(name),
        words,
    )
