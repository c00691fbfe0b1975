"""An amendment before it is a version of its plan: in preparation, then signed and waiting for its day."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from agencies import clock
from plans.models.plan import Plan, PlanState, PlanVersion


class AmendmentQuerySet(models.QuerySet):
    def in_preparation(self):
        return self.filter(effective_on=None, version=None)

    def waiting(self):
        """Signed, of plans that are carried out, not in force yet; the first to come first."""
        return (
            self.filter(effective_on__isnull=False, version=None, plan__state=PlanState.ISSUED)
            .select_related("plan__authority", "plan__standing", "saved_by")
            .order_by("effective_on", "pk")
        )


class Amendment(models.Model):
    """`rows` holds only what differs: "12" (an order of the plan) or "n1" (a new line) -> {"drop": true} or the line's
    values and parts as `plans.services.drafting` writes them, with "was", the plan's line they were prepared from.

    `targets` holds what differs of the targets under the same kind of keys: the "line" it is to be (absent: set aside) and
    what it "was", both as `plans.services.target_lines.as_json` has them.
    `frame` holds what `plans.services.frame` says otherwise than the plan: name of a field -> its value as text.
    `decision`, `effective_on`, `note` and `signed_file` are known once it is signed; `version` is what it became on its
    day. `saved_by` prepared it last, or recorded its decision.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    rows = models.JSONField(default=dict)
    targets = models.JSONField("chỉ tiêu", default=dict, blank=True)
    frame = models.JSONField("tên, thời gian, căn cứ", default=dict, blank=True)
    decision = models.CharField("văn bản điều chỉnh", max_length=300, blank=True)
    effective_on = models.DateField("hiệu lực từ", null=True, blank=True)
    note = models.CharField("nội dung điều chỉnh", max_length=500, blank=True)
    signed_file = models.ForeignKey(
        "workflow.Evidence",
        verbose_name="văn bản điều chỉnh đã ký",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version = models.OneToOneField(PlanVersion, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey("agencies.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "dự thảo điều chỉnh"
        verbose_name_plural = "các dự thảo điều chỉnh"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(version=None, effective_on=None),
                name="one_amendment_in_preparation_per_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.version or ('chờ có hiệu lực' if self.effective_on else 'đang soạn')}"

    @staticmethod
    def new_key(taken: Iterable[str]) -> str:
        """The key of one more new line beside those that are taken."""
        return f"n{max((int(key[1:]) for key in taken if not key.isdigit()), default=0) + 1}"

    @property
    def new_models(self) -> set[int]:
        """Ids of the registry's models that its new lines bring into the plan."""
        return {row["new_model"]["pk"] for row in self.rows.values() if row.get("new_model")}

    @property
    def is_waiting(self) -> bool:
        return self.effective_on is not None and self.version_id is None
