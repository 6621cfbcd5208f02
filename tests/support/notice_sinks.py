"""Servers of this machine that notices are really sent to, and a door that leads bots' requests to one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit


@dataclass
class Sink:
    """What came, and what is answered: a status and an object, one after the other, the last one again and again."""

    port: int = 0
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=lambda: [(200, {"errcode": 0, "errmsg": "ok"})])


@contextmanager
def http_sink() -> Iterator[Sink]:
    """A web server that keeps what is posted to it."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            sink.paths.append(self.path)
            sink.bodies.append(json.loads(content))
            status, said = sink.answers.pop(0) if len(sink.answers) > 1 else sink.answers[0]
            answer = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def bots_at(port: int) -> Iterator[list[str]]:
    """Requests to any host go to this port instead, all else of them unchanged; gives the hosts that were meant."""
    import requests

    send, meant = requests.adapters.HTTPAdapter.send, []

    def redirected(self: Any, request: Any, **options: Any) -> Any:
        url = urlsplit(request.url)
        meant.append(url.netloc)
        request.url = url._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
        return send(self, request, **options)

    with patch.object(requests.adapters.HTTPAdapter, "send", redirected):
        yield meant


@contextmanager
def mail_sink() -> Iterator[tuple[int, list[EmailMessage]]]:
    """A mail server that keeps what it is given; gives its port and the mails."""
    from aiosmtpd.controller import Controller

    mails: list[EmailMessage] = []

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - its name
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            mail["X-Rcpt"] = ",".join(envelope.rcpt_tos)
            mails.append(mail)
            return "250 OK"

    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, mails
    finally:
        controller.stop()
