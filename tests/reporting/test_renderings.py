"""The PDF of a sent report is made once, by the worker, and served as it was kept."""

import pytest
from django.urls import reverse

from reporting import moves
from reporting.documents.rendering import keep_pdf, pdf_of_version
from reporting.documents.report import tree_of_version
from reporting.models import Rendering
from tests import make
from workflow.jobs import run_job
from workflow.models import Job


@pytest.fixture
def sent(district):
    """The commune's report, answered and sent."""
    report = district.report()
    make.fill(report)
    moves.submit(report=report, by=district.head)
    report.refresh_from_db()
    return report


def printed(client, report, by) -> bytes:
    client.force_login(by)
    return client.get(reverse("report_pdf", args=[report.pk])).content


def test_the_worker_prints_what_was_sent_and_everyone_gets_those_bytes(sent, district, client):
    version = sent.last_sealed
    before = printed(client, sent, district.standing_staff)
    assert before.startswith(b"%PDF") and not Rendering.objects.exists()

    run_job.call(Job.objects.get(kind="render_report").pk)

    kept = Rendering.objects.get()
    assert kept.content_sha256 == version.printed_sha256
    with kept.file.open("wb") as file:
        file.write(b"%PDF what is kept")
    assert printed(client, sent, district.standing_staff) == b"%PDF what is kept"
    assert printed(client, sent, district.staff) == b"%PDF what is kept"


def test_a_report_being_written_is_printed_as_it_stands(district, client):
    report = district.report()
    assert not Job.objects.filter(kind="render_report").exists()
    first = printed(client, report, district.staff)
    make.fill(report)
    assert printed(client, report, district.staff) != first
    assert not Rendering.objects.exists()


def test_the_same_content_signed_by_another_is_another_document(sent):
    version = sent.last_sealed
    first = version.printed_sha256
    version.signed_number = "12"
    assert version.printed_sha256 != first


def test_a_lost_file_is_printed_again(sent):
    version = sent.last_sealed
    kept = keep_pdf(version.printed_sha256, tree_of_version(version))
    kept.file.storage.delete(kept.file.name)
    assert pdf_of_version(version).startswith(b"%PDF")
    again = keep_pdf(version.printed_sha256, tree_of_version(version))
    assert again.pk == kept.pk
    assert again.file.storage.exists(again.file.name)


def test_the_file_of_a_worker_that_died_before_its_record_makes_room(sent):
    version = sent.last_sealed
    left = keep_pdf(version.printed_sha256, tree_of_version(version)).file.name
    Rendering.objects.all().delete()
    assert keep_pdf(version.printed_sha256, tree_of_version(version)).file.name == left
