"""A real Chromium against a live server, on a computer's screen and on a phone's.

`page` is the computer, `phone` the phone, `each_page` runs the test on both. A test fails when the page complains on its
console, a script breaks, a file is missing or another server is asked; `watch.expect(pattern)` names a complaint that
belongs to the test. After a failure the last screens are in var/browser.
"""

import os
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

# Playwright's synchronous interface keeps an event loop in this thread; Django would refuse every query beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

COMPUTER = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SWITCHES = [
    "--no-sandbox",  # for root, as in CI
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "Chromium is missing: install the package chromium, or name it in CHROMIUM."
    return {**browser_type_launch_args, "executable_path": found, "args": SWITCHES}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Addresses in tests start at the server: `page.goto("/")`."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "vi-VN",
        "timezone_id": settings.TIME_ZONE,
        "reduced_motion": "reduce",
    }


class Watch:
    """Collects what must not happen on the pages of one test."""

    def __init__(self, server: str):
        self.server = server
        self.heard: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str):
        """A complaint that matches this regular expression belongs to the test (say, the 403 it asks for)."""
        self.expected.append(pattern)

    def follow(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._request)
        return page

    def _console(self, message):
        if message.type == "error":
            self.heard.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        own = request.url == self.server or request.url.startswith(f"{self.server}/")
        if not own and not request.url.startswith(("data:", "blob:", "about:")):
            self.heard.append(f"left the server: {request.url}")

    def complaints(self) -> list[str]:
        return [heard for heard in self.heard if not any(re.search(pattern, heard) for pattern in self.expected)]


WATCH = pytest.StashKey[Watch]()


@pytest.fixture
def watch(request, live_server):
    request.node.stash[WATCH] = Watch(live_server.url)
    return request.node.stash[WATCH]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Complaints fail the test itself, not its clearing up, so that its screens are kept."""
    try:
        result = yield
    except Exception as failure:
        if complaints := _complaints(pyfuncitem):
            failure.add_note(complaints)
        raise
    if complaints := _complaints(pyfuncitem):
        pytest.fail(complaints, pytrace=False)
    return result


def _complaints(item) -> str:
    watch = item.stash.get(WATCH, None)
    found = watch.complaints() if watch else []
    return "\n".join(["the page complained:", *found]) if found else ""


@pytest.fixture
def context(new_context):
    return new_context(viewport=COMPUTER)


@pytest.fixture
def page(context, watch):
    return watch.follow(context.new_page())


@pytest.fixture
def phone(new_context, watch):
    return watch.follow(new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page())


@pytest.fixture(params=["computer", "phone"])
def each_page(request, watch):
    return request.getfixturevalue("page" if request.param == "computer" else "phone")


@pytest.fixture
def enter(live_server):
    """`enter(page, user)`: this person is logged in on the page's browser, without the form."""

    def enter(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url, "httpOnly": True}]
        )
        return page

    return enter


@pytest.fixture(scope="session")
def assert_accessible():
    """`assert_accessible(page)`: axe finds nothing on the page, or in what `within` (a CSS selector) selects."""
    axe = Axe()

    def assert_accessible(page, within: str | None = None):
        violations = axe.run(page, context=within).response["violations"]
        lines = [f"{len(violations)} rules broken on {page.url}"]
        for violation in violations:
            lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
            lines += [
                f"    {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"][:5]
            ]
            if len(violation["nodes"]) > 5:
                lines.append(f"    … and {len(violation['nodes']) - 5} more")
        assert not violations, "\n".join(lines)

    return assert_accessible
