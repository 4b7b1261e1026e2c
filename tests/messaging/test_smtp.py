"""Mail over a real SMTP server on this machine, with certificates made here."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from support_ai.messaging.senders import Mail, TransportError
from support_ai.messaging.smtp import SmtpMail, SmtpServer, server_of

MAIL = Mail("rohan@straße.example", "Your code – été", "Your code is 012345.\nÜber den Fluß.")
USER, PASSWORD = "shop", "p@ss:word/1"


class Kept:
    """Keeps what the server was given; says `answer` to every recipient but the ones it knows."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.envelopes: list[Any] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: Any
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append((session.ssl is not None, session.authenticated, session.host_name, envelope))
        return "250 OK"


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=is_right)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with a key and its certificate for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@asynccontextmanager
async def _serving(kept: Kept, certificate: Path | None, *, implicit: bool = False) -> AsyncGenerator[int]:
    more: dict[str, Any] = {}
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        # What counts as encrypted for AUTH, aiosmtpd knows of STARTTLS alone.
        more = {
            "authenticator": _authenticate,
            "auth_require_tls": not implicit,
            "auth_required": not implicit,
        }
        more |= {} if implicit else {"tls_context": context}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(kept, hostname="mail.example", loop=loop, **more),
        "127.0.0.1",
        0,
        ssl=context if implicit else None,
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


def _sender(port: int, certificate: Path | None, *, implicit: bool = False, **more: Any) -> SmtpMail:
    tls = ssl.create_default_context(cafile=certificate) if certificate else None
    user, password = (USER, PASSWORD) if certificate else ("", "")
    server = SmtpServer("127.0.0.1", port, user, password, implicit)
    return SmtpMail(server, "shop@shop.example", tls=tls, timeout=5, **more)


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_mail_goes_encrypted_and_signed_in_and_arrives_as_it_was(
    certificate: Path, implicit: bool
) -> None:
    kept = Kept()
    async with _serving(kept, certificate, implicit=implicit) as port:
        await _sender(port, certificate, implicit=implicit).send(MAIL)
    encrypted, signed_in, greeted, envelope = kept.envelopes[0]
    assert encrypted or implicit
    assert signed_in
    assert greeted == "shop.example"
    assert (envelope.mail_from, envelope.rcpt_tos) == ("shop@shop.example", ["rohan@xn--strae-oqa.example"])
    assert envelope.content.startswith(b"From: shop@shop.example")
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Subject"] == MAIL.subject
    assert message.get_content().splitlines() == MAIL.body.splitlines()
    assert message["Message-ID"].endswith("@shop.example>")


async def test_without_tls_nothing_is_sent_where_tls_is_required(certificate: Path) -> None:
    kept = Kept()
    async with _serving(kept, None) as port:
        with pytest.raises(TransportError) as refused:
            await _sender(port, None).send(MAIL)
        assert kept.envelopes == []
        assert not refused.value.permanent
        # In local mode a server of one's own may do without.
        await _sender(port, None, require_tls=False).send(MAIL)
        assert len(kept.envelopes) == 1


async def test_a_certificate_that_nobody_vouches_for_gets_no_password_and_no_mail(certificate: Path) -> None:
    kept = Kept()
    async with _serving(kept, certificate) as port:
        server = SmtpServer("127.0.0.1", port, USER, PASSWORD, implicit_tls=False)
        with pytest.raises(TransportError) as refused:
            await SmtpMail(server, "shop@shop.example", timeout=5).send(MAIL)
    assert not refused.value.permanent
    assert kept.envelopes == []


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such user", True), ("451 try later", False), ("452 full", False)]
)
async def test_what_the_server_refuses_for_good_is_permanent_and_no_address_is_repeated(
    answer: str, permanent: bool
) -> None:
    async with _serving(Kept(answer), None) as port:
        with pytest.raises(TransportError) as refused:
            await _sender(port, None, require_tls=False).send(MAIL)
    assert refused.value.permanent is permanent
    assert answer[:3] in refused.value.message
    assert "rohan" not in refused.value.message
    assert refused.value.__suppress_context__


async def test_a_wrong_password_and_a_server_that_is_away_may_pass(certificate: Path) -> None:
    async with _serving(Kept(), certificate) as port:
        tls = ssl.create_default_context(cafile=certificate)
        wrong = SmtpMail(
            SmtpServer("127.0.0.1", port, USER, "wrong", implicit_tls=False), "a@shop.example", tls=tls
        )
        with pytest.raises(TransportError) as refused:
            await wrong.send(MAIL)
        assert not refused.value.permanent
    with pytest.raises(TransportError) as away:
        await _sender(port, None, require_tls=False).send(MAIL)
    assert not away.value.permanent


@pytest.mark.parametrize(
    "mail",
    [Mail("a\nBcc: b@evil.example", "s", "b"), Mail("a@shop.example", "s\r\nBcc: b@evil.example", "b")],
)
async def test_a_line_break_makes_no_second_header(mail: Mail) -> None:
    kept = Kept()
    async with _serving(kept, None) as port:
        with pytest.raises(TransportError) as refused:
            await _sender(port, None, require_tls=False).send(mail)
    assert refused.value.permanent
    assert kept.envelopes == []


def test_an_address_of_a_server_is_read_whole() -> None:
    assert server_of("smtps://shop:p%40ss%2F@mail.example") == SmtpServer(
        "mail.example", 465, "shop", "p@ss/", implicit_tls=True
    )
    assert server_of("smtp://mail.example") == SmtpServer("mail.example", 587, "", "", implicit_tls=False)
    assert server_of("smtp://mail.example:25").port == 25
    for wrong in (
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://user@mail.example",
        "smtp://m:x",
    ):
        with pytest.raises(ValueError):
            server_of(wrong)
