"""The web server: gunicorn, configured here and nowhere else."""

import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication

GRACEFUL_SECONDS = 15


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """Serve on an already bound socket until told to stop; `when_ready` is called once it answers."""

    def __init__(self, listener: socket.socket, *, when_ready: Callable[[], None]) -> None:
        self._options: dict[str, Any] = {
            "bind": [f"fd://{listener.fileno()}"],
            "worker_class": "gthread",
            "workers": settings.WEB_PROCESSES,
            "threads": settings.WEB_THREADS,
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": 5,
            "loglevel": "warning",
            "accesslog": None,
            # Django alone reads X-Forwarded-*, and only behind the declared proxy.
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: when_ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from mec.config.wsgi import application  # noqa: PLC0415 -- app ready

        return application
