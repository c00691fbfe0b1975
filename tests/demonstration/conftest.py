"""The demonstration is loaded once for all its tests, inside one transaction that is taken back after the last of them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database after `manage.py load_demo`; gives what the command said."""
    said = StringIO()
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, DEMO_DAY="2024-12-20"),
        transaction.atomic(),
    ):
        call_command("load_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, portal_day):
    """A test that reads the loaded demonstration on its day, at nine in the morning."""
    return loaded
