import pytest

from tests import make


@pytest.fixture
def district(db, portal_day):
    """A small district with an open round on 20/12/2024."""
    return make.ReportingDistrict()
