"""Making the authority's report of a round out of what the units sent, and taking it to publication."""

from reporting.consolidating.access import may_edit, refuse_unless_editing, runs
from reporting.consolidating.building import build, rebuild
from reporting.consolidating.content import NONE_AROSE, content_of, shown_annex, shown_content
from reporting.consolidating.editing import (
    ParagraphConflict,
    add_paragraph,
    exclude_figure,
    exclude_report,
    include_figure,
    include_report,
    override_figure,
    save_paragraph,
)
from reporting.consolidating.following import carriable, carry_up, supplement
from reporting.consolidating.monitoring import monitor_remark, monitors_of
from reporting.consolidating.moving import MOVES, hand_back, present, publish, return_to_standing, send_up, sign, verify
from reporting.consolidating.staleness import Staleness, is_missing, owed_of, staleness
from reporting.consolidating.wording import collated_text, value_text

__all__ = [
    "MOVES",
    "NONE_AROSE",
    "ParagraphConflict",
    "Staleness",
    "add_paragraph",
    "build",
    "carriable",
    "carry_up",
    "collated_text",
    "content_of",
    "exclude_figure",
    "exclude_report",
    "hand_back",
    "include_figure",
    "include_report",
    "is_missing",
    "may_edit",
    "monitor_remark",
    "monitors_of",
    "override_figure",
    "owed_of",
    "present",
    "publish",
    "rebuild",
    "refuse_unless_editing",
    "return_to_standing",
    "runs",
    "save_paragraph",
    "send_up",
    "shown_annex",
    "shown_content",
    "sign",
    "staleness",
    "supplement",
    "value_text",
    "verify",
]
