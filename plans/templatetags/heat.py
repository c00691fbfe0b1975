"""The heads and rows of the heat map. Hundreds of cells on a page: put together here, a template takes ten times as long."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from agencies.addresses import address_of
from agencies.vietnamese import format_number
from plans.heat import HeatCell, HeatMap, HeatRow

register = template.Library()

NOT_GIVEN = '<span class="heat heat-off"><span class="visually-hidden">không giao</span>&nbsp;</span>'


@register.simple_tag
def heat_heads(heat: HeatMap, year: int) -> SafeString:
    """A `th` per model with its number, its short name and its rhythm or unit of count; it leads to the model."""
    first_counted = len(heat.paced)
    parts = []
    for place, column in enumerate(heat.columns):
        model = column.model
        parts.append(
            f'<th scope="col" class="head{" apart" if place and place == first_counted else ""}">'
            f'<a class="ink" href="{address_of("plan_model", model.pk)}?nam={year}" title="{escape(model.name)}">'
            f'<b class="num">{escape(model.number)}</b><br>{escape(model.short_name)}</a>'
            f'<br><span class="quiet">{escape(column.unit)}</span></th>'
        )
    return mark_safe("".join(parts))


@register.simple_tag
def heat_row(row: HeatRow, heat: HeatMap, plan_id: int, year: int) -> SafeString:
    """The unit, a `td` per model with periods met of those owed or a count, and what is met of all its models; the unit
    leads to its page, each number to the entries behind it."""
    page = f"{address_of('cadence_unit', row.unit.pk)}?ke_hoach={plan_id}&amp;nam={year}"
    name, first_counted = escape(row.unit.short_name), len(heat.paced)
    parts = [
        f'<th scope="row" class="unit-col"><a class="ink" href="{page}" title="{escape(row.unit.name)}">{name}</a></th>'
    ]
    for place, cell in enumerate(row.cells):
        parts.append('<td class="apart">' if place and place == first_counted else "<td>")
        if not cell.given:
            parts.append(f"{NOT_GIVEN}</td>")
            continue
        model = cell.column.model
        parts.append(
            f'<a class="heat heat-{cell.kind}" href="{page}&amp;yeu_cau={cell.column.orders[0].pk}#mo-hinh-{model.pk}">'
            f'<span class="visually-hidden">{name}, mô hình {escape(model.number)}: </span>{_number(cell)}</a></td>'
        )
    parts.append(f'<td class="n nowrap">{_met(row)}</td>')
    return mark_safe("".join(parts))


def _met(row: HeatRow) -> str:
    met, owed = row.met, row.owed
    if not owed:
        return f'<span class="quiet small">{"chưa đến kỳ" if row.paced else "chỉ đếm"}</span>'
    bar, number = (' class="behind"', "num late") if row.behind else ("", "num")
    return (
        f'<span class="met-bar"><progress max="{owed}" value="{met}" aria-hidden="true"{bar}></progress>'
        f'<b class="{number}">{met}/{owed}</b></span>'
    )


def _number(cell: HeatCell) -> str:
    if not cell.column.paced:
        return format_number(cell.total)
    if cell.owed:
        return f"{cell.met}/{cell.owed}"
    return '<span title="kỳ đang mở">…</span>' if cell.open else '<span title="không yêu cầu">–</span>'
