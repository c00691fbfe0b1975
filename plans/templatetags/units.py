"""The strip of a task's units. Hundreds on a page: put together here, a template takes ten times as long."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agencies.templatetags.portal import icon
from plans.taskpage import Cell

register = template.Library()


@register.simple_tag
def unit_cells(cells: Iterable[Cell]) -> SafeString:
    """A mark per unit that says its state and leads to its part of the task."""
    parts = []
    for cell in cells:
        words = escape(cell.words)
        parts.append(
            f'<a class="cell cell-{cell.kind}" href="{cell.url}" title="{words}">'
            f'{icon(cell.mark)}<span class="visually-hidden">{words}</span></a>\n'
        )
    return mark_safe("".join(parts))
