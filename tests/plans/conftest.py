import pytest


@pytest.fixture(autouse=True)
def today(db, portal_day):
    """Every test here happens on Friday 20 December 2024, 9 o'clock."""
    return portal_day
