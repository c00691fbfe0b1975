"""Lines of text: broken and drawn as WeasyPrint does it, with a third of its calls to Pango.

WeasyPrint 70 has Pango shape every line three times before it is drawn: with the text after it to find where it ends,
with one more word in case Pango broke too early, and alone to be measured; then once or twice more to be drawn. Pango
since 1.50 does not count the blank at the end of a line, neither to break it nor in its extents: the first of these
says all. So a line is shaped once and its glyphs are kept until they are drawn, when the blanks of a justified line are
widened as Pango widens them. And each time WeasyPrint describes font, language and features to Pango anew, though
nearly all lines share one style, and leaks the list of features.

Drawing goes through the glyphs of a line one by one, though a document has few that differ in glyph and width: how each
of these is written is kept with its font.

This saves a third of the time of a report. The files are the same byte for byte, as the tests prove; with another
WeasyPrint or an older Pango nothing is replaced.
"""

from __future__ import annotations

from math import inf

import weasyprint
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout, split_first_line, strut

KNOWN_VERSION = weasyprint.__version__ == "70.0"
REPLACED = KNOWN_VERSION and pango.pango_version() >= 15000
# Styles in which a line is words, blanks and nothing else.
PLAIN = {
    "white_space": "normal",
    "overflow_wrap": "normal",
    "word_break": "normal",
    "letter_spacing": "normal",
    "word_spacing": 0,
    "direction": "ltr",
    "font_kerning": "none",
    "font_language_override": "normal",
    "text_decoration_line": "none",
}
NOT_WORDS = "\n\t\u00ad"  # breaks, tabs and soft hyphens are left to WeasyPrint
FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)  # in the order of `font_features`
DESCRIBED = (*FEATURES, "direction", "lang", "font_family", "font_style", "font_stretch", "font_weight", "font_size")
DESCRIBED += ("font_variation_settings",)
_next, _add_spacing = inline.get_next_linebox, inline.add_word_spacing
_draw, _set_up = drawing.draw_first_line, Layout.setup


def _is_plain(style) -> bool:
    kept = style.__dict__
    if "plain" not in kept:
        words = style["hyphens"] != "auto" and style["lang"]
        kept["plain"] = words and all(style[name] == value for name, value in PLAIN.items())
    return kept["plain"]


def _first_line(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
    """As `split_first_line`: the layout, bytes of the line, bytes until the next, width, height, baseline in pixels."""
    rest = text, style, context, max_width, justification_spacing, is_line_start, minimum
    size = style["font_size"]
    if max_width in (None, inf) or max_width < 4 * size or any(mark in text for mark in NOT_WORDS):
        return split_first_line(*rest)
    if not _is_plain(style):
        return split_first_line(*rest)
    start = text[: int(3 * max_width / size)]  # one line and some of the next: letters are nearly half as wide as high
    layout = _Line(start, style, max_width)
    extents = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(layout.line, ffi.NULL, extents)
    width, height, baseline = (FROM_UNITS * units for units in (extents.width, extents.height, -extents.y))
    if width > max_width or (layout.following is None and start != text):
        return split_first_line(*rest)
    if layout.following is not None:
        layout.text = start.encode()[: layout.line.length].decode().rstrip(" ")
    return layout, len(layout.text.encode()), layout.following, width, height, baseline


def _strut(style):
    """As `strut`: height and baseline of a line, kept with its style."""
    kept = style.__dict__
    if "strut" not in kept:
        kept["strut"] = strut(style)
    return kept["strut"]


def _next_line(context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest):
    """As `get_next_linebox`, for one plain text between the edges of its block: the line, and where the next begins."""
    text, excluded = linebox.children[0] if linebox.children else None, context.excluded_shapes
    plain = type(text) is TextBox and text.style is linebox.style and _is_plain(text.style)
    if (
        not plain or len(linebox.children) > 1 or excluded or any(rest[-2:])
    ):  # the last are ::first-letter, ::first-line
        return _next(context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest)
    skip, encoded = next(iter(skip_stack[0])) if skip_stack else 0, text.text.encode()
    if skip == len(encoded):
        return None, None
    skip = len(encoded) - len(encoded[skip:].lstrip(b" "))
    left = containing_block.content_box_x()
    available = left + containing_block.width - left
    end = (left + available) * (1 + 1e-9)
    linebox.position_x, linebox.position_y, text.position_x = left, position_y, left + linebox.text_indent
    inline.resolve_percentages(text, containing_block)
    box, resume_at, preserved = inline.split_text_box(context, text, end - text.position_x, skip)
    if box is None or box.position_x + box.margin_width() > end:
        return _next(context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest)
    line = linebox.copy_with_children([box])
    line.width = box.position_x + box.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)
    inline.remove_last_whitespace(context, line)
    offset = inline.text_align(context, line, available, last=resume_at is None or preserved)
    top = min(-box.baseline, -line.baseline)
    bottom = max(box.margin_height() - box.baseline, line.margin_height() - line.baseline)
    box.position_x, box.position_y = box.position_x + offset, position_y - top - box.baseline
    line.position_x, line.position_y = left + offset, position_y
    line.baseline, line.height, line.margin_top, line.margin_bottom = -top, bottom - top, 0, 0
    return line, None if resume_at is None else {0: {resume_at: None}}


