"""Đăng ký mô hình, cách làm hay: a unit registers what it invented; the authority recognises it and has it spread."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies.vietnamese import join_words, search_key, search_words
from models_registry.models.reform_model import ReformField
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHOR, AUTHORITY, CLERK, HEAD, STAFF, STANDING, Transition


class ProposalKind(models.TextChoices):
    MODEL = "MODEL", "Mô hình mới"
    PRACTICE = "PRACTICE", "Cách làm hay"


class ProposalState(models.TextChoices):
    DRAFT = "DRAFT", "Đang soạn"
    AWAITING_HEAD = "AWAITING_HEAD", "Chờ thủ trưởng"
    SUBMITTED = "SUBMITTED", "Đã gửi, chờ thẩm định"
    RETURNED = "RETURNED", "Chờ bổ sung"
    APPRAISED = "APPRAISED", "Đã thẩm định, chờ UBND"
    APPROVED = "APPROVED", "Được công nhận"
    REJECTED = "REJECTED", "Chưa công nhận"
    REPLICATED = "REPLICATED", "Đã nhân rộng"


WRITABLE = (ProposalState.DRAFT, ProposalState.RETURNED)
UNSENT = (ProposalState.DRAFT, ProposalState.AWAITING_HEAD)
RECOGNISED = (ProposalState.APPROVED, ProposalState.REPLICATED)
CONSIDERED = (ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.APPRAISED)
RECORDERS = {(STANDING, STAFF), (STANDING, HEAD), (AUTHORITY, CLERK)}
# What must be told before it may be sent: field -> its name in the sentence that refuses.
NEEDED = {
    "content": "cách làm",
    "result": "kết quả bước đầu",
    "applied_on": "ngày bắt đầu áp dụng",
}


def is_complete(proposal: Proposal) -> str:
    missing = [words for name, words in NEEDED.items() if not getattr(proposal, name)]
    return f"Hãy ghi {join_words(missing)} trước khi gửi." if missing else ""


def has_signed_file(proposal: Proposal) -> str:
    return is_complete(proposal) or ("" if proposal.signed_file_id else "Hãy đính kèm văn bản đăng ký đã ký.")


class ProposalQuerySet(DocumentQuerySet):
    def for_list(self):
        return self.select_related("author", "standing", "authority")

    def matching(self, text: str):
        """Proposals whose name or unit holds every word of `text`, with or without accents."""
        found = self
        for word in search_words(text):
            found = found.filter(search_key__contains=word)
        return found


class Proposal(Document):
    State = ProposalState
    PARTIES = {AUTHOR: "author", STANDING: "standing", AUTHORITY: "authority"}
    TRANSITIONS = (
        Transition(
            "send_up",
            "Trình thủ trưởng",
            WRITABLE,
            ProposalState.AWAITING_HEAD,
            by={(AUTHOR, STAFF)},
            guard=is_complete,
            awaited=True,
        ),
        Transition(
            "hand_back",
            "Chuyển lại",
            {ProposalState.AWAITING_HEAD},
            lambda proposal: proposal.came_from or ProposalState.DRAFT,
            by={(AUTHOR, HEAD)},
            needs_reason=True,
        ),
        Transition(
            "submit",
            "Gửi đăng ký",
            {*WRITABLE, ProposalState.AWAITING_HEAD},
            ProposalState.SUBMITTED,
            by={(AUTHOR, HEAD)},
            guard=is_complete,
            awaited=True,
        ),
        Transition(
            "submit_signed",
            "Gửi kèm văn bản đã ký",
            {*WRITABLE, ProposalState.AWAITING_HEAD},
            ProposalState.SUBMITTED,
            by={(AUTHOR, STAFF), (AUTHOR, CLERK), (AUTHOR, HEAD)},
            guard=has_signed_file,
            needs=("signed_file",),
        ),
        Transition(
            "recall",
            "Rút lại",
            {ProposalState.SUBMITTED},
            ProposalState.DRAFT,
            by={(AUTHOR, HEAD), (AUTHOR, CLERK)},
            needs_reason=True,
        ),
        Transition(
            "return",
            "Đề nghị bổ sung",
            {ProposalState.SUBMITTED},
            ProposalState.RETURNED,
            by={(STANDING, STAFF), (STANDING, HEAD)},
            needs_reason=True,
        ),
        Transition(
            "appraise",
            "Thẩm định, trình UBND",
            {ProposalState.SUBMITTED},
            ProposalState.APPRAISED,
            by={(STANDING, STAFF), (STANDING, HEAD)},
            needs_reason=True,
            awaited=True,
            needs=("recommendation",),
        ),
        Transition(
            "approve",
            "Công nhận",
            {ProposalState.APPRAISED},
            ProposalState.APPROVED,
            by={(AUTHORITY, HEAD)},
            awaited=True,
            needs=("decision",),
        ),
        Transition(
            "reject",
            "Chưa công nhận",
            {ProposalState.APPRAISED},
            ProposalState.REJECTED,
            by={(AUTHORITY, HEAD)},
            needs_reason=True,
        ),
        # Moved by whoever records the model in a plan, or prepares that decision again: spreading it is the authority's order.
        Transition("replicate", "Nhân rộng", {ProposalState.APPROVED}, ProposalState.REPLICATED, by=RECORDERS),
        Transition(
            "set_back",
            "Đưa lại, chưa nhân rộng",
            {ProposalState.REPLICATED},
            ProposalState.APPROVED,
            by=RECORDERS,
            needs_reason=True,
        ),
    )

    author = models.ForeignKey(
        "agencies.Agency", verbose_name="đơn vị đăng ký", on_delete=models.PROTECT, related_name="proposals"
    )
    standing = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan thẩm định", on_delete=models.PROTECT, related_name="+"
    )
    authority = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan công nhận", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("loại", max_length=10, choices=ProposalKind, default=ProposalKind.PRACTICE)
    field = models.CharField("lĩnh vực", max_length=20, choices=ReformField)
    year = models.PositiveSmallIntegerField("năm đăng ký")
    name = models.CharField("tên mô hình, cách làm", max_length=300)
    problem = models.TextField("vì sao cần làm", blank=True)
    content = models.TextField("cách làm", blank=True)
    applied_on = models.DateField("áp dụng từ ngày", null=True, blank=True)
    result = models.TextField("kết quả bước đầu", blank=True)
    spread = models.TextField("khả năng nhân rộng, điều kiện cần có", blank=True)
    evidence = models.ManyToManyField("workflow.Evidence", blank=True, related_name="+")
    signed_file = models.ForeignKey(
        "workflow.Evidence",
        verbose_name="văn bản đăng ký đã ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_on = models.DateField("gửi ngày", null=True, blank=True)
    decision = models.CharField("văn bản công nhận", max_length=300, blank=True)
    reform_model = models.ForeignKey(
        "models_registry.ReformModel", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    revision = models.PositiveIntegerField(default=0)
    search_key = models.CharField(max_length=600, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký mô hình, cách làm hay"
        verbose_name_plural = "đăng ký mô hình, cách làm hay"
        ordering = ["-year", "-submitted_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known")]
        indexes = [models.Index(fields=["authority", "year", "field"], name="proposals_of_a_year")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.author.name}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    def get_state_display(self) -> str:
        return ProposalState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """The unit sees its own; standing agency and authority what was sent; everybody what was recognised."""
        mine = user.agency_ids()
        run = (cls.concerns(STANDING, mine) | cls.concerns(AUTHORITY, mine)) & ~Q(state__in=UNSENT)
        known = Q(state__in=RECOGNISED, authority__in=user.jurisdiction_ids())
        return cls.concerns(AUTHOR, mine) | run | known
