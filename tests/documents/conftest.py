from functools import cache

import pytest

from reporting.documents.pdf import render_pdf
from tests.documents import nd30, samples


@cache
def _printed(name: str) -> nd30.Paper:
    return nd30.read(render_pdf(samples.ALL[name]()))


@pytest.fixture
def paper():
    """Prints a sample by name, once per run, and gives it back as it was read from the PDF."""
    return _printed
