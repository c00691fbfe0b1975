"""Khó khăn, vướng mắc: what a unit sends up about its work between reports, and what it is answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies import clock
from agencies.vietnamese import search_key
from plans.models.assignment import Assignment
from plans.models.order import PartKind
from plans.querysets import DOING
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHOR, AUTHORITY, HEAD, MONITOR, STAFF, STANDING, Transition

TEXT_MAX = 2000


class DifficultyState(models.TextChoices):
    OPEN = "OPEN", "Chờ trả lời"
    ANSWERED = "ANSWERED", "Đã trả lời"
    WITHDRAWN = "WITHDRAWN", "Đơn vị đã tự xử lý"


class DifficultyQuerySet(DocumentQuerySet):
    def for_list(self):
        return self.select_related(
            "assignment__order__plan__standing", "assignment__order__plan_model", "agency", "asked_of"
        ).prefetch_related("events")

    def with_what_was_said(self):
        """What the page of their task shows of them."""
        shown = ("state", "text", "raised_at", "assignment", "agency__name", "agency__short_name", "asked_of__name")
        return self.select_related("agency", "asked_of").only(*shown).prefetch_related("events")

    def matching(self, text: str):
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found


def watched_by(agency_ids: list[int]) -> Q:
    """Difficulties of orders that the agencies watch over, and those they were asked about."""
    orders = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=agency_ids).order_by().values("order")
    return Q(assignment__order__in=orders) | Q(asked_of__in=agency_ids)


ANSWERERS = {(STANDING, STAFF), (STANDING, HEAD), (MONITOR, STAFF), (MONITOR, HEAD), (AUTHORITY, HEAD)}
RAISERS = {(AUTHOR, STAFF), (AUTHOR, HEAD)}


class Difficulty(Document):
    """One difficulty; what was said after it stands in its events, append-only, so no answer overwrites another."""

    State = DifficultyState
    PARTIES = {
        AUTHOR: "assignment__kept_by",
        STANDING: "assignment__order__plan__standing",
        AUTHORITY: "assignment__order__plan__authority",
        MONITOR: watched_by,
    }
    TRANSITIONS = (
        Transition(
            "answer",
            "Trả lời",
            {DifficultyState.OPEN},
            DifficultyState.ANSWERED,
            by=ANSWERERS,
            needs_reason=True,
            awaited=True,
        ),
        Transition("supplement", "Trả lời thêm", {DifficultyState.ANSWERED}, None, by=ANSWERERS, needs_reason=True),
        Transition(
            "forward",
            "Chuyển cơ quan khác cho ý kiến",
            {DifficultyState.OPEN},
            None,
            by={(STANDING, STAFF), (STANDING, HEAD)},
            needs=("agency",),
        ),
        Transition(
            "ask_more", "Hỏi thêm", {DifficultyState.ANSWERED}, DifficultyState.OPEN, by=RAISERS, needs_reason=True
        ),
        Transition(
            "withdraw", "Đã tự xử lý", {DifficultyState.OPEN}, DifficultyState.WITHDRAWN, by=RAISERS, needs_reason=True
        ),
    )

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="difficulties")
    agency = models.ForeignKey(
        "agencies.Agency", verbose_name="đơn vị", on_delete=models.PROTECT, related_name="difficulties"
    )
    text = models.TextField("nội dung")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("nêu lúc", default=clock.now)
    asked_of = models.ForeignKey(
        "agencies.Agency",
        verbose_name="cơ quan được hỏi ý kiến",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    search_key = models.TextField(blank=True, editable=False)

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DifficultyState.values), name="difficulty_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.text[:80]}"

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.text} {self.agency.name}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("difficulty", args=[self.pk])

    def get_state_display(self) -> str:
        return DifficultyState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """The unit, those who answer, and, once answered, every unit that carries out the same order."""
        same = Assignment.objects.filter(kept_by__in=user.agency_ids(), part__in=DOING).order_by().values("order")
        return super().visibility(user) | Q(state=DifficultyState.ANSWERED, assignment__order__in=same)

    @property
    def thread(self) -> list:
        """What was said after it was raised, oldest first (from prefetched events)."""
        return [event for event in sorted(self.events.all(), key=lambda row: (row.at, row.pk)) if event.name != "raise"]

    @property
    def days_waiting(self) -> int:
        return clock.days_between(clock.day_of(self.raised_at), clock.today())
