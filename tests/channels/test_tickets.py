"""Row G6: a ticket is a secret of thirty seconds that opens one socket, as whom and from where it was given, and no address holds one."""

import asyncio
import base64
import io
from collections import Counter
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from support_ai.channels.web.rating_link import link
from support_ai.core.clock import now
from support_ai.identity.authenticator import SessionAuthenticator
from tests.channels.after import After
from tests.channels.test_socket import Line, hear, say
from tests.channels.threads import ARRIVING
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner, person_of
from tests.identity.websites import ORIGIN, add_key, add_site, use
from tests.serving import listening

EMAIL = "rohan@example.com"


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


async def opens(line: Line, ticket: str, query: str = "", origin: str | None = None) -> int:
    """Return with what a handshake is answered: 101 where it opens a socket."""
    try:
        async with line.open(ticket, query, origin):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_G6_a_ticket_is_long_random_and_stored_as_a_digest(line: Line, addresses: Addresses) -> None:
    tickets = [await line.ticket(None) for _ in range(20)]
    raw = [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in tickets]
    assert len(set(tickets)) == 20
    assert all(8 * len(one) >= 128 for one in raw)
    stored = str(as_owner(addresses, "select t::text, encode(ticket_hash, 'escape') from socket_tickets t"))
    assert [one for one in tickets if one in stored] == []


async def test_G6_of_twenty_sockets_at_once_with_one_ticket_one_opens(line: Line) -> None:
    for name in ("rohan", None):
        ticket = await line.ticket(name)
        answers = await asyncio.gather(*(opens(line, ticket) for _ in range(20)))
        assert Counter(answers) == {101: 1, 403: 19}


async def test_G6_a_ticket_ends_after_thirty_seconds(line: Line, addresses: Addresses) -> None:
    answer = await line.demo.client.post("/auth/socket-ticket", headers=await line.demo.headers("rohan"))
    assert answer.json()["expires_in"] <= 30
    life = "select extract(epoch from expires_at - now()) from socket_tickets"
    ((seconds,),) = as_owner(addresses, life)
    assert seconds <= 30
    late = "update socket_tickets set expires_at = expires_at - interval '30 seconds' returning 1"
    as_owner(addresses, late)
    assert await opens(line, answer.json()["ticket"]) == 403


async def test_G6_a_ticket_that_was_tried_from_elsewhere_is_used_up(line: Line) -> None:
    ticket = await line.ticket("rohan", "http://localhost:8000")
    assert await opens(line, ticket, origin="http://localhost:3000") == 403
    assert await opens(line, ticket, origin="http://localhost:8000") == 403


async def test_G6_a_ticket_opens_the_thread_of_whom_it_was_given_to_whoever_brings_it(line: Line) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        await say(opened, "Where is my order?")
        talk = (await hear(opened, "conversation"))["conversation_id"]
    # Michael's own ticket on Rohan's thread, and a ticket beside a token of somebody else: the ticket alone counts.
    async with line.open(await line.ticket("michael"), f"?conversation_id={talk}") as opened:
        assert (await hear(opened, "error"))["code"] == "conversation_not_found"
    rohan = (await line.demo.headers("rohan"))["authorization"]
    async with connect(
        f"ws://127.0.0.1:{line.port}/ws/chat?conversation_id={talk}",
        subprotocols=[
            Subprotocol("support-ai.v1"),
            Subprotocol(f"ticket.{await line.ticket('michael')}"),
            Subprotocol(f"ticket.{await line.ticket('rohan')}"),
        ],
        additional_headers={"authorization": rohan, "cookie": f"support_ai_visitor={rohan[7:]}"},
    ) as opened:
        assert (await hear(opened, "error"))["code"] == "conversation_not_found"


@pytest.mark.parametrize(
    "query", ["?ticket={ticket}", "?token={token}", "?access_token={token}&ticket={ticket}"]
)
async def test_G6_nothing_in_an_address_opens_a_socket(line: Line, query: str) -> None:
    ticket, token = await line.ticket("rohan"), (await line.demo.headers("rohan"))["authorization"][7:]
    address = f"ws://127.0.0.1:{line.port}/ws/chat{query.format(ticket=ticket, token=token)}"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address, subprotocols=[Subprotocol("support-ai.v1")]):
            pass
    assert refused.value.response.status_code == 403


