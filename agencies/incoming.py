"""What comes in with an address or a form, read without trust."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

DIGITS_MAX = 18  # so that every number read here fits a column of 64 bits


def whole_number(text: str | None) -> int | None:
    """A number of plain digits ("12"); None for anything else, whatever was sent in its place ("²", "-1", "9" * 40)."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among `texts`, in their order; what is none is left out."""
    return [number for text in texts if (number := whole_number(text)) is not None]


def token_of(request: HttpRequest) -> uuid.UUID | None:
    """The token of the page a form was sent from, against double clicks; None where it is none."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The address on this server that the form names as `next`, else `otherwise`."""
    back = request.POST.get("next", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}) else otherwise
