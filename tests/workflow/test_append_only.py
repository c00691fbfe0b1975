"""What has happened stays: the database refuses to change history, whoever asks and by whatever way."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from reporting import moves
from reporting.models import Answer, ReportVersion
from tests import make
from workflow import triggers
from workflow.models import Event, Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(portal_day):
    d = make.ReportingDistrict()
    report = make.fill(d.report())
    moves.submit(report=report, by=d.head)
    return report


def refused(act) -> None:
    with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic():
        act()


def sql(statement: str, *values):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def test_events_are_neither_changed_nor_deleted(sent):
    event = Event.objects.get(name="submit")
    refused(lambda: Event.objects.filter(pk=event.pk).update(reason="khác"))
    refused(lambda: Event.objects.filter(pk=event.pk)._raw_delete(using="default"))
    refused(event.save)
    refused(sql("DELETE FROM workflow_event WHERE id = %s", event.pk))
    refused(sql("UPDATE workflow_event SET at = at WHERE id = %s", event.pk))


def test_a_sealed_version_and_its_answers_stay_as_they_were_sent(sent):
    version = sent.versions.get()
    answer = version.answers.first()
    refused(lambda: ReportVersion.objects.filter(pk=version.pk).update(sha256="0" * 64))
    refused(lambda: ReportVersion.objects.filter(pk=version.pk).update(sealed_at=None))
    refused(lambda: ReportVersion.objects.filter(pk=version.pk)._raw_delete(using="default"))
    refused(lambda: Answer.objects.filter(pk=answer.pk).update(text="khác"))
    refused(lambda: Answer.objects.filter(pk=answer.pk)._raw_delete(using="default"))
    refused(lambda: Answer.objects.create(version=version, question=answer.question))


def test_an_answer_is_not_moved_into_a_sealed_version_nor_out_of_one(sent):
    sealed, other = sent.versions.get(), sent.round.reports.exclude(pk=sent.pk).first().open_version
    free, held = other.answers.first(), sealed.answers.first()
    refused(lambda: Answer.objects.filter(pk=free.pk).update(version=sealed))
    refused(lambda: Answer.objects.filter(pk=held.pk).update(version=other))


def test_what_is_still_written_may_change(sent):
    other = sent.round.reports.exclude(pk=sent.pk).first().open_version
    assert other.answers.update(text="đang viết")
    ReportVersion.objects.filter(pk=other.pk).update(number=2)


def test_every_rule_stands_in_the_database_and_comes_back_with_the_next_migrate(sent):
    """SQLite loses triggers without a word when a migration makes a table anew."""

    def standing() -> set[str]:
        catalogue = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(catalogue)
            return {name for (name,) in cursor.fetchall()}

    rules = {rule.name for rule in triggers.RULES}
    assert {"event_no_update", "reminder_no_delete", "answer_sealed_no_insert"} <= rules
    assert rules <= standing()
    triggers.remove(connection)
    assert not rules & standing()
    call_command("migrate", verbosity=0)
    assert rules <= standing()
    refused(lambda: Event.objects.update(reason="khác"))
    triggers.before_migrate(None, using=connection.alias)
    left = rules if connection.vendor == "postgresql" else set()
    assert rules & standing() == left, "SQLite makes no table anew that a trigger of another one speaks of"


def test_the_ledger_of_reminders_is_history_too():
    assert {rule.event for rule in triggers.RULES if rule.table == Reminder._meta.db_table} == {"UPDATE", "DELETE"}
