"""Which senders an installation has: those that its settings name, and stand-ins for the rest in local mode."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TextIO

import httpx

from support_ai.config import Settings
from support_ai.core.errors import AppError
from support_ai.messaging.senders import ConsoleMail, Senders, TextSender, console_senders
from support_ai.messaging.smtp import MailServer, SmtpMail
from support_ai.messaging.twilio import TWILIO, TwilioAccount, TwilioText
from support_ai.shop.security import CodeChannel

_SECONDS = 15


class NoMailServerError(AppError):
    """Production mode (an https SUPPORT_AI_PUBLIC_URL) needs a mail server: set SUPPORT_AI_SMTP_URL and SUPPORT_AI_MAIL_FROM."""

    code = "no_mail_server"


class HalfSetError(AppError):
    """Settings that belong together are set in part."""

    code = "half_set"


def check_messaging(settings: Settings) -> None:
    """Raise the first error of the settings for mail and messages, which names the setting."""
    if settings.smtp_url is not None:
        MailServer.of_url(settings.smtp_url.get_secret_value())
    if (settings.smtp_url is None) != (settings.mail_from is None):
        raise HalfSetError(
            "SUPPORT_AI_SMTP_URL and SUPPORT_AI_MAIL_FROM belong together: set both or neither."
        )
    if settings.smtp_url is None and not settings.local_mode:
        raise NoMailServerError
    has_number = settings.twilio_sms_from is not None or settings.twilio_whatsapp_from is not None
    if (settings.twilio_account_sid is None) != (settings.twilio_auth_token is None):
        raise HalfSetError(
            "SUPPORT_AI_TWILIO_ACCOUNT_SID and SUPPORT_AI_TWILIO_AUTH_TOKEN belong together: set both or neither."
        )
    if has_number != (settings.twilio_account_sid is not None):
        raise HalfSetError(
            "Twilio needs SUPPORT_AI_TWILIO_ACCOUNT_SID, SUPPORT_AI_TWILIO_AUTH_TOKEN, and a number:"
            " SUPPORT_AI_TWILIO_SMS_FROM or SUPPORT_AI_TWILIO_WHATSAPP_FROM."
        )


def channels_of(settings: Settings) -> frozenset[CodeChannel]:
    """Return the ways on which this installation can send a code."""
    if settings.local_mode:
        return frozenset(CodeChannel)
    found = {CodeChannel.EMAIL}
    if settings.twilio_sms_from is not None:
        found.add(CodeChannel.SMS)
    if settings.twilio_whatsapp_from is not None:
        found.add(CodeChannel.WHATSAPP)
    return frozenset(found)


@asynccontextmanager
async def open_senders(settings: Settings, output: TextIO) -> AsyncGenerator[Senders]:
    """Open what the settings name; in local mode everything else is written to `output`."""
    check_messaging(settings)
    async with httpx.AsyncClient(
        base_url=TWILIO, timeout=_SECONDS, follow_redirects=False, trust_env=False
    ) as client:
        texts: dict[CodeChannel, TextSender] = {}
        if settings.local_mode:
            texts.update(console_senders(output).texts)
        texts.update(_twilio(settings, client))
        yield Senders(_mail(settings, output), texts)


def _mail(settings: Settings, output: TextIO) -> SmtpMail | ConsoleMail:
    if settings.smtp_url is None:
        return ConsoleMail(output)
    return SmtpMail(MailServer.of_url(settings.smtp_url.get_secret_value()), settings.mail_from or "")


def _twilio(settings: Settings, client: httpx.AsyncClient) -> dict[CodeChannel, TextSender]:
    if settings.twilio_account_sid is None or settings.twilio_auth_token is None:
        return {}
    account = TwilioAccount(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
    found: dict[CodeChannel, TextSender] = {}
    if settings.twilio_sms_from is not None:
        found[CodeChannel.SMS] = TwilioText(client, account, settings.twilio_sms_from)
    if settings.twilio_whatsapp_from is not None:
        found[CodeChannel.WHATSAPP] = TwilioText(
            client,
            account,
            settings.twilio_whatsapp_from,
            whatsapp=True,
            template=settings.twilio_whatsapp_code_template,
        )
    return found
