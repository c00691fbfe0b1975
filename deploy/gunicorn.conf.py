"""Web processes behind nginx: two workers for each core keep pages quick while a document is being made."""

import multiprocessing

bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count() * 2
threads = 4
preload_app = True
timeout = 60
max_requests = 5000
max_requests_jitter = 500
