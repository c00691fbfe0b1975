"""The data files of the demonstration."""

import json
from functools import cache

from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures" / "demonstration"


@cache
def read(name: str):
    """The content of one file, by its name without suffix."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
