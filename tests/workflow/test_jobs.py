"""Long work: asked for twice it is done once, and a worker that dies half way loses nothing."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import make
from workflow import jobs
from workflow.jobs import ATTEMPTS_MAX, KEPT, SILENT_AFTER, beat, enqueue, forget_calls, requeue_lost, run_job
from workflow.models import Job, JobState

KIND = "thu-nghiem"


class Killed(BaseException):
    """What kill -9 leaves behind: nothing after it runs."""


@pytest.fixture
def work(monkeypatch):
    """The handler of the kind under test: notes what it did; `work.fails` is raised on the way."""

    class Work:
        done: list[int] = []
        fails: BaseException | None = None

        def __call__(self, job):
            beat(job, 50)
            if self.fails is not None:
                raise self.fails
            self.done.append(job.pk)

    handler = Work()
    handler.done = []
    monkeypatch.setitem(jobs.HANDLERS, KIND, handler)
    return handler


def ask(key="bao-cao-1", **more) -> Job:
    return enqueue(kind=KIND, key=key, **more)


def fall_silent(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - SILENT_AFTER - timedelta(seconds=1))


@pytest.mark.django_db
def test_asking_twice_makes_one_job_and_after_it_another(work):
    by = make.user()
    first = ask(by=by)
    assert ask().pk == first.pk
    assert ask("bao-cao-2").pk != first.pk
    run_job.call(first.pk)
    first.refresh_from_db()
    assert (first.state, first.progress, first.attempts, first.asked_by) == (JobState.DONE, 100, 1, by)
    assert ask().pk != first.pk


@pytest.mark.django_db
def test_a_job_taken_by_one_worker_is_left_alone_by_the_next(work):
    job = ask()
    run_job.call(job.pk)
    run_job.call(job.pk)
    assert work.done == [job.pk]


@pytest.mark.django_db
def test_a_failure_is_told_in_words_and_may_be_asked_again(work, caplog):
    work.fails = ValueError("chi tiết nội bộ")
    job = ask()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "thử lại" in job.message
    assert "nội bộ" not in job.message
    assert "chi tiết nội bộ" in caplog.text, "the cause stands in the log"
    work.fails = None
    again = ask()
    run_job.call(again.pk)
    assert work.done == [again.pk]


@pytest.mark.django_db
def test_a_kind_nobody_knows_fails_and_blocks_nothing(caplog):
    job = enqueue(kind="khong-co", key="x")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.django_db
def test_a_worker_killed_half_way_has_its_job_done_by_another(work):
    work.fails = Killed()
    job = ask()
    with pytest.raises(Killed):
        run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress) == (JobState.RUNNING, 50)
    assert requeue_lost() == 0, "it may still be at work"
    fall_silent(job)
    assert requeue_lost() == 1
    assert requeue_lost() == 0, "once is enough"
    work.fails = None
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert work.done == [job.pk]


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_three_times_is_given_up_and_says_so(work):
    work.fails = Killed()
    job = ask()
    for _ in range(ATTEMPTS_MAX):
        with pytest.raises(Killed):
            run_job.call(job.pk)
        fall_silent(job)
        requeue_lost()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "báo người quản trị" in job.message
    assert job.attempts == ATTEMPTS_MAX


@pytest.mark.django_db
def test_a_job_the_queue_never_heard_of_is_queued_later(work):
    """The process that asked died between storing the job and telling the queue."""
    job = ask()
    assert requeue_lost() == 0
    fall_silent(job)
    assert requeue_lost() == 1
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_what_waits_in_a_long_queue_is_not_queued_again(work, django_capture_on_commit_callbacks):
    """No worker runs for a night: the queue in the morning is what was asked, not a copy of it for every five minutes."""
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
    fall_silent(job)
    assert requeue_lost() == 0
    assert DBTaskResult.objects.count() == 1
    # Taken from the queue by a worker that died before the job knew of it.
    DBTaskResult.objects.update(status="RUNNING")
    assert requeue_lost() == 1
    assert DBTaskResult.objects.ready().count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_for_a_change_that_was_taken_back(work):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
        raise RuntimeError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_of_production_does_what_waits(work):
    job = ask()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert work.done == [job.pk]


@pytest.mark.django_db
def test_what_nobody_waits_for_makes_way(work, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setitem(jobs.PRIORITIES, "in-san", jobs.MAKES_WAY)
    with django_capture_on_commit_callbacks(execute=True):
        printing = [enqueue(kind="in-san", key=f"in-{number}") for number in range(3)]
        asked = ask()
    order = [result.args_kwargs["args"][0] for result in DBTaskResult.objects.ready()]
    assert order == [asked.pk, *(job.pk for job in printing)]


@pytest.mark.django_db
def test_the_queue_forgets_what_was_taken_from_it_weeks_ago(work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(4):
            ask(f"bao-cao-{number}")
    calls = list(DBTaskResult.objects.values_list("pk", flat=True))
    for pk, status in zip(calls, ("SUCCESSFUL", "RUNNING", "READY", "SUCCESSFUL"), strict=True):
        DBTaskResult.objects.filter(pk=pk).update(status=status, enqueued_at=timezone.now() - KEPT - timedelta(hours=1))
    DBTaskResult.objects.filter(pk=calls[3]).update(enqueued_at=timezone.now() - KEPT + timedelta(hours=1))
    assert forget_calls() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == set(calls[2:])
    assert Job.objects.count() == 4
