"""What every test gets, and the clock for those that ask."""

from collections import Counter
from contextlib import ExitStack

import hypothesis
import pytest
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection

from agencies import clock, statements
from tests.smtp import Office, Server
from workflow import triggers

ORDINARY_DAY = "2024-12-20 09:00"

# A busy machine is no failure of a property.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")


@pytest.fixture(autouse=True)
def own_files_and_cache(settings, tmp_path):
    """Every test has its own media directory, made when something is stored, and an empty cache (login throttling)."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture(autouse=True)
def flush_may_delete_history(_django_db_helper):
    """The flush after a transactional test deletes rows one by one on SQLite; the rules against that come back with it."""
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block and connection.connection is not None:
        triggers.remove(connection)


@pytest.fixture(autouse=True)
def kept_statements_are_what_would_be_written(request, monkeypatch):
    """Every kept statement is written anew from the very arguments, and must be the same: the first times that a test
    runs it, for some send hundreds of pages."""
    if request.node.get_closest_marker("benchmark"):
        return
    kept, times = statements.statement_of, Counter()

    def proved(build, arguments):
        statement, given = kept(build, arguments)
        times[statement] += 1
        if times[statement] > 5:
            return statement, given
        try:
            written = build(*arguments).query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            written = "", ()
        assert (statement.sql, statement.filled(given)) == written
        return statement, given

    monkeypatch.setattr(statements, "statement_of", proved)


@pytest.fixture
def portal_day(settings):
    """It is 20 December 2024, 9 o'clock, until the test says otherwise: `portal_day("2025-01-02 17:30")`.

    The test itself and its client see the very minute; the threads of a live server see the day (settings.DEMO_DAY).
    """
    with ExitStack() as held:

        def move_to(moment: str):
            held.close()
            settings.DEMO_DAY = moment[:10]
            return held.enter_context(clock.at(moment))

        move_to(ORDINARY_DAY)
        yield move_to


@pytest.fixture
def smtp(settings, portal_day):
    """A running mail server: `smtp.received`, `smtp.manner[address]`, `smtp.server.stop()` and `.start()`."""
    server = Server(Office())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.DEFAULT_FROM_EMAIL = "Cổng CCHC <cchc@example.vn>"
    server.office.server = server
    server.start()
    yield server.office
    server.stop()
