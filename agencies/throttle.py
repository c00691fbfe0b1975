"""Slowing down guessing: after a number of failures an account waits, whichever process answers."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from agencies.models import LoginAttempt


def _recent(username: str):
    since = timezone.now() - timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
    return LoginAttempt.objects.filter(username=username.lower()[:150], at__gte=since)


def is_locked(username: str) -> bool:
    return _recent(username).count() >= settings.LOGIN_ATTEMPTS


def note_failure(username: str, address: str) -> None:
    LoginAttempt.objects.create(username=username.lower()[:150], address=address[:45])


def forget(username: str) -> None:
    LoginAttempt.objects.filter(username=username.lower()[:150]).delete()
