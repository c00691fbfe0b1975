"""Times, statements and the floor that pages are compared with."""

import contextlib
import contextvars
import gc
import math
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from django.core.handlers.base import BaseHandler
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

LIST, DETAIL, DASHBOARD = 6, 10, 15  # statements of a page, beyond those that tell who is asking
RUNS = 15
WHO_ASKS = ('SELECT "django_session"', 'SELECT "agencies_user"."id"', 'SELECT "agencies_membership"."id"')
WHO_ASKS += ("EXECUTE agencies_membership_",)


@contextlib.contextmanager
def settled():
    """What is loaded is spared from collection, as in a web process (deploy/gunicorn.conf.py)."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def timed(act, runs: int = RUNS, clock=time.perf_counter) -> list[float]:
    """Seconds of each run, sorted; the first two runs warm up and do not count."""
    for _ in range(2):
        act()
    times = []
    for _ in range(runs):
        began = clock()
        act()
        times.append(clock() - began)
    return sorted(times)


def in_a_thread(work):
    """What `work` gives, done in a thread, as a web server does it.

    Python keeps the frames of its calls in pieces of 16 KB. Where the calls of a page go to and fro over the end of a
    piece, each asks the system for memory and gives it back, which doubles the page's time; in a test runner that
    happens by the depth of its own calls. A thread begins with an empty piece.
    """
    here, context = connections[DEFAULT_DB_ALIAS], contextvars.copy_context()
    here.inc_thread_sharing()

    def there():
        connections[DEFAULT_DB_ALIAS] = here
        return work()

    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(context.run, there).result()
    finally:
        here.dec_thread_sharing()


def _server() -> Path | None:
    """Where Linux counts the processor time of the database's process for this connection, if it runs here."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        counts = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    return counts if counts.exists() and "postgres" in counts.read_text() else None


def _spent(counts: Path) -> float:
    """Seconds of processor time, to a hundredth."""
    user, system = counts.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def page_times(act, runs: int = RUNS) -> list[float]:
    """Seconds that a page costs, sorted: the processor's time, so that others on the machine do not count. A database
    server that works beside this process adds its mean over the runs; one elsewhere leaves the time on the wall."""
    server = _server()
    if connection.vendor == "sqlite" or not server:
        clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        return in_a_thread(lambda: timed(act, runs, clock))
    began = _spent(server)
    times = in_a_thread(lambda: timed(act, runs, time.process_time))
    share = (_spent(server) - began) / (runs + 2)
    return [share + seconds for seconds in times]


def p95(times: list[float]) -> float:
    """The time that 95 of 100 runs do not exceed: the 20th of 21, the slowest of fewer than 20."""
    return times[math.ceil(len(times) * 0.95) - 1]


def milliseconds(times: list[float]) -> str:
    return f"median {1000 * statistics.median(times):7.1f} ms, p95 {1000 * p95(times):7.1f} ms"


@cache
def _portal() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def fetch(client: Client, url: str) -> bytes:
    """The whole answer, streamed or not; anything but 200 fails.

    The page is asked for as a server asks: Django's test client copies the context of every template that is drawn.
    """
    asking = RequestFactory()
    asking.cookies = client.cookies
    response = _portal().get_response(asking.get(url))
    assert response.status_code == 200, (url, response.status_code)
    return response.getvalue()


def statements(client: Client, url: str) -> int:
    """Statements of a page beyond those for session, user and memberships."""
    with CaptureQueriesContext(connection) as captured:
        fetch(client, url)
    return sum(not query["sql"].startswith(WHO_ASKS) for query in captured)


def floor_of(client: Client, address: str = "/", runs: int = RUNS, *, told: bool = True) -> list[float]:
    """The least such a page can cost here and now: see `tests.benchmarks.floor`."""
    with override_settings(ROOT_URLCONF="tests.benchmarks.floor"):
        times = page_times(lambda: fetch(client, address), runs)
    if told:
        kind = "processor time" if connection.vendor == "sqlite" or _server() else "time on the wall"
        print(f"\n{connection.vendor}, {kind}\n{'floor ' + address.strip('/'):36}{milliseconds(times)}")
    return times


def measured(name: str, client: Client, url: str, floor: list[float], *, most: int, runs: int = RUNS):
    """Prints time, ratio and statements of a page; gives (median seconds, ratio, statements)."""
    fetch(client, url)
    count = statements(client, url)
    times = page_times(lambda: fetch(client, url), runs)
    ratio = statistics.median(times) / statistics.median(floor)
    print(f"{name:36}{milliseconds(times)}  {ratio:5.1f} x floor  {count:3} of {most} statements")
    return statistics.median(times), ratio, count
