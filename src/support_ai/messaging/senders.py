"""Who carries mails and short texts. In local mode stand-ins write them to the terminal."""

from dataclasses import dataclass
from typing import Protocol, TextIO

from support_ai.core.errors import AppError
from support_ai.shop.security import CodeChannel


class TransportError(AppError):
    """A message could not be handed over."""

    code = "transport"

    def __init__(self, reason: str, *, permanent: bool) -> None:
        """Say why, without naming anybody; what is `permanent` is not tried again."""
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader gets it."""

    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Text:
    """One short text to a number in E.164; `code` is what a template of the provider has to say."""

    recipient: str
    body: str
    code: str | None = None


class MailSender(Protocol):
    """Carries a mail to its recipient."""

    async def send(self, mail: Mail) -> None:
        """Send one mail; TransportError where it was not taken."""
        ...


class TextSender(Protocol):
    """Carries a short text to its recipient."""

    async def send(self, text: Text) -> None:
        """Send one text; TransportError where it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class Senders:
    """Every way out; a channel that was not set up is None."""

    mail: MailSender
    sms: TextSender | None = None
    whatsapp: TextSender | None = None

    def text(self, channel: CodeChannel) -> TextSender | None:
        """Return who carries the texts of a channel; None for mail, and where it was not set up."""
        return {CodeChannel.SMS: self.sms, CodeChannel.WHATSAPP: self.whatsapp}.get(channel)

    @property
    def channels(self) -> frozenset[CodeChannel]:
        """Return the channels that were set up."""
        return frozenset({CodeChannel.EMAIL, *(one for one in CodeChannel if self.text(one) is not None)})


class ConsoleMail:
    """The stand-in of local mode: the mail appears in the terminal of whoever runs the server."""

    def __init__(self, output: TextIO) -> None:
        """Take the terminal."""
        self._output = output

    async def send(self, mail: Mail) -> None:
        """Write the mail out."""
        _write(self._output, f"mail to {mail.recipient}: {mail.subject}", mail.body)


class ConsoleTexts:
    """The stand-in of local mode for one channel of short texts."""

    def __init__(self, output: TextIO, channel: CodeChannel) -> None:
        """Take the terminal, and the channel that is named there."""
        self._output = output
        self._channel = channel

    async def send(self, text: Text) -> None:
        """Write the text out."""
        _write(self._output, f"{self._channel.value} to {text.recipient}", text.body)


def _write(output: TextIO, head: str, body: str) -> None:
    lines = "\n".join(f"  │ {line}" for line in body.splitlines())
    output.write(f"\n  ┌ {head}\n{lines}\n  └\n")
    output.flush()
