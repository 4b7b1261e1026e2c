"""Opens the senders that the settings name; half or weak ones are named before anything starts."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TextIO

from email_validator import EmailNotValidError, validate_email
from pydantic import SecretStr

from support_ai.config import Settings
from support_ai.core.errors import AppError
from support_ai.messaging.senders import ConsoleMail, ConsoleTexts, MailSender, Senders, TextSender
from support_ai.messaging.smtp import SmtpMail, SmtpServer, server_of
from support_ai.messaging.twilio import TwilioSms, TwilioWhatsapp, twilio_client
from support_ai.shop.security import CodeChannel

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_SHAPES = {
    "SUPPORT_AI_TWILIO_ACCOUNT_SID": (re.compile(r"AC[0-9a-f]{32}"), "AC and 32 hexadecimal digits"),
    "SUPPORT_AI_TWILIO_AUTH_TOKEN": (re.compile(r"[0-9a-zA-Z]{32,}"), "32 letters and digits or more"),
    "SUPPORT_AI_TWILIO_SMS_FROM": (_NUMBER, "a number such as +12025550123"),
    "SUPPORT_AI_TWILIO_WHATSAPP_FROM": (_NUMBER, "a number such as +12025550123"),
    "SUPPORT_AI_TWILIO_WHATSAPP_CODE_TEMPLATE": (
        re.compile(r"HX[0-9a-f]{32}"),
        "HX and 32 hexadecimal digits",
    ),
}


class NoMailServerError(AppError):
    """Production mode (an https SUPPORT_AI_PUBLIC_URL) needs a mail server: set SUPPORT_AI_SMTP_URL and SUPPORT_AI_MAIL_FROM."""

    code = "no_mail_server"


class MessagingSettingsError(AppError):
    """The settings of mail and messages do not fit together."""

    code = "messaging_settings"


def check_messaging(settings: Settings) -> None:
    """Raise an error that names every setting of mail and messages which is missing, weak, or no use alone."""
    wrong = [*_wrong_mail(settings), *_wrong_twilio(settings)]
    if wrong:
        raise MessagingSettingsError("\n".join(wrong))
    if settings.smtp_url is None and not settings.local_mode:
        raise NoMailServerError


def channels_of(settings: Settings) -> frozenset[CodeChannel]:
    """Return the ways on which this installation can send a code."""
    if settings.local_mode:
        return frozenset(CodeChannel)
    numbers = {
        CodeChannel.SMS: settings.twilio_sms_from,
        CodeChannel.WHATSAPP: settings.twilio_whatsapp_from,
    }
    return frozenset(
        {CodeChannel.EMAIL, *(channel for channel, number in numbers.items() if number is not None)}
    )


@asynccontextmanager
async def open_senders(settings: Settings, output: TextIO) -> AsyncGenerator[Senders]:
    """Open every sender that was set up; in local mode stand-ins that write to `output` replace the others."""
    check_messaging(settings)
    is_local = settings.local_mode
    mail = _mail(settings) or ConsoleMail(output)
    sms: TextSender | None = ConsoleTexts(output, CodeChannel.SMS) if is_local else None
    whatsapp: TextSender | None = ConsoleTexts(output, CodeChannel.WHATSAPP) if is_local else None
    if settings.twilio_account_sid is None:
        yield Senders(mail, sms, whatsapp)
        return
    async with twilio_client(settings.twilio_account_sid, _revealed(settings.twilio_auth_token)) as client:
        if settings.twilio_sms_from is not None:
            sms = TwilioSms(client, settings.twilio_sms_from)
        if settings.twilio_whatsapp_from is not None:
            whatsapp = TwilioWhatsapp(
                client, settings.twilio_whatsapp_from, settings.twilio_whatsapp_code_template
            )
        yield Senders(mail, sms, whatsapp)


def _mail(settings: Settings) -> MailSender | None:
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return SmtpMail(
        server_of(_revealed(settings.smtp_url)), settings.mail_from, require_tls=not settings.local_mode
    )


def _wrong_mail(settings: Settings) -> list[str]:
    wrong: list[str] = []
    if settings.smtp_url is not None and _server(settings.smtp_url) is None:
        wrong.append("SUPPORT_AI_SMTP_URL: smtps://user:password@host:465 or smtp://user:password@host:587.")
    if settings.mail_from is not None and not _is_address(settings.mail_from):
        wrong.append("SUPPORT_AI_MAIL_FROM: an address such as shop@shop.example.")
    if settings.smtp_url is not None and settings.mail_from is None:
        wrong.append("SUPPORT_AI_MAIL_FROM: SUPPORT_AI_SMTP_URL needs the address that mails come from.")
    if settings.mail_from is not None and settings.smtp_url is None:
        wrong.append("SUPPORT_AI_SMTP_URL: SUPPORT_AI_MAIL_FROM is no use without a mail server.")
    return wrong


def _server(url: SecretStr) -> SmtpServer | None:
    try:
        return server_of(_revealed(url))
    except ValueError:
        return None


def _wrong_twilio(settings: Settings) -> list[str]:
    given = {
        "SUPPORT_AI_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "SUPPORT_AI_TWILIO_AUTH_TOKEN": _revealed(settings.twilio_auth_token) or None,
        "SUPPORT_AI_TWILIO_SMS_FROM": settings.twilio_sms_from,
        "SUPPORT_AI_TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
        "SUPPORT_AI_TWILIO_WHATSAPP_CODE_TEMPLATE": settings.twilio_whatsapp_code_template,
    }
    present = {name: value for name, value in given.items() if value is not None}
    wrong = [
        f"{name}: {_SHAPES[name][1]}."
        for name, value in present.items()
        if not _SHAPES[name][0].fullmatch(value)
    ]
    if present:
        wrong += [f"{name}: needed together with {next(iter(present))}." for name in _missing(present)]
    return wrong


def _missing(present: dict[str, str]) -> list[str]:
    """Return what the given settings of Twilio are no use without."""
    missing = [name for name in list(_SHAPES)[:2] if name not in present]
    if "SUPPORT_AI_TWILIO_WHATSAPP_CODE_TEMPLATE" in present:
        missing += [] if "SUPPORT_AI_TWILIO_WHATSAPP_FROM" in present else ["SUPPORT_AI_TWILIO_WHATSAPP_FROM"]
    elif not {"SUPPORT_AI_TWILIO_SMS_FROM", "SUPPORT_AI_TWILIO_WHATSAPP_FROM"} & present.keys():
        missing.append("SUPPORT_AI_TWILIO_SMS_FROM or SUPPORT_AI_TWILIO_WHATSAPP_FROM")
    return missing


def _revealed(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError:
        return False
    return text.isascii()
