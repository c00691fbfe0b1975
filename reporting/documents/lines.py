"""Lines of text: broken as WeasyPrint breaks them, with a third of its calls to Pango.

WeasyPrint 70 has Pango shape every line three times before it is drawn: with the text after it to find where it ends,
with one more word in case Pango broke too early, and alone to be measured. Pango since 1.50 does not count the blank at
the end of a line, neither to break it nor in its extents: the first of the three says all. A justified line is shaped
once more when it is drawn, so what WeasyPrint prepares for it before that is never used. And each time it describes
font, language and features to Pango anew, though nearly all lines share one style, and leaks the list of features.

This saves a seventh of the time of a report. The files are the same byte for byte, as the tests prove; with another
WeasyPrint or an older Pango nothing is replaced.
"""

from __future__ import annotations

from math import inf

import weasyprint
from weasyprint.layout import inline
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout, create_layout, split_first_line

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
_set_up = Layout.setup


def _first_line(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
    """As `split_first_line`: the layout, bytes of the line, bytes until the next, width, height, baseline in pixels."""
    rest = text, style, context, max_width, justification_spacing, is_line_start, minimum
    size = style["font_size"]
    if max_width in (None, inf) or max_width < 4 * size or any(mark in text for mark in NOT_WORDS):
        return split_first_line(*rest)
    if style["hyphens"] == "auto" or any(style[name] != value for name, value in PLAIN.items()):
        return split_first_line(*rest)
    start = text[: int(4 * max_width / size)]  # one line and half of the next, of letters a quarter as wide as high
    layout = create_layout(start, style, context, max_width, justification_spacing)
    line, following = layout.get_first_line()
    with ffi.new("PangoRectangle *") as extents:
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        width, height, baseline = (FROM_UNITS * units for units in (extents.width, extents.height, -extents.y))
    if width > max_width or (following is None and start != text):
        return split_first_line(*rest)
    if following is not None:
        layout.text = start.encode()[: line.length].decode().rstrip(" ")
    layout.deactivate()
    return layout, len(layout.text.encode()), following, width, height, baseline


class _NotDrawnYet(Layout):
    """A line that Pango shapes when it is drawn."""

    def __init__(self, text, justification_spacing):
        self.text, self.justification_spacing, self.max_width = text, justification_spacing, None

    def deactivate(self):
        if hasattr(self, "layout"):
            super().deactivate()


def _justified(text, style, context, max_width, justification_spacing):
    if max_width is None and text.strip(" "):
        return _NotDrawnYet(text, justification_spacing)
    return create_layout(text, style, context, max_width, justification_spacing)


def _described(style):
    """What Pango is told of a style: context, font, language, features."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_from_string(unicode_to_char_p(style["lang"])[0])
    pango.pango_context_set_language(context, language)
    features = font_features(*(style[name] for name in FEATURES))
    return context, get_font_description(style), language, ",".join(f"{k} {v}" for k, v in features.items()).encode()


def _set_up_once(self, style):
    """As `Layout.setup`, from what is kept with the style; styles live as long as their document."""
    if not style["lang"] or style["font_language_override"] != "normal" or style["text_decoration_line"] != "none":
        return _set_up(self, style)
    kept = style.__dict__
    if "described" not in kept:
        kept["described"] = _described(style)
    context, font, self.language, features = kept["described"]
    self.style, self.first_line_direction = style, 0
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, font)
    if features:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
        pango.pango_layout_set_attributes(self.layout, attributes)


def replace(on: bool = True) -> None:
    """Puts these in the place of WeasyPrint's own; `replace(False)` takes them out again, for comparison."""
    if REPLACED:
        inline.split_first_line = _first_line if on else split_first_line
        inline.create_layout = _justified if on else create_layout
        Layout.setup = _set_up_once if on else _set_up
