"""Times, statements and the floor that pages are compared with."""

import contextlib
import contextvars
import gc
import math
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from django.core.handlers.base import BaseHandler
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

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


def page_times(*acts: Callable[[], object], runs: int = RUNS) -> list[list[float]]:
    """Seconds that each page costs, sorted; one run of each after the other, for the machine's own speed changes within
    minutes and a ratio should not. It is the processor's time, so that others on the machine do not count; a database server
    that works beside this process adds its mean over the runs; one elsewhere leaves the time on the wall."""
    server = _server()
    here = time.process_time if connection.vendor == "sqlite" or server else time.perf_counter

    def run() -> list[list[float]]:
        for act in acts:
            act()
            act()
        times: list[list[float]] = [[] for _ in acts]
        for _ in range(runs):
            for act, found in zip(acts, times, strict=True):
                began = here()
                act()
                found.append(here() - began)
        return [sorted(found) for found in times]

    if not server:
        return in_a_thread(run)
    # The server's clock tells hundredths of a second: its share of one page is the mean of many runs of that page alone.
    shares = []
    for act in acts:
        in_a_thread(lambda act=act: [act() for _ in range(2)])
        began = _spent(server)
        in_a_thread(lambda act=act: [act() for _ in range(runs)])
        shares.append((_spent(server) - began) / runs)
    return [[share + seconds for seconds in found] for share, found in zip(shares, in_a_thread(run), strict=True)]


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


def fetch(client: Client, url: str, urlconf: str | None = None) -> bytes:
    """The whole answer, streamed or not; anything but 200 fails.

    The page is asked for as a server asks: Django's test client copies the context of every template that is drawn.
    """
    asking = RequestFactory()
    asking.cookies = client.cookies
    request = asking.get(url)
    if urlconf:
        request.urlconf = urlconf
    response = _portal().get_response(request)
    assert response.status_code == 200, (url, response.status_code)
    return response.getvalue()


def statements(client: Client, url: str) -> int:
    """Statements of a page beyond those for session, user and memberships."""
    with CaptureQueriesContext(connection) as captured:
        fetch(client, url)
    return sum(not query["sql"].startswith(WHO_ASKS) for query in captured)


def measured(name: str, client: Client, url: str, *, most: int, floor: str = "/phan-cong/", runs: int = RUNS):
    """Prints time, ratio and statements of a page; gives (median seconds, ratio, statements). The floor, the least such a page
    can cost (`tests.benchmarks.floor`), is taken in turns with it."""
    fetch(client, url)
    count = statements(client, url)
    least, times = page_times(
        lambda: fetch(client, floor, "tests.benchmarks.floor"), lambda: fetch(client, url), runs=runs
    )
    ratio = statistics.median(times) / statistics.median(least)
    print(
        f"{name:36}{milliseconds(times)}  {ratio:5.1f} x floor of {1000 * statistics.median(least):4.1f} ms"
        f"  {count:3} of {most} statements"
    )
    return statistics.median(times), ratio, count


def told_first() -> None:
    kind = "processor time" if connection.vendor == "sqlite" or _server() else "time on the wall"
    print(f"\n{connection.vendor}, {kind}")
