"""Refusals with a way out."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.shortcuts import render

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _asked_by_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch" or bool(request.headers.get("HX-Request"))


def csrf_failure(request, reason=""):
    """A stale token: a script is told 401 so that it keeps the text, a person gets a page that says what to do."""
    if _asked_by_script(request):
        return JsonResponse({"detail": "Phiên làm việc đã đổi. Hãy đăng nhập lại; nội dung vẫn được giữ."}, status=401)
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def bad_request(request, exception):
    """What was sent is too big (413) or no text (400); nothing was stored, and what was typed is one Back away."""
    big = isinstance(exception, TOO_BIG)
    status, title = (413, "Nội dung gửi lên quá lớn") if big else (400, "Nội dung gửi lên không đọc được")
    sentence = (
        "Hãy rút gọn nội dung hoặc chuyển phần dài vào tệp đính kèm, rồi gửi lại."
        if big
        else "Hãy dán lại nội dung dưới dạng văn bản thuần, không kèm ký tự điều khiển, rồi gửi lại."
    )
    if _asked_by_script(request):
        return JsonResponse({"detail": f"{title}. {sentence} Phần đã nhập vẫn còn trên màn hình."}, status=status)
    return render(request, "400.html", {"code": status, "title": title, "sentence": sentence}, status=status)
