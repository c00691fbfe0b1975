"""The rows of the list of work. Fifty of a dozen cells each: put together here, a template takes six times as long."""

from collections.abc import Collection, Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agencies.vietnamese import format_date, format_day
from plans.tasklist import Line

register = template.Library()


@register.simple_tag
def task_rows(
    lines: Iterable[Line], *, picks: bool, picked: Collection[int], by_task: bool, grouped: bool
) -> SafeString:
    """A `tr` for each line, `grouped` under a heading for each section: `picks` has boxes to tick, `picked` are ticked."""
    rows, group = [], None
    for line in lines:
        if grouped and line.group != group:
            group = line.group
            rows.append(f'<tr class="group"><td colspan="{8 if picks else 6}">{escape(group)}</td></tr>')
        cells = (
            _box(line, line.pk in picked) if picks else "",
            f'<td class="quiet num nowrap" data-label="Mã">{escape(line.number)}</td>',
            _task(line, line.part if grouped else line.origin),
            f'<td data-label="Đơn vị">{escape(line.who)}</td>',
            f'<td class="ink-2" data-label="Thời gian">{escape(line.said.schedule_text or "–")}</td>',
            _due(line),
            f'<td data-label="Trạng thái">{line.chip}</td>',
            _progress(line) if by_task else "",
        )
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return mark_safe("".join(rows))


def _box(line: Line, picked: bool) -> str:
    return (
        f'<td class="tick" data-label=""><input type="checkbox" name="viec" value="{line.pk}"'
        f'{" checked" if picked else ""} aria-label="Chọn {escape(line.label)}"></td>'
    )


def _task(line: Line, under: str) -> str:
    under = f'<br><span class="small quiet">{escape(under)}</span>' if under else ""
    return (
        f'<td data-label=""><span><a class="ink" href="{escape(line.url)}">{escape(line.text)}</a>{under}</span></td>'
    )


def _due(line: Line) -> str:
    if line.due:
        first = f'<br><span class="small quiet">hạn gốc {format_day(line.first_due)}</span>' if line.first_due else ""
        words = format_date(line.due) + first
    else:
        words = f'<span class="quiet">{line.undated}</span>'
    late = " late" if line.status == "OVERDUE" else ""
    return f'<td class="n date nowrap{late}" data-label="Hạn">{words}</td>'


def _progress(line: Line) -> str:
    words = '<span class="quiet small">1 đơn vị</span>'
    if line.units > 1:
        bar = f'<progress max="{line.units}" value="{line.done}" aria-hidden="true"></progress>'
        words = f'<span class="met-bar">{bar}{line.done}/{line.units}</span>'
    return f'<td class="n nowrap" data-label="Tiến độ">{words}</td>'
