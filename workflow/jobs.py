"""Long work in the background: one active job per key, a heartbeat, and a second chance when a worker dies.

The queue is django-tasks (`manage.py db_worker`); the `Job` row is what people see and what survives a killed worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from agencies.models import User
from workflow.models import Job, JobState

log = logging.getLogger(__name__)
SILENT_AFTER = timedelta(minutes=5)
KEPT = timedelta(days=14)
ATTEMPTS_MAX = 3
HANDLERS: dict[str, Callable[[Job], None]] = {}
PRIORITIES: dict[str, int] = {}
MAKES_WAY = -10


def register(kind: str, *, awaited: bool = True):
    """Names the function that does a kind of job; it gets the `Job` and may call `beat`.

    A kind that nobody waits for (`awaited` False) makes way for the others, however long its queue.
    """

    def keep(function: Callable[[Job], None]) -> Callable[[Job], None]:
        HANDLERS[kind] = function
        PRIORITIES[kind] = 0 if awaited else MAKES_WAY
        return function

    return keep


def enqueue(*, kind: str, key: str, args: dict | None = None, by: User | None = None) -> Job:
    """A new job, or the one already active under the same key: pressing twice works once."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, args=args or {}, asked_by=by, heartbeat=timezone.now())
    except IntegrityError:
        return Job.objects.get(key=key, state__in=[JobState.WAITING, JobState.RUNNING])
    transaction.on_commit(lambda: _queue(job))
    return job


def _queue(job: Job) -> None:
    run_job.using(priority=PRIORITIES.get(job.kind, 0)).enqueue(job.pk)


def beat(job: Job, progress: int) -> None:
    """Says the job is alive and how far it is, in percent."""
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now(), progress=progress)


@task()
def run_job(pk: int) -> None:
    """Runs a waiting job once; a job somebody else took meanwhile is left alone."""
    taken = Job.objects.filter(pk=pk, state=JobState.WAITING).update(state=JobState.RUNNING, heartbeat=timezone.now())
    if not taken:
        return
    job = Job.objects.get(pk=pk)
    Job.objects.filter(pk=pk).update(attempts=job.attempts + 1)
    try:
        HANDLERS[job.kind](job)
    except Exception:
        log.exception("job %s (%s) failed", pk, job.kind)
        message = "Chưa thực hiện xong. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị."
        Job.objects.filter(pk=pk).update(state=JobState.FAILED, message=message, finished_at=timezone.now())
    else:
        Job.objects.filter(pk=pk).update(state=JobState.DONE, progress=100, finished_at=timezone.now())


def _in_queue() -> set[int]:
    """The jobs that a worker has still to take from the queue."""
    ready = DBTaskResult.objects.filter(task_path=run_job.module_path, status=TaskResultStatus.READY)
    return {call["args"][0] for call in ready.values_list("args_kwargs", flat=True)}


def requeue_lost() -> int:
    """Queues again the jobs nobody has been heard of; gives up on one whose worker died three times. Safe to run twice.

    A job waits in silence when the process that asked for it died before the queue knew of it, or the worker that took it
    from the queue died before the job knew. One that still stands in a long queue is left there.
    """
    silent = timezone.now() - SILENT_AFTER
    lost = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING], heartbeat__lt=silent)
    lost.filter(state=JobState.RUNNING, attempts__gte=ATTEMPTS_MAX).update(
        state=JobState.FAILED,
        message="Máy chủ đã ngừng giữa chừng ba lần. Hãy báo người quản trị.",
        finished_at=timezone.now(),
    )
    queued, again = _in_queue(), 0
    for job in list(lost):
        if job.state == JobState.WAITING and job.pk in queued:
            continue
        if lost.filter(pk=job.pk).update(state=JobState.WAITING, heartbeat=timezone.now()):
            _queue(job)
            again += 1
    return again


def forget_calls() -> int:
    """Removes from the queue what workers took from it weeks ago, also what a killed one left as running: people see jobs, not
    these rows."""
    taken = DBTaskResult.objects.exclude(status=TaskResultStatus.READY)
    return taken.filter(enqueued_at__lt=timezone.now() - KEPT).delete()[0]
