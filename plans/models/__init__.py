from .amendment import Amendment
from .assignment import Assignment
from .difficulty import Difficulty, DifficultyState
from .focal import FocalOfficer, FocalState
from .log import Activity, ActivityFigure, Intake
from .order import (
    Cadence,
    Level,
    Measure,
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Requirement,
    ScheduleKind,
    Scope,
    Task,
)
from .plan import LegalBasis, Plan, PlanKind, PlanModel, PlanSection, PlanState, PlanVersion
from .reading import Reading, ReadingState
from .saved import SavedFilter
from .source import DirectionSource
from .tally import Tally, Uncounted
from .target import Direction, Target, TargetMilestone, TargetValue
from .turn import Turn

__all__ = [
    "Activity",
    "ActivityFigure",
    "Amendment",
    "Assignment",
    "Cadence",
    "Difficulty",
    "DifficultyState",
    "Direction",
    "DirectionSource",
    "FocalOfficer",
    "FocalState",
    "Intake",
    "LegalBasis",
    "Level",
    "Measure",
    "Nature",
    "Order",
    "OrderKind",
    "Part",
    "PartKind",
    "Plan",
    "PlanKind",
    "PlanModel",
    "PlanSection",
    "PlanState",
    "PlanVersion",
    "Reading",
    "ReadingState",
    "Requirement",
    "SavedFilter",
    "ScheduleKind",
    "Scope",
    "Tally",
    "Target",
    "TargetMilestone",
    "TargetValue",
    "Task",
    "Turn",
    "Uncounted",
]
