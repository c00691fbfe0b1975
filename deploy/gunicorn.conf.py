"""The web processes, behind nginx in production and alone in bin/run.

From the environment: LISTEN (address:port or unix:/path), WEB_CONCURRENCY (processes; two for each core keep pages quick
while somebody waits for a large one).
"""

import gc
import os
from pathlib import Path
from wsgiref.util import setup_testing_defaults

bind = os.environ.get("LISTEN", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = 8
keepalive = 30
# The heartbeat of a worker must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None


def post_worker_init(worker):
    """Answers one request in advance (addresses, templates, translations), then spares what is loaded from collection.

    The first visitor does not wait, and full collections no longer walk through Django: it halves the slowest pages.
    """
    from django.conf import settings

    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    request = {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https", "PATH_INFO": settings.LOGIN_URL}
    if not settings.LOGIN_URL.startswith("/"):
        from django.urls import reverse

        request["PATH_INFO"] = reverse(settings.LOGIN_URL)
    setup_testing_defaults(request)
    response = worker.wsgi(request, lambda *status: None)
    list(response)
    response.close()
    gc.collect()
    gc.freeze()
