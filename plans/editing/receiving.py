"""A plan document comes in: kept as evidence, read by the worker, opened for people to confirm."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import transaction

from agencies import clock
from agencies.models import Agency, Duty, DutyKind, User
from plans import reading as reader
from plans.editing.rows import blank, from_result
from plans.models import Plan, Reading, ReadingState
from workflow import evidence, jobs
from workflow.models import Job
from workflow.transitions import AUTHORITY, STANDING, NotAllowed

KIND = "read_plan"
ALLOWED = (".docx", ".pdf", ".doc", ".txt", ".md", ".xlsx")
# Who runs a plan of a jurisdiction: its standing office, or the office that controls procedures for plans of its own.
RUNNING = (DutyKind.STANDING, DutyKind.PROCEDURES)
MAY_NOT = (
    "Chỉ công chức, người đứng đầu của cơ quan thường trực và văn thư của cơ quan ban hành được ghi nhận kế hoạch."
)


def recording_sides(user: User) -> list[tuple[Agency, Agency]]:
    """(authority, standing agency) of every jurisdiction whose plans this person may record, from the plan's own table."""
    on = clock.today()
    roles = {party: {role for side, role in Plan.transition("record").by if side == party} for party in Plan.PARTIES}
    found: dict[tuple[int, int], tuple[Agency, Agency]] = {}
    for post in user.posts():
        duties = Duty.objects.active(on).filter(kind__in=RUNNING).select_related("jurisdiction", "agency")
        if post.role in roles[STANDING]:
            for duty in duties.filter(agency=post.agency):
                found.setdefault((duty.jurisdiction_id, duty.agency_id), (duty.jurisdiction, duty.agency))
        if post.role in roles[AUTHORITY] and post.agency.is_committee:
            for duty in duties.filter(jurisdiction=post.agency, kind=DutyKind.STANDING):
                found.setdefault((duty.jurisdiction_id, duty.agency_id), (duty.jurisdiction, duty.agency))
    return list(found.values())


def earlier(*, upload, by: User) -> Reading | None:
    """The newest reading this person may see of a file with the very same content."""
    digest = hashlib.sha256()
    upload.seek(0)
    for piece in iter(lambda: upload.read(65536), b""):
        digest.update(piece)
    upload.seek(0)
    found = Reading.objects.visible_to(by).filter(sha256=digest.hexdigest())
    return found.exclude(state=ReadingState.REFUSED).select_related("by", "plan").first()


def receive(*, upload, by: User, authority: Agency, standing: Agency) -> Reading:
    """Keeps an uploaded plan document and has it read. Raises `NotAllowed` with the sentence to show."""
    try:
        evidence.check(upload, allowed=ALLOWED)
    except evidence.Refused:
        if upload.size <= settings.EVIDENCE_MAX_BYTES:
            _say_as_the_reader_does(upload)
        raise
    with transaction.atomic():
        kept = evidence.store(upload=upload, agency=standing, by=by, allowed=ALLOWED)
        made = Reading.objects.create(
            authority=authority, standing=standing, file=kept, sha256=kept.sha256, name=kept.name, by=by
        )
        jobs.enqueue(kind=KIND, key=made.job_key, args={"reading": made.pk}, by=by)
    return made


def _say_as_the_reader_does(upload) -> None:
    """A file that cannot be read as a plan is refused in the reader's words, the same everywhere."""
    upload.seek(0)
    try:
        reader.read(upload.read(), name=upload.name)
    except reader.Refused as refused:
        raise NotAllowed(str(refused)) from refused


@transaction.atomic
def read_again(*, reading: Reading, by: User) -> Reading:
    """A new reading of the same file; what was done with the old one stays there."""
    if reading.file is None:
        raise NotAllowed("Bản này không lập từ tệp nên không có gì để đọc lại.")
    made = Reading.objects.create(
        authority=reading.authority,
        standing=reading.standing,
        file=reading.file,
        sha256=reading.sha256,
        name=reading.name,
        by=by,
    )
    jobs.enqueue(kind=KIND, key=made.job_key, args={"reading": made.pk}, by=by)
    return made


def start_blank(*, by: User, authority: Agency, standing: Agency) -> Reading:
    """A plan to be written from nothing."""
    return Reading.objects.create(
        authority=authority,
        standing=standing,
        by=by,
        state=ReadingState.OPEN,
        rows=blank(authority=authority, on=clock.today()),
    )


@jobs.register(KIND)
def read_job(job: Job) -> None:
    """Reads the file of a reading; a refusal is kept with its sentence. Read once, whoever asks twice."""
    held = Reading.objects.select_related("file").get(pk=job.args["reading"])
    if held.state != ReadingState.WAITING:
        return
    jobs.beat(job, 10)
    with held.file.file.open("rb") as file:
        content = file.read()
    jobs.beat(job, 25)
    try:
        result = reader.read(content, name=held.name)
    except reader.Refused as refused:
        held.state, held.refusal = ReadingState.REFUSED, str(refused)[:500]
    else:
        jobs.beat(job, 80)
        held.state, held.result = ReadingState.OPEN, result
        held.rows, held.doubts = from_result(result)
    Reading.objects.filter(pk=held.pk, state=ReadingState.WAITING).update(
        state=held.state, refusal=held.refusal, result=held.result, rows=held.rows, doubts=held.doubts
    )
