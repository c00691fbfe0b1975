"""Words, numbers, chips and strips of every page; one table of chips for the whole portal."""

from functools import lru_cache

from django import template
from django.template import defaulttags
from django.template.defaultfilters import stringfilter
from django.template.defaulttags import URLNode
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from agencies import vietnamese
from agencies.addresses import address_of

register = template.Library()

# family -> key -> (label, bootstrap-icons name, css class)
CHIPS = {
    "report": {
        "DRAFT": ("Đang soạn", "pencil", "blue"),
        "AWAITING_HEAD": ("Chờ ký", "person-check", "blue-line"),
        "SUBMITTED": ("Đã gửi, chờ xem xét", "send-check", "blue"),
        "RETURNED": ("Chờ chỉnh lý, bổ sung", "arrow-return-left", "amber"),
        "ACCEPTED": ("Đã xác nhận", "check-circle-fill", "green"),
        "EXCUSED": ("Không yêu cầu", "slash-circle", "dashed"),
    },
    "document": {
        "DRAFT": ("Dự thảo", "file-earmark", "plain"),
        "REVIEW": ("Chờ ký", "person-check", "blue-line"),
        "AWAITING_HEAD": ("Chờ thủ trưởng", "person-check", "blue-line"),
        "PRESENTED": ("Đã trình UBND", "bank", "blue"),
        "VERIFIED": ("Đã thẩm tra", "clipboard-check", "blue"),
        "SIGNED": ("Đã ký", "pen", "blue-line"),
        "RETURNED": ("Chuyển lại", "arrow-return-left", "amber"),
        "ISSUED": ("Đã phát hành", "patch-check-fill", "green"),
        "CLOSED": ("Đã kết thúc", "archive", "plain"),
        "STALE": ("Số liệu nguồn đã thay đổi", "clock-history", "gold"),
    },
    "proposal": {
        "DRAFT": ("Đang soạn", "pencil", "blue"),
        "AWAITING_HEAD": ("Chờ thủ trưởng", "person-check", "blue-line"),
        "SUBMITTED": ("Đã gửi, chờ thẩm định", "send-check", "blue"),
        "RETURNED": ("Chờ bổ sung", "arrow-return-left", "amber"),
        "APPRAISED": ("Đã thẩm định, chờ UBND", "bank", "blue"),
        "APPROVED": ("Được công nhận", "award", "green"),
        "REJECTED": ("Chưa công nhận", "slash-circle", "plain"),
        "REPLICATED": ("Đã nhân rộng", "diagram-3", "green"),
    },
    "assignment": {
        "NOT_YET": ("Chưa đến kỳ", "calendar", "plain"),
        "IN_TIME": ("Trong hạn", "play-circle", "blue"),
        "DUE_SOON": ("Sắp đến hạn", "alarm", "amber"),
        "OVERDUE": ("Quá hạn", "exclamation-octagon-fill", "red"),
        "TO_CONFIRM": ("Chờ xác nhận", "hourglass-split", "blue-line"),
        "DONE_EARLY": ("Hoàn thành trước hạn", "check-circle-fill", "green"),
        "DONE_ON_TIME": ("Hoàn thành đúng hạn", "check-circle-fill", "green"),
        "DONE_LATE": ("Hoàn thành quá hạn", "check-circle", "amber"),
        "ONGOING_UPDATED": ("Thường xuyên, đã cập nhật trong kỳ", "arrow-repeat", "green-line"),
        "ONGOING_NOT_UPDATED": ("Thường xuyên, chưa cập nhật trong kỳ", "pause-circle", "amber"),
    },
    "difficulty": {
        "OPEN": ("Chờ trả lời", "clock", "amber"),
        "ANSWERED": ("Đã trả lời", "check-circle-fill", "green"),
        "WITHDRAWN": ("Đơn vị đã tự xử lý", "check-circle", "plain"),
    },
    "other": {
        "SYSTEM": ("hệ thống", "cpu", "blue chip-source"),
        "TYPED": ("nhập tay", "pencil", "amber chip-source"),
        "COMPLETE": ("Đủ", "check2", "green"),
        "MISSING": ("Thiếu", "dash-circle", "amber"),
        "DOUBT": ("Cần xem lại", "question-circle", "gold"),
        "EXTENDED": ("Gia hạn đến", "calendar-plus", "blue-line"),
        "LATE": ("Quá hạn", "exclamation-circle-fill", "red"),
        "DUE_TODAY": ("Hạn hôm nay", "alarm", "amber"),
        "NONE": ("Không phát sinh", "check-square", "plain"),
        "LOCKED": ("Khóa", "lock", "plain"),
        "SAVED": ("đã lưu", "cloud-check", "green"),
    },
}
# Without an icon a cell shows its count.
CELL_ICONS = {"MISSED": "x-lg", "OPEN": "three-dots", "LATE": "clock", "NOT_REQUIRED": ""}
CELL_WORDS = {
    "MET": "đạt",
    "MISSED": "chưa có",
    "OPEN": "kỳ đang mở",
    "LATE": "muộn",
    "NOT_REQUIRED": "không yêu cầu",
    "ON_DEMAND": "khi phát sinh",
}
ROUND_ICONS = CELL_ICONS | {"MET": "check-lg"}
ROUND_WORDS = {"MET": "đúng hạn", "LATE": "quá hạn", "MISSED": "chưa gửi", "NOT_REQUIRED": "không yêu cầu"}

