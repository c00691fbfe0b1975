"""A form that arrives twice, pressed again on a slow line or sent anew with the browser's Back, acts once.

For views that make something new, where no state of a document refuses the second sending. The browser gives each
page's form a token of its own (static/portal/portal.js); what was sent without one is not compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect

from agencies import clock
from agencies.incoming import token_of
from workflow.models import Press

KEPT = timedelta(days=7)
AGAIN = "Biểu mẫu này đã được gửi một lần nên không gửi lần thứ hai. Kết quả của lần gửi đầu hiện trên trang này."


def acts_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The second sending of the same content from the same page is led to where the first one led, and writes nothing.

    Other content from the same page is another sending. What a refused one wrote (an answer that is no redirect) is
    taken back. A second sending waits for one that is still being carried out.
    """

    @wraps(view)
    def first_time(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or token_of(request) is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            press, first = Press.objects.get_or_create(digest=_digest(request))
            if not first:
                messages.info(request, AGAIN)
                return redirect(press.led_to)
            answer = view(request, *args, **kwargs)
            if isinstance(answer, HttpResponseRedirectBase):
                press.led_to = answer.url
                press.save(update_fields=["led_to"])
            else:
                transaction.set_rollback(True)
            return answer

    return first_time


def _digest(request: HttpRequest) -> str:
    sent = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"]
    files = [(name, file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    return hashlib.sha256(repr((request.user.pk, request.get_full_path(), sent, files)).encode()).hexdigest()


def forget_presses() -> int:
    """Pages older than a week are not sent again."""
    gone, _ = Press.objects.filter(at__lt=clock.now() - KEPT).delete()
    return gone
