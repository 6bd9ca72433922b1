"""Entra and the endpoint of managed identities on loopback, and certificates for both sides."""

import socket
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.genie.fake import Reply

LOGIN_HOST: Final = "login.microsoftonline.com"
LIFETIME_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a token. fields are its form, or its query."""

    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


class FakeEntra:
    """Answers every request for a token; scripted replies come first.

    login is Entra itself; identities has the endpoints of managed identities, on App Service and on
    virtual machines. issue returns a new token.
    """

    def __init__(self, issue: Callable[[], str]) -> None:
        self.asked: list[Asked] = []
        self.replies: deque[Reply] = deque()
        self._issue = issue
        self.login, self.identities = web.Application(), web.Application()
        self.login.router.add_post("/{tenant}/oauth2/v2.0/token", self._of_login)
        self.identities.router.add_get("/app-service", self._of_identity)
        self.identities.router.add_get("/metadata/identity/oauth2/token", self._of_identity)

    async def _of_login(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._answer(request, form, {"expires_in": LIFETIME_S})

    async def _of_identity(self, request: web.Request) -> web.StreamResponse:
        expires_on = int(datetime.now(UTC).timestamp()) + LIFETIME_S
        body = {"expires_on": str(expires_on), "resource": request.query["resource"]}
        return await self._answer(request, dict(request.query), body)

    async def _answer(
        self, request: web.Request, fields: Mapping[str, str], body: Mapping[str, object]
    ) -> web.StreamResponse:
        self.asked.append(Asked(request.path, fields, dict(request.headers)))
        if self.replies:
            return await self.replies.popleft()(request)
        token = {"access_token": self._issue(), "token_type": "Bearer"}
        return web.json_response({**token, **body})


class LoginOnLoopback(AbstractResolver):
    """Finds Entra's host at a port of this machine, and no other host."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the address of the only known host."""
        if host != LOGIN_HOST:
            raise OSError(f"unknown host {host}")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Do nothing."""


def certificate(*, password: str = "", is_rsa: bool = True) -> bytes:
    """Make a certificate for Entra's host, signed by itself, with its key, as PEM."""
    key = (
        rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        if is_rsa
        else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOGIN_HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(LOGIN_HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return signed.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption
    )


def tls_of(file: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server with the certificate in a file, and of a client of it."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
