"""The life every document shares: parties say who it concerns, transitions say what may happen to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q

from workflow.transitions import NotAllowed, Transition

NOBODY = Q(pk__in=[])


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rows this person may know of; the only way views reach documents."""
        if not user.is_authenticated or not user.posts():
            return self.none()
        return self.filter(self.model.visibility(user))

    def waiting_for(self, user, *parties):
        """Documents on which `user` can make an awaited move today, from the class's two tables.

        `parties` limits it to the moves that are his as one of these.
        """
        if not user.is_authenticated:
            return self.none()
        movers: dict[tuple[str, tuple[int, ...]], set[str]] = {}
        for transition in self.model.TRANSITIONS:
            if transition.awaited:
                for party, role in transition.by:
                    if not parties or party in parties:
                        movers.setdefault((party, tuple(user.agency_ids(role))), set()).update(transition.sources)
        rows = (
            Q(state__in=sorted(sources)) & self.model.concerns(party, list(agencies))
            for (party, agencies), sources in movers.items()
            if agencies
        )
        return self.filter(reduce(or_, rows, NOBODY))


class Document(models.Model):
    """Abstract. A subclass gives `State`, `PARTIES`, `TRANSITIONS` and, where rows need it, `visibility`.

    `PARTIES` maps a party to the lookup path that leads from the document to the agency ("round__standing"), or to a
    callable that takes agency ids and returns the Q of the documents in which they are that party.
    """

    PARTIES: ClassVar[dict[str, str | Callable[[list[int]], Q]]] = {}
    TRANSITIONS: ClassVar[tuple[Transition, ...]] = ()

    state = models.CharField("trạng thái", max_length=20)
    came_from = models.CharField(max_length=20, blank=True, editable=False)
    events = GenericRelation("workflow.Event", "document_id", "document_type")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def concerns(cls, party: str, agency_ids: list[int]) -> Q:
        """Documents in which one of the agencies is the party."""
        lookup = cls.PARTIES.get(party)
        if lookup is None:
            return NOBODY
        return lookup(agency_ids) if callable(lookup) else Q(**{f"{lookup}__in": agency_ids})

    @classmethod
    def visibility(cls, user) -> Q:
        return reduce(or_, (cls.concerns(party, user.agency_ids()) for party in cls.PARTIES), NOBODY)

    @classmethod
    def transition(cls, name: str) -> Transition:
        for row in cls.TRANSITIONS:
            if row.name == name:
                return row
        raise NotAllowed("Không có thao tác này. Hãy tải lại trang rồi chọn lại.")

    def parties_of(self, agency_ids: list[int]) -> set[str]:
        """The parties that any of the agencies is in this document."""
        return {party for party in self.PARTIES if self.is_party(party, agency_ids)}

    def is_party(self, party: str, agency_ids: list[int]) -> bool:
        lookup = self.PARTIES.get(party)
        if lookup is None or not agency_ids:
            return False
        if callable(lookup):
            return type(self)._default_manager.filter(lookup(agency_ids), pk=self.pk).exists()
        *path, last = lookup.split("__")
        owner = reduce(lambda at, name: getattr(at, name) if at is not None else None, path, self)
        return owner is not None and getattr(owner, f"{last}_id") in agency_ids

    def qualifying(self, transition: Transition, user) -> list:
        """The memberships of `user` under which he may make this move, whatever the state."""
        return [
            post
            for post in user.posts()
            for party, role in transition.by
            if role == post.role and self.is_party(party, [post.agency_id])
        ]

    def moves_for(self, user) -> list[Transition]:
        """What `user` may do with this document as it stands; a refusing guard does not hide the button."""
        return [row for row in self.TRANSITIONS if self.state in row.sources and self.qualifying(row, user)]
