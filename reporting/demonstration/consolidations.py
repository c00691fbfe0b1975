"""Consolidations of the demonstration: issued ones of past rounds, a draft of the present one."""

from __future__ import annotations


def build_draft(round_, by) -> None: ...


def issue(round_, people) -> None: ...
