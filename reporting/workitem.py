"""One line of Việc của tôi."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=7)


@dataclass(frozen=True)
class WorkItem:
    """One line of the ledger. `due` None sorts last; `chip` is (family, key, text or "")."""

    due: date | None
    kind: str
    title: str
    detail: str
    chip: tuple[str, str, str]
    action: str
    url: str
    icon: str
    late_days: int = 0