class _Line(Layout):
    """The first line of a text that Pango shaped and broke; kept until it is drawn."""

    def __init__(self, text, style, max_width):
        self.text, self.justification_spacing, self.max_width = text, 0, max_width
        context, font, _language, _features, attributes = _described(style)
        self.layout = _new_layout(context, font)
        pango.pango_layout_set_attributes(self.layout, attributes)
        pango.pango_layout_set_width(self.layout, int(max_width * TO_UNITS))
        pango.pango_layout_set_text(self.layout, text.encode(), -1)
        self.line, self.following = self.get_first_line()

    def reactivate(self, style):
        """Nothing is shaped anew to be drawn, unless `_draw_line` asks for it."""

    def deactivate(self):
        """Nothing is let go: the document goes soon."""


def _spread(context, box, justification_spacing, x_advance):
    """As `add_word_spacing`, but leaves a line as it was shaped."""
    if not isinstance(getattr(box, "pango_layout", None), _Line):
        return _add_spacing(context, box, justification_spacing, x_advance)
    extra = justification_spacing * inline.count_expandable_spaces(box)
    box.justification_spacing = justification_spacing
    box.position_x += x_advance
    box.width += extra
    return x_advance + extra


class _Written(dict):
    """How glyphs of a font are written in a file, by glyph, width, offset to the right in units of Pango, and letter."""

    def __init__(self, font, size):
        self.font, self.size, self.extents = font, size, ffi.new("PangoRectangle *")

    def __missing__(self, key):
        glyph, width, offset, letter = key
        self.font.to_unicode.setdefault(glyph, letter)
        widths, offset = self.font.widths, offset / self.size
        if glyph not in widths:
            pango.pango_font_get_glyph_extents(self.pango_font, glyph, ffi.NULL, self.extents)
            widths[glyph] = round(self.extents.width * 1000 * FROM_UNITS / self.size)
        kerning = widths[glyph] + offset - width * 1000 * FROM_UNITS / self.size
        before, after = f">{-offset}<" if offset else "", f">{int(kerning)}<" if kerning else ""
        written = self[key] = f"{before}{glyph:04x}{after}"
        return written


def _written(stream, pango_font) -> _Written | None:
    font, size = stream.add_font(pango_font)
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    kept = font.__dict__.setdefault("written", {})
    if size not in kept:
        kept[size] = _Written(font, size)
    kept[size].pango_font = pango_font  # the one before may be gone
    return kept[size]


def _runs(stream, line, text, spacing):
    """Runs of a line: font of Pango, how its glyphs are written, glyphs. None if a letter has not one glyph."""
    runs, text = [], text.encode()
    if spacing and (b"  " in text or b"\xc2\xa0" in text):
        return None
    rest = line.runs
    while rest != ffi.NULL:  # a glyph is five numbers: itself, its width, its offset to the right and up, its flags
        item, glyphs = rest.data.item, rest.data.glyphs
        count, font, rest = glyphs.num_glyphs, item.analysis.font, rest.next
        letters = text[item.offset : item.offset + item.length].decode()  # without the blank at the end of the line
        numbers = ffi.unpack(ffi.cast("int *", glyphs.glyphs), 5 * count)[: 5 * len(letters)]
        if count != item.num_chars or len(set(ffi.unpack(glyphs.log_clusters, count))) != count:
            return None
        if item.analysis.level % 2 or any(numbers[3::5]) or max(numbers[::5], default=0) > 0xFFFF:
            return None
        written = _written(stream, font)
        if written is None:
            return None
        found = list(zip(numbers[::5], numbers[1::5], numbers[2::5], letters, strict=True))
        parts = _spaced(letters, found, spacing) if spacing else [found]
        runs += [(font, written, part) for part in parts if part]
    return runs


