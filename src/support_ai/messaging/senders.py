"""Who carries a mail. In local mode a stand-in writes it to the terminal."""

from dataclasses import dataclass
from typing import Protocol, TextIO


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader gets it."""

    recipient: str
    subject: str
    body: str


class MailSender(Protocol):
    """Carries a mail to its recipient; an exception means that the job tries again later."""

    async def send(self, mail: Mail) -> None:
        """Send one mail."""
        ...


class ConsoleMail:
    """The stand-in of local mode: the mail appears in the terminal of whoever runs the server."""

    def __init__(self, output: TextIO) -> None:
        """Take the terminal."""
        self._output = output

    async def send(self, mail: Mail) -> None:
        """Write the mail out."""
        lines = "\n".join(f"  │ {line}" for line in mail.body.splitlines())
        self._output.write(f"\n  ┌ mail to {mail.recipient}: {mail.subject}\n{lines}\n  └\n")
        self._output.flush()
