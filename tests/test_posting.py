"""Everybody sends every form: it writes for those it is meant for, and nothing at all for anybody else."""

import inspect

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver

from agencies.models import Membership, Role
from tests import make
from tests.posting import FORMS
from tests.posting.form import EVERY, statements_that_write
from tests.test_pages import WRITES, World

WITHOUT_A_FORM = {"login", "logout"}


class Crowd(World):
    """The world with the head of the other commune and two people who only look on."""

    def __init__(self):
        super().__init__()
        self.d.other_head = make.user(self.d.communes[1], Role.HEAD)
        self.d.unit_viewer = make.user(self.d.commune, Role.VIEWER)
        self.d.viewer = make.user(self.d.committee, Role.VIEWER)
        Membership.objects.create(user=self.d.viewer, agency=self.d.standing, role=Role.VIEWER)

    def session_of(self, who: str) -> str:
        client = Client()
        client.force_login(getattr(self.d, who))
        return client.cookies["sessionid"].value


def sent_with(session: str, address: str, body: dict, **extra):
    client = Client()
    client.cookies["sessionid"] = session
    return client.post(address, body, **extra)


def taking_forms(patterns) -> set[str]:
    """Names of the addresses whose views read what is sent to them."""
    found = set()
    for item in patterns:
        if hasattr(item, "url_patterns"):
            if not str(item.pattern).startswith("quan-tri"):
                found |= taking_forms(item.url_patterns)
        elif hasattr(getattr(item.callback, "view_class", None), "post") or (
            not hasattr(item.callback, "view_class") and "POST" in inspect.getsource(item.callback)
        ):
            found.add(item.name)
    return found


def test_every_address_that_takes_a_form_has_one():
    known = {form.name for forms in FORMS.values() for form in forms}
    assert taking_forms(get_resolver().url_patterns) | set(WRITES) == known | WITHOUT_A_FORM


@pytest.mark.parametrize("where", FORMS)
def test_a_form_writes_only_for_those_it_is_meant_for(where, db, portal_day, monkeypatch):
    # Most are told that there is nothing here; the page that says so need not be drawn a thousand times.
    monkeypatch.setattr("config.urls.handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
    world = Crowd()
    sessions = {who: world.session_of(who) for who in sorted(EVERY)}
    for form in FORMS[where]:
        one_of_them = min(form.by)
        with transaction.atomic():
            if form.before:
                form.before(world)
            address = form.address(world)
            for who in [one_of_them, *sorted(EVERY - form.by)]:
                with transaction.atomic():
                    body = form.body(world)
                    with statements_that_write() as written:
                        reply = sent_with(sessions[who], address, body)
                    transaction.set_rollback(True)
                assert bool(written) == (who in form.by), f"{address} {who}: {reply.status_code} {written[:1]}"
                assert reply.status_code < 500
            transaction.set_rollback(True)
