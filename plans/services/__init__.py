from .bulk import Outcome, extend_many, remind_many
from .difficulties import move_difficulty, raise_difficulty
from .directions import (
    DIRECTIONS_TITLE,
    Conclusion,
    give_conclusions,
    give_direction,
    leaders_of,
    recording_for,
    rolling_plan,
)
from .intake import Written, loaded_entries, may_load, write_lines
from .issuing import expand, issue_assignments, issue_plan, record_plan
from .log import add_activity, correct_activity
from .progress import complete_assignment, confirm_assignment, extend_assignment, return_assignment
from .replicating import Replication, replicate_model
from .roster import may_set_turns, rotated, set_turns, taking_turns

__all__ = [
    "DIRECTIONS_TITLE",
    "Conclusion",
    "Outcome",
    "Replication",
    "Written",
    "add_activity",
    "complete_assignment",
    "confirm_assignment",
    "correct_activity",
    "expand",
    "extend_assignment",
    "extend_many",
    "give_conclusions",
    "give_direction",
    "issue_assignments",
    "issue_plan",
    "leaders_of",
    "loaded_entries",
    "may_load",
    "may_set_turns",
    "move_difficulty",
    "raise_difficulty",
    "record_plan",
    "recording_for",
    "remind_many",
    "replicate_model",
    "return_assignment",
    "rolling_plan",
    "rotated",
    "set_turns",
    "taking_turns",
    "write_lines",
]
