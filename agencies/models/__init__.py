from .agency import Agency, AgencyGroup, AgencyKind, Duty, DutyKind, GroupMember, Level, Succession
from .people import Membership, Role, User

__all__ = [
    "Agency",
    "AgencyGroup",
    "AgencyKind",
    "Duty",
    "DutyKind",
    "GroupMember",
    "Level",
    "Membership",
    "Role",
    "Succession",
    "User",
]
