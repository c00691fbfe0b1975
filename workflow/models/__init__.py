from .document import Document, DocumentQuerySet
from .event import Event
from .evidence import Evidence
from .job import Job, JobState
from .notice import Notice

__all__ = ["Document", "DocumentQuerySet", "Event", "Evidence", "Job", "JobState", "Notice"]