def _spaced(letters, found, spacing):
    """Words and blanks, as Pango makes runs of them to widen the blanks."""
    wider = int(spacing * TO_UNITS)
    left = wider // 2 if wider % TO_UNITS else (wider // 2 + TO_UNITS // 2) // TO_UNITS * TO_UNITS
    at, parts = 0, []
    for word in letters.split(" "):
        if at:
            glyph, width, offset, blank = found[at - 1]
            parts.append([(glyph, width + wider, offset + left, blank)])
        parts.append(found[at : at + len(word)])
        at += len(word) + 1
    return parts


def _draw_line(stream, textbox, text_overflow, block_ellipsis, matrix):
    """As `draw_first_line`."""
    layout, style = textbox.pango_layout, textbox.style
    shaped = isinstance(layout, _Line)
    whole = block_ellipsis == "none" and text_overflow != "ellipsis" and layout.text.strip() and style["font_size"] > 1
    if whole:
        line = layout.line if shaped else layout.get_first_line()[0]
        runs = _runs(stream, line, layout.text, textbox.justification_spacing if shaped else 0)
    if not whole or runs is None:
        if shaped:
            layout.justification_spacing = textbox.justification_spacing
            Layout.reactivate(layout, style)
        return _draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    before, string = None, ""
    for font, written, found in runs:
        if font != before:
            if string:
                stream.show_text(string)
            before, string = font, ""
            stream.set_font_size(written.font.hash, written.size)
        string += f"<{''.join(map(written.__getitem__, found))}>"
        string = string.removesuffix("<>")
    stream.show_text(string)
    return []


def _described(style):
    """What Pango is told of a style: context, font, language, features and the list that has them.

    Kept with the style, and with the fonts of the thread for styles that say the same in this or a later document.
    """
    kept, fonts = style.__dict__, style.font_config
    if "described" not in kept:
        said = tuple(style[name] for name in DESCRIBED)
        known = fonts.__dict__.setdefault("described", {})
        if said not in known:
            context = ffi.gc(pango.pango_font_map_create_context(fonts.font_map), gobject.g_object_unref)
            pango.pango_context_set_round_glyph_positions(context, False)
            pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
            language = pango.pango_language_from_string(unicode_to_char_p(style["lang"])[0])
            pango.pango_context_set_language(context, language)
            features = font_features(*(style[name] for name in FEATURES))
            features = ",".join(f"{key} {value}" for key, value in features.items()).encode()
            known[said] = context, get_font_description(style), language, features, _attributes(features)
        kept["described"] = known[said]
    return kept["described"]


def _attributes(features: bytes):
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    if features:
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
    return attributes


def _new_layout(context, font):
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    pango.pango_layout_set_font_description(layout, font)
    return layout


def _set_up_once(self, style):
    """As `Layout.setup`, from what is kept with the style; styles live as long as their document."""
    if not style["lang"] or style["font_language_override"] != "normal" or style["text_decoration_line"] != "none":
        return _set_up(self, style)
    context, font, self.language, features, _attributes_of_lines = _described(style)
    self.style, self.first_line_direction = style, 0
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = _new_layout(context, font)
    if features:  # in a list of its own, as `set_text` adds to it
        pango.pango_layout_set_attributes(self.layout, _attributes(features))


def replace(on: bool = True) -> None:
    """Puts these in the place of WeasyPrint's own; `replace(False)` takes them out again, for comparison."""
    if REPLACED:
        inline.split_first_line = _first_line if on else split_first_line
        inline.get_next_linebox = _next_line if on else _next
        inline.strut = _strut if on else strut
        inline.add_word_spacing = _spread if on else _add_spacing
        drawing.draw_first_line = _draw_line if on else _draw
        Layout.setup = _set_up_once if on else _set_up
