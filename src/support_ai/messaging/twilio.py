"""SMS and WhatsApp messages over Twilio's REST interface (`POST …/Messages.json`)."""

import json
from collections.abc import Collection
from http import HTTPStatus

import httpx

from support_ai.core.outbound import outbound_client
from support_ai.messaging.senders import Text, TransportError

API = "https://api.twilio.com"
_TIMEOUT = httpx.Timeout(10)
# What the operator can mend (a wrong token, a suspended account), or what passes by itself.
_PASSING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


def twilio_client(
    account_sid: str, token: str, base_url: str = API, *, internal: Collection[str] = ()
) -> httpx.AsyncClient:
    """Return a client that signs in as the account, follows no redirect with its token, and reaches nothing inside.

    `internal` are the exact names of hosts that may stand in for Twilio in the own network.
    """
    return outbound_client(
        internal,
        timeout=_TIMEOUT,
        base_url=f"{base_url}/2010-04-01/Accounts/{account_sid}",
        auth=(account_sid, token),
    )


class TwilioSms:
    """Sends texts from one number."""

    def __init__(self, client: httpx.AsyncClient, number: str) -> None:
        """Take the signed-in client and the shop's own number in E.164."""
        self._client = client
        self._number = number

    async def send(self, text: Text) -> None:
        """Hand one text over; TransportError, which names nobody, where Twilio did not take it."""
        await _post(self._client, {"To": text.recipient, "From": self._number, "Body": text.body})


class TwilioWhatsapp:
    """Sends WhatsApp messages; outside of a conversation WhatsApp takes approved templates only."""

    def __init__(self, client: httpx.AsyncClient, number: str, code_template: str | None = None) -> None:
        """Take the client, the shop's number, and the template (`HX…`) whose first variable is a code."""
        self._client = client
        self._number = number
        self._code_template = code_template

    async def send(self, text: Text) -> None:
        """Hand one message over, by the template where it is about a code and there is one."""
        form = {"To": f"whatsapp:{text.recipient}", "From": f"whatsapp:{self._number}"}
        if text.code is not None and self._code_template is not None:
            form |= {"ContentSid": self._code_template, "ContentVariables": json.dumps({"1": text.code})}
        else:
            form["Body"] = text.body
        await _post(self._client, form)


async def _post(client: httpx.AsyncClient, form: dict[str, str]) -> None:
    try:
        answer = await client.post("/Messages.json", data=form)
    except httpx.TransportError as error:
        raise TransportError(f"Twilio: {type(error).__name__}.", permanent=False) from None
    if answer.status_code != HTTPStatus.CREATED:
        # Twilio's own words may repeat the number; its error number does not.
        is_final = (
            answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status_code not in _PASSING
        )
        raise TransportError(f"Twilio: {answer.status_code}{_number_of(answer)}.", permanent=is_final)


def _number_of(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return ""
    found: object = body.get("code") if isinstance(body, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - anybody's JSON
    return f", error {found}" if isinstance(found, int) else ""
