"""Who may enter at all, and in what: everybody logs in, except on the views that say so; text is text."""

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, JsonResponse

ROW_MAX = 2**63 - 1
PUBLIC_VIEWS = {"login", "admin:login", "health", "favicon"}


class SoundRequestMiddleware:
    """Stops what no database takes before any view meets it.

    A row's number beyond 64 bits is not there (404); the character 0, which no keyboard sends and PostgreSQL does not
    store, is refused (400).
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
