"""Công văn đôn đốc: the reminder in official form, to the units that owe something, with the list of what they owe."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies import clock
from workflow.models import Document, DocumentQuerySet
from workflow.transitions import AUTHOR, CLERK, HEAD, STAFF, STANDING, Transition


class LetterState(models.TextChoices):
    DRAFT = "DRAFT", "Dự thảo"
    AWAITING_HEAD = "AWAITING_HEAD", "Chờ ký"
    SIGNED = "SIGNED", "Đã ký, chờ số"
    ISSUED = "ISSUED", "Đã phát hành"
    DROPPED = "DROPPED", "Đã bỏ"


_ = LetterState


def has_signed_file(letter) -> str:
    return "" if letter.signed_file_id else "Hãy đính kèm công văn đã ký, đóng dấu: đó là bản gốc."


class LetterQuerySet(DocumentQuerySet):
    def for_list(self):
        return self.select_related("issuer", "standing", "made_by").prefetch_related("addressees__agency")


class Letter(Document):
    """The standing agency drafts it; it goes out in its own name or in that of the authority (`issuer`)."""

    State = LetterState
    PARTIES = {AUTHOR: "issuer", STANDING: "standing"}
    TRANSITIONS = (
        Transition(
            "send_up", "Trình ký", {_.DRAFT}, _.AWAITING_HEAD, by={(STANDING, STAFF), (STANDING, HEAD)}, awaited=True
        ),
        Transition("hand_back", "Chuyển lại", {_.AWAITING_HEAD}, _.DRAFT, by={(AUTHOR, HEAD)}, needs_reason=True),
        Transition("sign", "Ký", {_.AWAITING_HEAD}, _.SIGNED, by={(AUTHOR, HEAD)}, awaited=True),
        Transition(
            "publish",
            "Phát hành",
            {_.SIGNED},
            _.ISSUED,
            by={(AUTHOR, CLERK), (STANDING, STAFF), (STANDING, HEAD)},
            guard=has_signed_file,
            awaited=True,
            needs=("number", "symbol", "issued_on", "signed_file"),
        ),
        Transition(
            "publish_signed",
            "Phát hành bản đã ký ngoài cổng",
            {_.DRAFT, _.AWAITING_HEAD},
            _.ISSUED,
            by={(AUTHOR, CLERK), (STANDING, STAFF), (STANDING, HEAD)},
            guard=has_signed_file,
            needs=("number", "symbol", "issued_on", "signed_file"),
        ),
        Transition("drop", "Bỏ dự thảo", {_.DRAFT}, _.DROPPED, by={(STANDING, STAFF), (STANDING, HEAD)}),
    )

    standing = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey(
        "agencies.Agency", verbose_name="cơ quan ban hành", on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField("V/v", max_length=200)
    opening = models.TextField("mở đầu")
    closing = models.TextField("kết thúc")
    reply_by = models.DateField("thực hiện chậm nhất ngày")
    listed_on = models.DateField("danh sách tính đến ngày", default=clock.today)
    signer_form = models.CharField(max_length=4, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=80, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signed_file = models.ForeignKey(
        "workflow.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=clock.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "công văn đôn đốc"
        verbose_name_plural = "công văn đôn đốc"
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known")]

    def __str__(self) -> str:
        return f"Công văn {self.about}"

    def save(self, *args, **kwargs):
        self.state = self.state or LetterState.DRAFT
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.pk])

    def get_state_display(self) -> str:
        return LetterState(self.state).label

    @classmethod
    def visibility(cls, user) -> Q:
        """Who drafts and who signs; once issued also the authority and the units it is addressed to."""
        mine = user.agency_ids()
        addressed = LetterAddressee.objects.filter(agency__in=mine).values("letter")
        issued = Q(state=LetterState.ISSUED) & (Q(authority__in=mine) | Q(pk__in=addressed))
        return super().visibility(user) | issued

    @property
    def is_editable(self) -> bool:
        return self.state == LetterState.DRAFT


class LetterAddressee(models.Model):
    """A unit the letter goes to. `items` is what it owed on the day of the list: title, source, due, late (days)."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="addressees")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=250)
    position = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)

    class Meta:
        verbose_name = "nơi nhận công văn"
        verbose_name_plural = "nơi nhận công văn"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["letter", "agency"], name="one_addressee_per_letter")]

    def __str__(self) -> str:
        return self.agency_name
