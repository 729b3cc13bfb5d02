"""A small SMTP server of our own: what it was given, and what it may refuse; with or without encryption.

Must never: let a letter go further than this process.
"""

from __future__ import annotations

import base64
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class MailServer:
    """`tls`: "" in clear, "starttls" offered, "smtps" from the first byte. `refuse`: verb -> the line answered."""

    tls: str = ""
    context: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    refuse: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def texts(self) -> list[str]:
        return [letter.get_content().strip() for letter in self.letters]

    @contextmanager
    def running(self) -> Iterator[MailServer]:
        with socketserver.ThreadingTCPServer(("127.0.0.1", self.port), self._handler(), bind_and_activate=False) as tcp:
            tcp.allow_reuse_address = tcp.daemon_threads = True
            tcp.server_bind()
            tcp.server_activate()
            self.port = tcp.server_address[1]
            thread = threading.Thread(target=tcp.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                tcp.shutdown()
                thread.join()

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        server = self

        class Session(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError, EOFError):  # the other side has gone, or does not trust us
                    conversation = _Conversation(server, self.request)
                    with closing(conversation):
                        conversation.hold()

        return Session


class _Conversation:
    def __init__(self, server: MailServer, line: ssl.SSLSocket) -> None:
        self.server, self.line = server, line
        self.encrypted = False
        if server.tls == "smtps":
            self.encrypt()
        self.file = self.line.makefile("rb")

    def encrypt(self) -> None:
        assert self.server.context is not None
        self.line = self.server.context.wrap_socket(self.line, server_side=True)
        self.encrypted = True

    def close(self) -> None:
        self.file.close()
        self.line.close()

    def say(self, line: str) -> None:
        self.line.sendall(line.encode() + b"\r\n")

    def hold(self) -> None:
        self.say("220 test")
        while words := self.file.readline():
            verb = words.split()[0].decode().upper()
            self.server.heard.append(verb)
            if verb in self.server.refuse:
                self.say(self.server.refuse[verb])
            elif self.answer(verb, words):
                return

    def answer(self, verb: str, words: bytes) -> bool:
        """Whether it is over."""
        match verb:
            case "EHLO":
                offers = ["starttls"] if self.server.tls == "starttls" and not self.encrypted else []
                offers += ["auth PLAIN"] if self.server.login else []
                for offer in ("test", *offers):
                    self.say(f"250-{offer}")
                self.say("250 8BITMIME")
            case "STARTTLS":
                self.say("220 go")
                self.encrypt()
                self.file.close()
                self.file = self.line.makefile("rb")
            case "AUTH":
                given = tuple(base64.b64decode(words.split()[2]).decode().split("\0")[1:])
                self.say("235 ok" if given == self.server.login else "535 no")
            case "DATA":
                self.say("354 go")
                lines = iter(self.file.readline, b".\r\n")
                self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
                self.say("250 ok")
            case _:
                self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb == "QUIT"


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(of the server, of a client that trusts it) for 127.0.0.1; nobody else trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    file = folder / "test.pem"
    file.write_bytes(
        pem + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())
