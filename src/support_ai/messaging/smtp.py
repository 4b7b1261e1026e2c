"""Mail over SMTP (RFC 5321), encrypted: TLS from the first byte (`smtps`) or by STARTTLS (`smtp`), never without."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from support_ai.core.errors import AppError
from support_ai.messaging.senders import Mail, TransportError

_SECONDS = 20
_PORTS = {"smtps": 465, "smtp": 587}


class MailServerError(AppError):
    """SUPPORT_AI_SMTP_URL must look like smtps://user:password@mail.example:465, or smtp:// for STARTTLS."""

    code = "mail_server"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    user: str | None
    password: str
    is_tls_from_start: bool

    @classmethod
    def of_url(cls, url: str) -> "MailServer":
        """Read `smtps://user:password@host:465`; MailServerError where it is none."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise MailServerError from error
        if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
            raise MailServerError
        user = None if parts.username is None else unquote(parts.username)
        return cls(
            parts.hostname,
            port or _PORTS[parts.scheme],
            user,
            unquote(parts.password or ""),
            parts.scheme == "smtps",
        )


class SmtpMail:
    """Hands mails to a mail server, one connection each, beside the event loop."""

    def __init__(self, server: MailServer, sender: str, context: ssl.SSLContext | None = None) -> None:
        """Take the server, the sender's address, and which certificates to trust (the system's by default)."""
        self._server = server
        self._sender = sender
        self._context = context or ssl.create_default_context()

    async def send(self, mail: Mail) -> None:
        """Send one mail; TransportError is permanent where the server refused for good."""
        await asyncio.to_thread(self._send, _message(self._sender, mail))

    def _send(self, message: EmailMessage) -> None:
        try:
            with self._connection() as smtp:
                if self._server.user is not None:
                    smtp.login(self._server.user, self._server.password)
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refused(min(codes)) from None
        except smtplib.SMTPResponseException as error:
            # A refused sign-in is ours to mend: the mail is worth another try.
            is_ours = isinstance(error, smtplib.SMTPAuthenticationError)
            raise _refused(451 if is_ours else error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(
                f"The mail server cannot be used: {type(error).__name__}.", permanent=False
            ) from None

    def _connection(self) -> smtplib.SMTP:
        server = self._server
        if server.is_tls_from_start:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=self._context)
        smtp = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        try:
            smtp.starttls(context=self._context)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _refused(code: int) -> TransportError:
    """Return the error for a reply code: 5xx is for good (RFC 5321, 4.2.1)."""
    return TransportError(f"The mail server refused with {code}.", permanent=code >= 500)


def _message(sender: str, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(">"))
    # Machines that answer by themselves leave it unanswered (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message
