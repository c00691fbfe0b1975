"""Refusals with a way out."""

from django.http import JsonResponse
from django.shortcuts import render


def csrf_failure(request, reason=""):
    """A stale token: a script is told 401 so that it keeps the text, a person gets a page that says what to do."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return JsonResponse({"detail": "Phiên làm việc đã đổi. Hãy đăng nhập lại; nội dung vẫn được giữ."}, status=401)
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
