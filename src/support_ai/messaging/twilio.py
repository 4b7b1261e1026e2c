"""Text and WhatsApp messages over Twilio's REST interface (Messages resource, API version 2010-04-01)."""

import json
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from support_ai.messaging.senders import Text, TransportError

TWILIO = "https://api.twilio.com"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Whose messages they are; the token signs in and is told to nobody else."""

    sid: str
    token: str


class TwilioText:
    """Sends from one number; for WhatsApp with the prefix, and with an approved template where one is named.

    The first message of a conversation on WhatsApp must be a template: a code comes as its variable `1`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        account: TwilioAccount,
        sender: str,
        *,
        whatsapp: bool = False,
        template: str | None = None,
    ) -> None:
        """Take a client whose base address is Twilio's."""
        self._client = client
        self._account = account
        self._prefix = "whatsapp:" if whatsapp else ""
        self._sender = f"{self._prefix}{sender}"
        self._template = template

    async def send_text(self, text: Text) -> None:
        """Send one message; TransportError is permanent where Twilio will never take it."""
        form = {"To": f"{self._prefix}{text.recipient}", "From": self._sender}
        if self._template is not None and text.code is not None:
            form |= {"ContentSid": self._template, "ContentVariables": json.dumps({"1": text.code})}
        else:
            form["Body"] = text.body
        try:
            answer = await self._client.post(
                f"/2010-04-01/Accounts/{self._account.sid}/Messages.json",
                data=form,
                auth=(self._account.sid, self._account.token),
            )
        except httpx.HTTPError as error:
            raise TransportError(
                f"Twilio cannot be reached: {type(error).__name__}.", permanent=False
            ) from None
        if answer.status_code != HTTPStatus.CREATED:
            raise _refused(answer)


def _refused(answer: httpx.Response) -> TransportError:
    """Return the error for an answer: too many and faults of theirs pass, and a wrong token is ours to mend."""
    status = answer.status_code
    passes = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in (
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
    )
    try:
        code = int(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        code = 0
    return TransportError(f"Twilio refused with {status}, code {code}.", permanent=not passes)
