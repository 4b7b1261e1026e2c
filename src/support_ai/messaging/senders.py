"""Who carries what leaves the house. In local mode stand-ins write it to the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from support_ai.core.errors import AppError
from support_ai.shop.security import CodeChannel


class TransportError(AppError):
    """What was to be sent could not be handed over."""

    code = "transport"

    def __init__(self, message: str, *, permanent: bool) -> None:
        """Say whether trying again is of no use; `message` names neither recipient nor content."""
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader gets it."""

    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Text:
    """One message to a phone, as its reader gets it; the number is E.164.

    `code` is the one-time code in it, where there is one: WhatsApp's templates take it apart from the words.
    """

    recipient: str
    body: str
    code: str | None = None


class MailSender(Protocol):
    """Carries a mail to its recipient; TransportError says whether the job should try again."""

    async def send(self, mail: Mail) -> None:
        """Send one mail."""
        ...


class TextSender(Protocol):
    """Carries a message to a phone; TransportError says whether the job should try again."""

    async def send_text(self, text: Text) -> None:
        """Send one message."""
        ...


@dataclass(frozen=True, slots=True)
class Senders:
    """Everything that this installation can send with."""

    mail: MailSender
    texts: Mapping[CodeChannel, TextSender] = field(default_factory=dict[CodeChannel, TextSender])

    @property
    def channels(self) -> frozenset[CodeChannel]:
        """Return the ways on which a code may travel."""
        return frozenset({CodeChannel.EMAIL, *self.texts})


class ConsoleMail:
    """The stand-in of local mode: the mail appears in the terminal of whoever runs the server."""

    def __init__(self, output: TextIO) -> None:
        """Take the terminal."""
        self._output = output

    async def send(self, mail: Mail) -> None:
        """Write the mail out."""
        _frame(self._output, f"mail to {mail.recipient}: {mail.subject}", mail.body)


class ConsoleText:
    """The stand-in of local mode for messages to phones."""

    def __init__(self, output: TextIO, kind: str) -> None:
        """Take the terminal, and what the message would be."""
        self._output = output
        self._kind = kind

    async def send_text(self, text: Text) -> None:
        """Write the message out."""
        _frame(self._output, f"{self._kind} to {text.recipient}", text.body)


def console_senders(output: TextIO) -> Senders:
    """Return stand-ins for everything that can be sent."""
    return Senders(
        ConsoleMail(output),
        {
            CodeChannel.SMS: ConsoleText(output, "SMS"),
            CodeChannel.WHATSAPP: ConsoleText(output, "WhatsApp message"),
        },
    )


def _frame(output: TextIO, head: str, body: str) -> None:
    lines = "\n".join(f"  │ {line}" for line in body.splitlines())
    output.write(f"\n  ┌ {head}\n{lines}\n  └\n")
    output.flush()
