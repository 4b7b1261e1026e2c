"""Mail over SMTP (RFC 5321), always on an encrypted connection but to a machine of one's own in local mode."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from support_ai.core.crypto import to_a_label
from support_ai.messaging.senders import Mail, TransportError

_SECONDS = 20


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over; `implicit_tls` means TLS from the first byte, otherwise STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool


def server_of(url: str) -> SmtpServer:
    """Return the server that `smtps://user:password@host:465` or `smtp://host:587` names; ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError
    if parts.path.strip("/") or parts.query or parts.fragment or bool(parts.username) != bool(parts.password):
        raise ValueError
    is_implicit = parts.scheme == "smtps"
    return SmtpServer(
        parts.hostname,
        parts.port or (465 if is_implicit else 587),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        is_implicit,
    )


class SmtpMail:
    """Hands each mail over in a connection of its own, in a thread beside the event loop."""

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        *,
        require_tls: bool = True,
        tls: ssl.SSLContext | None = None,
        timeout: float = _SECONDS,
    ) -> None:
        """Take the server and the address that mails come from; without `require_tls` STARTTLS is used if offered."""
        self._server = server
        self._sender = sender
        # Greetings and message ids name the shop's domain, never this machine.
        self._domain = sender.rpartition("@")[2]
        self._require_tls = require_tls
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout

    async def send(self, mail: Mail) -> None:
        """Hand one mail over; TransportError, which names nobody, where the server did not take it."""
        try:
            message = self._message(mail)
        except ValueError:
            raise TransportError("The mail's address or subject cannot be written.", permanent=True) from None
        try:
            await asyncio.to_thread(self._hand_over, message)
        except (smtplib.SMTPException, OSError) as error:
            # `from None`: what smtplib says holds the recipient's address, and a traceback goes to the log.
            raise _transport_error(error) from None

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = _mailable(mail.recipient)
        message["Subject"] = mail.subject
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body + "\n")
        return message

    def _hand_over(self, message: EmailMessage) -> None:
        with self._connection() as smtp:
            if not self._server.implicit_tls:
                smtp.ehlo()
                if self._require_tls or smtp.has_extn("starttls"):
                    smtp.starttls(context=self._tls)
            if self._server.user:
                smtp.login(self._server.user, self._server.password)
            smtp.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        host, port, own = self._server.host, self._server.port, self._domain
        if self._server.implicit_tls:
            return smtplib.SMTP_SSL(host, port, own, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(host, port, own, timeout=self._timeout)


def _mailable(address: str) -> str:
    """Return the address as mail goes there: the domain as an A-label."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{to_a_label(domain)}"


def _transport_error(error: Exception) -> TransportError:
    """Say what failed by its kind and the server's number; a refused sign-in is the operator's to mend, so not final."""
    codes: list[int] = []
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _ in refused.values()]
        case smtplib.SMTPAuthenticationError():
            pass
        case smtplib.SMTPResponseException(smtp_code=code):
            codes = [code]
        case _:
            pass
    is_final = bool(codes) and all(500 <= code < 600 for code in codes)
    said = f" {codes[0]}" if codes else ""
    return TransportError(f"The mail server: {type(error).__name__}{said}.", permanent=is_final)