async def test_G6_after_a_whole_conversation_no_log_holds_a_secret(
    log: io.StringIO, demo: Demo, addresses: Addresses
) -> None:
    secrets: dict[str, str] = {}
    async with listening(demo.shop) as port:
        line = Line(demo, port)
        first = (await demo.client.post("/auth/socket-ticket")).json()
        secrets |= {"ticket": first["ticket"], "visitor": first["visitor_token"]}
        async with line.open(first["ticket"]) as opened:
            await say(opened, "Where is my order?")
            await hear(opened, "message", "assistant")
            await say(opened, EMAIL)
            await hear(opened, "message", "assistant")
            await settled(addresses)
            secrets["code"] = demo.shop.mail.code()
            await say(opened, secrets["code"])
            secrets["session"] = (await hear(opened, "session"))["access_token"]
            while (await hear(opened, "message", "assistant"))["text"] != ARRIVING:
                pass
        headers = {"authorization": f"Bearer {secrets['session']}"}
        secrets["second ticket"] = (await demo.client.post("/auth/socket-ticket", headers=headers)).json()[
            "ticket"
        ]
        talk = (await demo.client.get("/conversations", headers=headers)).json()["items"][0][
            "conversation_id"
        ]
        async with line.open(secrets["second ticket"], f"?conversation_id={talk}&after=1") as opened:
            await hear(opened, "message", "assistant")
        assert await opens(line, secrets["second ticket"]) == 403
        # A client that does not know better.
        assert await opens(line, "", f"?ticket={secrets['second ticket']}&token={secrets['session']}") == 403
    await add_site(demo)
    secrets["identity"] = (await add_key(demo)).sign()
    status, told = await use(demo, secrets["identity"], ORIGIN)
    assert status == 200
    secrets["of the site"] = told["access_token"]
    await _talk_on(demo, addresses, headers, talk, secrets)
    assert len(secrets) >= 10
    written = log.getvalue()
    assert len(written) > 1000
    assert {name for name, secret in secrets.items() if secret in written} == set()
    # Nor any word of what was said, whatever the level.
    assert [word for word in ("ORD-789", "arriving tomorrow", EMAIL) if word in written] == []


async def _talk_on(
    demo: Demo, addresses: Addresses, headers: dict[str, str], talk: str, secrets: dict[str, str]
) -> None:
    """Go on over REST, as a stream, by a transcript, by the link of a mail, and by the form; note every secret."""
    after = After(demo, addresses)
    secrets["refresh"] = next(one.value for one in demo.client.cookies.jar if "refresh" in one.name) or ""
    demo.client.cookies.clear()
    sent = {"message": "Where is my order?", "conversation_id": talk}
    for accept in ("application/json", "text/event-stream"):
        answer = await demo.client.post("/chat", headers=headers | {"accept": accept}, json=sent)
        assert answer.status_code == 200
    assert (await after.transcript(talk, headers)).status_code == 200
    assert (await after.mail(talk, headers)).status_code == 202
    assert (await after.rate(talk, headers, 5)).status_code == 200
    authenticator: SessionAuthenticator = demo.shop.resources.authenticator
    secrets["form"] = authenticator.new_visitor()[1]
    form = {"message": "hello", "message_id": "11111111-2222-4333"}
    cookie = {"cookie": f"support_ai_visitor={secrets['form']}"}
    assert (await demo.client.post("/support", data=form, headers=cookie)).status_code == 303
    assert (await demo.client.get("/support", headers=cookie)).status_code == 200
    secrets["rating"] = (await rating_of(after, headers, talk)).rpartition("/")[2]
    assert (await after.send(f"/support/rating/{secrets['rating']}", 4)).status_code == 200
    assert (await demo.client.get(f"/support/rating/{secrets['rating']}x")).status_code == 404
    await settled(addresses)


async def rating_of(after: After, headers: dict[str, str], talk: str) -> str:
    """Return the link by which the conversation of these headers is rated."""
    person = await person_of(after.demo.shop, headers)
    return link(after.demo.shop.resources.identity.ring, "", person.account_id, UUID(talk), now())
