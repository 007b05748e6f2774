"""How gunicorn serves the pages of a big installation; what differs from house to house stands in the environment."""

import os

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 16  # four of them make pages (council/turns.py), the others give out what is kept, or wait
timeout = 120  # seconds; printing a long paper takes some
graceful_timeout = 30
max_requests = 20_000  # a worker is replaced after so many
max_requests_jitter = 2_000
keepalive = 75  # longer than the proxy keeps its lines
forwarder_headers = ""  # the proxy passes on what a browser says: none may say below which path all pages lie
control_socket_disable = True
worker_tmp_dir = "/dev/shm"
