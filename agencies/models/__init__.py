from .agency import Agency, AgencyGroup, AgencyKind, Duty, DutyKind, GroupMember, Level, Succession
from .alias import AgencyAlias
from .people import LoginAttempt, Membership, Role, User

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyGroup",
    "AgencyKind",
    "Duty",
    "DutyKind",
    "GroupMember",
    "Level",
    "LoginAttempt",
    "Membership",
    "Role",
    "Succession",
    "User",
]
