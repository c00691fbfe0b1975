"""Addresses of rows: lists hold hundreds, and Django looks each up in its table of patterns anew."""

from functools import cache

from django.urls import reverse


@cache
def _pattern(name: str, count: int) -> str:
    """The address of a page with `{}` in the place of each of its numbers."""
    address = reverse(name, args=[0] * count)
    return address.replace("0", "{}") if count else address


def address_of(name: str, *numbers: int) -> str:
    """`reverse(name, args=numbers)`."""
    pattern = _pattern(name, len(numbers))
    return pattern.format(*numbers) if numbers else pattern
