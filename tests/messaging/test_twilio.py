"""SMS and WhatsApp over a server on this machine that answers as Twilio does."""

import json
import threading
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from support_ai.messaging.senders import Text, TransportError
from support_ai.messaging.twilio import TwilioSms, TwilioWhatsapp, twilio_client

SID, TOKEN = "AC" + "0" * 32, "f" * 32
SHOP, ROHAN = "+12025550100", "+12025550123"
TEMPLATE = "HX" + "1" * 32
# Where the stand-in answers.
HERE = ("127.0.0.1",)


class Twilio:
    """Keeps every request, and answers 201 to a right one as Twilio does, or what the test wants."""

    def __init__(self, status: int = 201, body: bytes | None = None) -> None:
        self.status = status
        self.body = body
        self.requests: list[tuple[str, dict[str, str]]] = []
        twilio = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(sent, keep_blank_values=True).items()}
                twilio.requests.append((self.path, form))
                signed_in = "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode()
                status, answer = twilio.status, twilio.body
                if self.headers["authorization"] != signed_in:
                    status, answer = 401, b'{"code": 20003, "message": "Authenticate", "status": 401}'
                elif not {"To", "From"} <= form.keys() or ("Body" in form) == ("ContentSid" in form):
                    status, answer = 400, b'{"code": 21602, "message": "Body is required.", "status": 400}'
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(answer if answer is not None else b'{"sid": "SM1", "status": "queued"}')

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def _serving(twilio: Twilio) -> Generator[Twilio]:
    thread = threading.Thread(target=twilio.server.serve_forever)
    thread.start()
    try:
        yield twilio
    finally:
        twilio.server.shutdown()
        thread.join()
        twilio.server.server_close()


async def test_a_text_is_posted_as_the_account_with_all_its_characters() -> None:
    body = "Your code is 012345 & good for 5 minutes – été 🙂 + more"
    with _serving(Twilio()) as twilio:
        async with twilio_client(SID, TOKEN, twilio.url, internal=HERE) as client:
            await TwilioSms(client, SHOP).send(Text(ROHAN, body))
    assert twilio.requests == [
        (f"/2010-04-01/Accounts/{SID}/Messages.json", {"To": ROHAN, "From": SHOP, "Body": body})
    ]


async def test_whatsapp_gets_its_prefix_and_a_code_its_template() -> None:
    with _serving(Twilio()) as twilio:
        async with twilio_client(SID, TOKEN, twilio.url, internal=HERE) as client:
            await TwilioWhatsapp(client, SHOP, TEMPLATE).send(Text(ROHAN, "Your code is 012345", "012345"))
            await TwilioWhatsapp(client, SHOP, TEMPLATE).send(Text(ROHAN, "Hello"))
            await TwilioWhatsapp(client, SHOP).send(Text(ROHAN, "Your code is 012345", "012345"))
    both = {"To": f"whatsapp:{ROHAN}", "From": f"whatsapp:{SHOP}"}
    assert [form for _, form in twilio.requests] == [
        both | {"ContentSid": TEMPLATE, "ContentVariables": json.dumps({"1": "012345"})},
        both | {"Body": "Hello"},
        both | {"Body": "Your code is 012345"},
    ]


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (404, True),
        (301, True),
        (401, False),
        (403, False),
        (429, False),
        (500, False),
        (503, False),
    ],
)
async def test_what_twilio_refuses_for_good_is_permanent_and_no_number_is_repeated(
    status: int, permanent: bool
) -> None:
    words = json.dumps({"code": 21211, "message": f"The 'To' number {ROHAN} is not valid.", "status": status})
    with _serving(Twilio(status, words.encode())) as twilio:
        async with twilio_client(SID, TOKEN, twilio.url, internal=HERE) as client:
            with pytest.raises(TransportError) as refused:
                await TwilioSms(client, SHOP).send(Text(ROHAN, "Hello"))
    assert refused.value.permanent is permanent
    assert refused.value.message == f"Twilio: {status}, error 21211."


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": "x"}', b"\xff"])
async def test_an_answer_that_is_not_twilios_is_a_refusal_too(body: bytes) -> None:
    with _serving(Twilio(502, body)) as twilio:
        async with twilio_client(SID, TOKEN, twilio.url, internal=HERE) as client:
            with pytest.raises(TransportError) as refused:
                await TwilioSms(client, SHOP).send(Text(ROHAN, "Hello"))
    assert (refused.value.permanent, refused.value.message) == (False, "Twilio: 502.")


async def test_a_wrong_token_and_a_server_that_is_away_may_pass() -> None:
    with _serving(Twilio()) as twilio:
        async with twilio_client(SID, "0" * 32, twilio.url, internal=HERE) as client:
            with pytest.raises(TransportError) as refused:
                await TwilioSms(client, SHOP).send(Text(ROHAN, "Hello"))
    assert (refused.value.permanent, refused.value.message) == (False, "Twilio: 401, error 20003.")
    async with twilio_client(SID, TOKEN, twilio.url, internal=HERE) as client:
        with pytest.raises(TransportError) as away:
            await TwilioSms(client, SHOP).send(Text(ROHAN, "Hello"))
    assert (away.value.permanent, away.value.message) == (False, "Twilio: ConnectError.")
    assert away.value.__suppress_context__


@pytest.mark.row("F7")
async def test_F7_texts_reach_nothing_inside_whatever_twilios_name_resolves_to() -> None:
    with _serving(Twilio()) as twilio:
        async with twilio_client(SID, TOKEN, twilio.url) as client:
            with pytest.raises(TransportError) as refused:
                await TwilioSms(client, SHOP).send(Text(ROHAN, "Hello"))
    assert twilio.requests == []
    assert (refused.value.permanent, refused.value.message) == (False, "Twilio: TargetRefusedError.")
