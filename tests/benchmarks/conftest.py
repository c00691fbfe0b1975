"""Measurements stand on the demonstration, loaded once."""

import pytest
from django.test import Client

from agencies.models import User
from tests.benchmarks.measuring import settled
from tests.demonstration.conftest import demo, loaded  # noqa: F401 (fixtures)


def pytest_collection_modifyitems(items):
    """The large data are committed, which they cannot be while the transaction that holds the demonstration is open."""
    items.sort(key=lambda item: item.path.name != "test_large.py")


@pytest.fixture(scope="module", autouse=True)
def spared():
    with settled():
        yield


@pytest.fixture
def visitor(demo):  # noqa: F811
    """The browser of a person of the demonstration, logged in."""
    clients: dict[str, Client] = {}

    def visit(username: str) -> Client:
        if username not in clients:
            clients[username] = Client()
            clients[username].force_login(User.objects.get(username=username))
        return clients[username]

    return visit
