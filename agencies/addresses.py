"""Addresses of rows: lists hold hundreds, and Django looks each up in its table of patterns anew."""

from functools import cache

from django.urls import reverse


@cache
def _around(name: str) -> tuple[str, str]:
    """What stands before and after the number in the addresses of a page."""
    before, after = reverse(name, args=[0]).split("0")
    return before, after


def address_of(name: str, pk: int) -> str:
    """`reverse(name, args=[pk])`."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def address_at(name: str) -> str:
    """`reverse(name)`: where a page without a number is, the same as long as the process runs."""
    return reverse(name)
