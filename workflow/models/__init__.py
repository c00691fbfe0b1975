from .document import Document, DocumentQuerySet
from .event import Event, past_of
from .evidence import Evidence
from .job import Job, JobState
from .mail import Mail, MailState
from .notice import Notice
from .press import Press
from .reminder import Alert, AlertKind, Reminder, ReminderKind, ReminderRule

__all__ = [
    "Alert",
    "AlertKind",
    "Document",
    "DocumentQuerySet",
    "Event",
    "Evidence",
    "Job",
    "JobState",
    "Mail",
    "MailState",
    "Notice",
    "Press",
    "Reminder",
    "ReminderKind",
    "ReminderRule",
    "past_of",
]
