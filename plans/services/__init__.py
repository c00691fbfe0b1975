from .amending import may_amend
from .bulk import Outcome, extend_many, remind_many
from .child_plans import ChildPlan, ask_child_plans, link_child_plan, own_plans, record_child_plan
from .coming import Coming, amend_plan, bring_amendments_into_force, coming_of, record_amendment, take_back_amendment
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
from .drafting import draft_of, drop_line, proposal_of, proposed, put_content, put_frame, put_line, restore_line
from .focal import Person, move_focal_officer, request_focal_officer
from .intake import Written, loaded_entries, may_load, write_lines
from .issuing import Expansion, issue_assignments, issue_plan, record_plan
from .log import add_activity, correct_activity
from .progress import complete_assignment, confirm_assignment, extend_assignment, return_assignment
from .replicating import Replication, replicate_model
from .roster import may_set_turns, rotated, set_turns, taking_turns
from .succeeding import left_behind_for
from .target_drafting import drop_target, put_target, restore_target, target_proposal_of
from .targets import keeps_targets, own_units, put_value, set_milestones

__all__ = [
    "DIRECTIONS_TITLE",
    "ChildPlan",
    "Coming",
    "Conclusion",
    "Expansion",
    "Outcome",
    "Person",
    "Replication",
    "Written",
    "add_activity",
    "amend_plan",
    "ask_child_plans",
    "bring_amendments_into_force",
    "coming_of",
    "complete_assignment",
    "confirm_assignment",
    "correct_activity",
    "draft_of",
    "drop_line",
    "drop_target",
    "extend_assignment",
    "extend_many",
    "give_conclusions",
    "give_direction",
    "issue_assignments",
    "issue_plan",
    "keeps_targets",
    "leaders_of",
    "left_behind_for",
    "link_child_plan",
    "loaded_entries",
    "may_amend",
    "may_load",
    "may_set_turns",
    "move_difficulty",
    "move_focal_officer",
    "own_plans",
    "own_units",
    "proposal_of",
    "proposed",
    "put_content",
    "put_frame",
    "put_line",
    "put_target",
    "put_value",
    "raise_difficulty",
    "record_amendment",
    "record_child_plan",
    "record_plan",
    "recording_for",
    "remind_many",
    "replicate_model",
    "request_focal_officer",
    "restore_line",
    "restore_target",
    "return_assignment",
    "rolling_plan",
    "rotated",
    "set_milestones",
    "set_turns",
    "take_back_amendment",
    "taking_turns",
    "target_proposal_of",
    "write_lines",
]