register.filter("vn_number", vietnamese.format_number)
register.filter("vn_percent", vietnamese.format_percent)
register.filter("vn_date", vietnamese.format_date)
register.filter("vn_day", vietnamese.format_day)
register.filter("vn_weekday", vietnamese.format_weekday)
register.filter("vn_time", vietnamese.format_time)
register.filter("vn_moment", vietnamese.format_moment)


@register.filter
def vn_growth(value) -> str:
    """A change in percent with its sign: +6,3 % or −9,8 %."""
    if value is None:
        return ""
    return ("+" if value > 0 else "") + vietnamese.format_percent(value)


@register.filter
def vn_points(value) -> str:
    """A change of a share in percentage points, with its sign: +6,3 điểm %."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{vietnamese.format_number(value, 1)} điểm %"


@register.filter
def at(mapping, key):
    """`mapping[key]`, or None where there is no such key."""
    return mapping.get(key) if mapping else None


@register.filter(is_safe=True)
@stringfilter
def truncatechars(value: str, length: int) -> str:
    """Django's own, which reads every letter even of what is short enough, and lists are full of that."""
    return value if len(value) <= length else Truncator(value).chars(length)


@register.simple_tag
@lru_cache(maxsize=256, typed=True)
def icon(name: str):
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def chip(family: str, key: str, text: str = ""):
    """A state in icon and word; `text` replaces the word."""
    label, name, colour = CHIPS[family][str(key)]
    return format_html(
        '<span class="chip chip-{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>', colour, name, text or label
    )


@register.simple_tag
def strip(cells, small=False, captions=True):
    """A cadence strip from objects with state, label and count; `captions` writes the periods under the cells."""
    return _strip([_figure(cell, CELL_ICONS, CELL_WORDS, captions) for cell in cells], small)


@register.simple_tag
def timeliness(cells):
    """The same strip for reports of earlier rounds: on time, late, not sent, not required."""
    return _strip([_figure(cell, ROUND_ICONS, ROUND_WORDS, False) for cell in cells], small=True)


@register.simple_tag
def cell(cell, small=True):
    """One cell of a strip where a table's header names the period."""
    return _square(cell, CELL_ICONS, CELL_WORDS, small)


@register.simple_tag
def cell_row(cells):
    """A `td` for each cell of a strip, where the table's header names the periods."""
    squares = (_square(cell, CELL_ICONS, CELL_WORDS, True) for cell in cells)
    return mark_safe("".join(f'<td class="c">{square}</td>' for square in squares))


def _strip(figures, small):
    return mark_safe(f'<span class="strip{" sm" if small else ""}">{"".join(figures)}</span>')


def _figure(cell, icons, words, captions):
    return _framed(_square(cell, icons, words), _of(cell, "label"), words[_of(cell, "state")], captions)


@lru_cache(maxsize=4096)
def _framed(square, label: str, word: str, captions: bool):
    """A square with the name of its period, for the pointer and, with `captions`, for everybody."""
    caption = format_html('<figcaption aria-hidden="true">{}</figcaption>', label) if captions else ""
    return format_html('<figure title="{}: {}">{}{}</figure>', label, word, square, caption)


def _square(cell, icons, words, small=False):
    state = _of(cell, "state")
    mark = icons.get(state)
    count = None if state in icons else _of(cell, "count") or 0
    return _drawn(state, mark, count, _of(cell, "label"), words[state], small)


@lru_cache(maxsize=4096)
def _drawn(state: str, mark: str | None, count, label: str, word: str, small: bool):
    """A square with its mark, or with its count where there is none; pages repeat a few of them hundreds of times."""
    inside = vietnamese.format_number(count) if mark is None else icon(mark) if mark else ""
    return format_html(
        '<span class="cell{} cell-{}">{}<span class="visually-hidden"> {}: {}</span></span>',
        " sm" if small else "",
        state,
        inside,
        label,
        word,
    )


def _of(cell, name):
    return cell.get(name) if isinstance(cell, dict) else getattr(cell, name, None)


class Address(URLNode):
    """Django's own looks each address up in its table of patterns; one of a name and numbers is put together here."""

    def render(self, context):
        name = self.view_name.resolve(context)
        numbers = [arg.resolve(context) for arg in self.args]
        if self.kwargs or self.asvar or ":" in name or not all(isinstance(number, int) for number in numbers):
            return super().render(context)
        return address_of(name, *numbers)


@register.tag("url")
def address(parser, token):
    """`{% url %}` of every template of the portal."""
    node = defaulttags.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.inclusion_tag("_field.html")
def field(bound):
    """A labelled form field with its help and errors."""
    return {"field": bound}


@register.simple_tag
def share(part, whole, places: int = 0):
    """Percent of a whole as an integer string for charts; 0 where there is no whole."""
    return f"{100 * float(part or 0) / float(whole):.{places}f}" if whole else "0"


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The page's query string with some values changed; an empty value drops its key."""
    values = dict(context["request"].GET.lists())
    for key, value in changes.items():
        if value in ("", None):
            values.pop(key, None)
        else:
            values[key] = [value]
    text = urlencode(values, doseq=True)
    return f"?{text}" if text else "?"


@register.filter
def at_id(mapping, key):
    """`mapping[str(key)]`: content that went through JSON has text for keys."""
    return mapping.get(str(key), "") if mapping else ""
