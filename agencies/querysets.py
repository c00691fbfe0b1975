"""Questions about agencies and people, asked the way an office asks them."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q

from .vietnamese import search_words


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day to a day, both included; an open end is NULL."""

    def active(self, on: date):
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=on), Q(active_to__isnull=True) | Q(active_to__gte=on)
        )


class SearchableQuerySet(models.QuerySet):
    def matching(self, text: str):
        """Rows whose name holds every word of `text`, with or without accents."""
        found = self
        for word in search_words(text):
            found = found.filter(search_key__contains=word)
        return found


class AgencyQuerySet(DatedQuerySet, SearchableQuerySet):
    def within(self, committee):
        """The jurisdiction of a committee: itself and everything under it."""
        return self.filter(path__startswith=committee.path)

    def holding(self, kind: str, *, jurisdiction, on: date):
        """Agencies that hold a duty for a jurisdiction on a day."""
        duties = apps.get_model("agencies", "Duty").objects.active(on).filter(kind=kind, jurisdiction=jurisdiction)
        return self.filter(pk__in=duties.values("agency"))


class UserQuerySet(SearchableQuerySet):
    def by_name(self):
        """Vietnamese order: by given name, then by the whole name."""
        return self.order_by("sort_key")
