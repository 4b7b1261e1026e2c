"""Which senders the settings open, and how half or weak ones are named."""

import io
from typing import Any

import pytest

from support_ai.config import Settings
from support_ai.messaging.opening import (
    MessagingSettingsError,
    NoMailServerError,
    check_messaging,
    open_senders,
)
from support_ai.messaging.senders import ConsoleMail, ConsoleTexts, Mail, Text
from support_ai.messaging.smtp import SmtpMail
from support_ai.messaging.twilio import TwilioSms, TwilioWhatsapp
from support_ai.shop.security import CodeChannel

PRODUCTION = {"public_url": "https://shop.example"}
MAIL = {"smtp_url": "smtps://u:p@mail.example", "mail_from": "shop@shop.example"}
TWILIO = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "f" * 32}
NUMBER = "+12025550100"


def _settings(**given: Any) -> Settings:
    return Settings.model_validate(given)


async def test_local_mode_writes_everything_to_the_terminal() -> None:
    output = io.StringIO()
    async with open_senders(_settings(), output) as senders:
        assert senders.channels == frozenset(CodeChannel)
        assert isinstance(senders.mail, ConsoleMail)
        await senders.mail.send(Mail("rohan@example.com", "Your code", "It is 012345."))
        for channel in (CodeChannel.SMS, CodeChannel.WHATSAPP):
            sender = senders.text(channel)
            assert sender is not None
            await sender.send(Text(NUMBER, "It is 012345.", "012345"))
    assert output.getvalue().count("012345") == 3
    for head in ("mail to rohan@example.com: Your code", f"sms to {NUMBER}", f"whatsapp to {NUMBER}"):
        assert head in output.getvalue()


async def test_production_opens_what_was_set_up_and_nothing_else() -> None:
    output = io.StringIO()
    async with open_senders(_settings(**PRODUCTION, **MAIL), output) as senders:
        assert isinstance(senders.mail, SmtpMail)
        assert senders.channels == {CodeChannel.EMAIL}
    both = {"twilio_sms_from": NUMBER, "twilio_whatsapp_from": NUMBER}
    async with open_senders(_settings(**PRODUCTION, **MAIL, **TWILIO, **both), output) as senders:
        assert isinstance(senders.text(CodeChannel.SMS), TwilioSms)
        assert isinstance(senders.text(CodeChannel.WHATSAPP), TwilioWhatsapp)
        assert senders.channels == frozenset(CodeChannel)


async def test_local_mode_uses_what_was_set_up() -> None:
    async with open_senders(_settings(**MAIL, **TWILIO, twilio_sms_from=NUMBER), io.StringIO()) as senders:
        assert isinstance(senders.mail, SmtpMail)
        assert isinstance(senders.text(CodeChannel.SMS), TwilioSms)
        assert isinstance(senders.text(CodeChannel.WHATSAPP), ConsoleTexts)


def test_K9_production_without_a_mail_server_names_the_settings() -> None:
    with pytest.raises(NoMailServerError) as missing:
        check_messaging(_settings(**PRODUCTION))
    assert "SUPPORT_AI_SMTP_URL" in missing.value.message


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"smtp_url": "smtps://u:p@mail.example"}, "MAIL_FROM"),
        ({"mail_from": "shop@shop.example"}, "SMTP_URL"),
        ({**MAIL, "smtp_url": "http://mail.example"}, "SMTP_URL"),
        ({**MAIL, "smtp_url": ""}, "SMTP_URL"),
        ({**MAIL, "smtp_url": "smtp://user@mail.example"}, "SMTP_URL"),
        ({**MAIL, "mail_from": "the shop"}, "MAIL_FROM"),
        ({"twilio_account_sid": TWILIO["twilio_account_sid"]}, "TWILIO_AUTH_TOKEN"),
        ({"twilio_auth_token": "f" * 32}, "TWILIO_ACCOUNT_SID"),
        (TWILIO, "TWILIO_SMS_FROM or SUPPORT_AI_TWILIO_WHATSAPP_FROM"),
        ({"twilio_sms_from": NUMBER}, "TWILIO_ACCOUNT_SID"),
        ({**TWILIO, "twilio_sms_from": "2025550100"}, "TWILIO_SMS_FROM"),
        ({**TWILIO, "twilio_sms_from": NUMBER, "twilio_auth_token": "secret"}, "TWILIO_AUTH_TOKEN"),
        ({**TWILIO, "twilio_sms_from": NUMBER, "twilio_auth_token": ""}, "TWILIO_AUTH_TOKEN"),
        ({**TWILIO, "twilio_sms_from": NUMBER, "twilio_account_sid": "AC1"}, "TWILIO_ACCOUNT_SID"),
        (
            {**TWILIO, "twilio_whatsapp_from": NUMBER, "twilio_whatsapp_code_template": "x"},
            "TWILIO_WHATSAPP_CODE_TEMPLATE",
        ),
        ({**TWILIO, "twilio_whatsapp_code_template": "HX" + "0" * 32}, "TWILIO_WHATSAPP_FROM"),
    ],
)
def test_K9_half_and_weak_settings_are_named_and_no_secret_is_repeated(
    given: dict[str, str], named: str
) -> None:
    for mode in ({}, PRODUCTION):
        with pytest.raises(MessagingSettingsError) as wrong:
            check_messaging(_settings(**given, **mode))
        assert f"SUPPORT_AI_{named}" in wrong.value.message
        assert "f" * 32 not in wrong.value.message
