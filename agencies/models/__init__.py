from .agency import Agency, AgencyGroup, AgencyKind, Duty, DutyKind, GroupMember, Level, Succession
from .people import LoginAttempt, Membership, Role, User

__all__ = [
    "Agency",
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
