"""The cells of a row of the heat map. Three hundred on a page: put together here, a template takes ten times as long."""

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agencies.vietnamese import format_number
from plans.heat import HeatCell, HeatMap, HeatRow

register = template.Library()

NOT_GIVEN = '<span class="heat heat-off"><span class="visually-hidden">không giao</span>&nbsp;</span>'


@register.simple_tag
def heat_cells(row: HeatRow, heat: HeatMap, plan_id: int, year: int) -> SafeString:
    """A `td` per model: periods met of those owed, or a count; each leads to the entries behind it."""
    page = f"{reverse('cadence_unit', args=[row.agency.pk])}?ke_hoach={plan_id}&amp;nam={year}&amp;yeu_cau="
    name, first_counted = escape(row.agency.short_name), len(heat.paced)
    parts = []
    for place, cell in enumerate(row.cells):
        parts.append('<td class="apart">' if place and place == first_counted else "<td>")
        if not cell.given:
            parts.append(f"{NOT_GIVEN}</td>")
            continue
        model = cell.column.model
        parts.append(
            f'<a class="heat heat-{cell.kind}" href="{page}{cell.column.orders[0].pk}#mo-hinh-{model.pk}">'
            f'<span class="visually-hidden">{name}, mô hình {escape(model.number)}: </span>{_number(cell)}</a></td>'
        )
    return mark_safe("".join(parts))


def _number(cell: HeatCell) -> str:
    if not cell.column.paced:
        return format_number(cell.total)
    if cell.owed:
        return f"{cell.met}/{cell.owed}"
    return '<span title="kỳ đang mở">…</span>' if cell.open else '<span title="không yêu cầu">–</span>'
