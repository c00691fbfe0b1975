"""Who may enter at all, and in what: everybody logs in, except on the views that say so; text is text."""

import re

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, JsonResponse

ROW_MAX = 2**63 - 1
# Word's own breaks of line and page, and what neither Word nor Excel can hold (XML 1.0, 2.2).
BREAKS, UNWRITABLE = re.compile(r"[\x0b\x0c]"), re.compile(r"[\x01-\x08\x0e-\x1f\ufffe\uffff]")
PUBLIC_VIEWS = {"login", "admin:login", "health", "favicon"}


class SoundRequestMiddleware:
    """Stops what no database takes before any view meets it, and takes out what no document can hold.

    A row's number beyond 64 bits is not there (404); the character 0, which no keyboard sends and PostgreSQL does not
    store, is refused (400). Other control characters come along with text pasted from Word: breaks become new lines,
    the rest goes.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if any(isinstance(value, int) and value > ROW_MAX for value in view_kwargs.values()):
            raise Http404
        sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if any("\0" in text for values in sent for _, texts in values.lists() for text in texts):
            raise SuspiciousOperation("The character 0 in what was sent.")
        if request.method == "POST":
            self._make_writable(request)

    @staticmethod
    def _make_writable(request) -> None:
        sent = request.POST.copy()
        for name, texts in request.POST.lists():
            sent.setlist(name, [UNWRITABLE.sub("", BREAKS.sub("\n", text)) for text in texts])
        request.POST = sent


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Django's own, with the public views listed here, and 401 instead of a redirect where a script is asking."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.resolver_match and request.resolver_match.view_name in PUBLIC_VIEWS:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
            return JsonResponse(
                {"detail": "Phiên làm việc đã hết. Hãy đăng nhập lại; nội dung vẫn được giữ."}, status=401
            )
        return super().handle_no_permission(request, view_func)
