"""A real Chromium against a live server; a page that complains on its console or asks another server fails the test."""

import os
import shutil

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": SWITCHES}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "locale": "vi-VN"}


class Watch:
    """Collects what must not happen on a page."""

    def __init__(self, base: str):
        self.base, self.complaints = base, []

    def follow(self, page):
        page.on("console", lambda m: self.complaints.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", lambda r: None if r.url.startswith((self.base, "data:")) else self.complaints.append(r.url))
        return page


@pytest.fixture
def watch(live_server):
    watch = Watch(live_server.url)
    yield watch
    assert not watch.complaints, watch.complaints
