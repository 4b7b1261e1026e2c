"""The widget in a browser: how soon one can write, and what a keystroke and a sentence cost in a long conversation."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Page, WebSocketRoute

from bench.browser import Visit, browsing, visiting
from bench.servers import CHAT, serving
from support_ai.stored import Stored

MESSAGES = 500
SLOWER = 4
_QUESTIONS = ("What is your return policy?", "Do you ship to Canada?", "hello", "Can I pay by card?")
_SENTENCE = "Most parcels leave our house on the day after the order, and arrive two to four days later."
_TEXT = "Could you please tell me when my parcel will arrive, and who"
# When the composer can be written into, looked at before each frame: its focus and its size are what people see.
_USABLE = """() => new Promise((resolve) => {
    const root = document.getElementById("support-chat").shadowRoot;
    const began = performance.now();
    if (%s) root.querySelector("button").click();
    else document.addEventListener("click", (event) => (window.clicked = event.timeStamp), { once: true, capture: true });
    const look = () => {
        const area = root.querySelector("textarea");
        const isUsable = area && root.activeElement === area && area.getClientRects().length > 0;
        if (isUsable) requestAnimationFrame(() => resolve(performance.now() - (window.clicked ?? began)));
        else requestAnimationFrame(look);
    };
    look();
})"""


@dataclass(frozen=True, slots=True)
class WidgetFigures:
    """Seconds of each opening, keystroke and sentence; `prefetched` by how many times slower the processor was."""

    requests: int
    cold: Sequence[float]
    prefetched: Mapping[int, Sequence[float]]
    keystrokes: Sequence[float]
    sentences: Sequence[float]


async def measure_widget(stored: Stored, openings: int) -> WidgetFigures:
    """Open the chat so often, cold and after a hover; then write and read in a conversation of 500 messages."""
    async with serving(CHAT, stored.settings.data_dir) as server, browsing() as browser:
        print(f"The widget, {openings} openings of each kind …", flush=True)
        async with visiting(browser, server.port) as visit:
            requests = len(visit.requests)
        cold = [await _open_cold(browser, server.port) for _ in range(openings)]
        prefetched = {
            slower: [await _open_prefetched(browser, server.port, slower) for _ in range(openings)]
            for slower in (1, SLOWER)
        }
        print(f"The widget, {MESSAGES} messages …", flush=True)
        keystrokes, sentences = await _write_and_read(browser, server.port)
        return WidgetFigures(requests, cold, prefetched, keystrokes, sentences)


async def _open_cold(browser: Browser, port: int) -> float:
    async with visiting(browser, port) as visit:
        await visit.slow_down(SLOWER)
        return await visit.page.evaluate(_USABLE % "true") / 1000


async def _open_prefetched(browser: Browser, port: int, slower: int) -> float:
    async with visiting(browser, port) as visit:
        page = visit.page
        await visit.slow_down(slower)
        await page.get_by_role("button", name="Chat").hover()
        await page.wait_for_function(
            "document.getElementById('support-chat').shadowRoot.querySelector('textarea') !== null"
        )
        await page.wait_for_load_state("networkidle")
        usable = asyncio.create_task(page.evaluate(_USABLE % "false"))
        await page.evaluate("() => new Promise(requestAnimationFrame)")
        await page.mouse.down()
        await page.mouse.up()
        return await usable / 1000


async def _write_and_read(browser: Browser, port: int) -> tuple[Sequence[float], Sequence[float]]:
    kept = await _long_conversation(port)
    async with visiting(browser, port, kept) as visit:
        page = visit.page
        routed: asyncio.Future[WebSocketRoute] = asyncio.get_running_loop().create_future()
        await page.route_web_socket("**/ws/chat**", lambda route: _pass(route, routed))
        # What is routed is so from the next document on.
        await page.reload(wait_until="networkidle")
        await page.get_by_role("button", name="Chat").click()
        await page.get_by_role("textbox", name="Write a message").wait_for()
        await _read_all(page)
        await page.get_by_role("textbox", name="Write a message").focus()
        keystrokes = [await _cost(visit, lambda key=key: page.keyboard.press(key)) for key in _keys()]
        socket = await asyncio.wait_for(routed, 30)
        frame = json.dumps({"type": "sentence", "text": _SENTENCE})

        async def say() -> None:
            socket.send(frame)

        return keystrokes, [await _cost(visit, say) for _ in range(40)]


def _keys() -> list[str]:
    return ["Space" if letter == " " else letter for letter in _TEXT]


def _pass(route: WebSocketRoute, routed: asyncio.Future[WebSocketRoute]) -> None:
    route.connect_to_server()
    if not routed.done():
        routed.set_result(route)


async def _cost(visit: Visit, act: Callable[[], Awaitable[None]]) -> float:
    """Return for how long the main thread worked for one act and all that is drawn after it."""
    before = await visit.busy_seconds()
    await act()
    # Two frames on, everything that it caused is on the screen.
    await visit.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
    return await visit.busy_seconds() - before


async def _long_conversation(port: int) -> str:
    """Hold a conversation of so many messages as a visitor, and return the script that goes on with it in a browser."""
    address = f"http://localhost:{port}"
    said: dict[str, object] = {}
    headers: dict[str, str] = {}
    visitor: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
        for number in range(MESSAGES // 2):
            question = {"message": _QUESTIONS[number % len(_QUESTIONS)], "client_message_id": str(uuid4())}
            told = (
                (await client.post("/chat", json=question | said, headers=headers)).raise_for_status().json()
            )
            if not headers:
                visitor = {"token": told["visitor_token"], "conversation_id": told["conversation_id"]}
                said = {"conversation_id": told["conversation_id"]}
                headers = {"authorization": f"Bearer {told['visitor_token']}"}
    key = f"support-ai:{address}:visitor"
    return f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(visitor))})"


async def _read_all(page: Page) -> None:
    """Press the button for earlier messages until there are none."""
    earlier = page.get_by_role("button", name="Earlier messages")
    entries = page.get_by_role("log").locator("li.entry")
    for _ in range(MESSAGES):
        count = await entries.count()
        if count >= MESSAGES:
            return
        await earlier.click()
        await page.wait_for_function(
            "(count) => document.getElementById('support-chat').shadowRoot.querySelectorAll('li.entry').length > count",
            arg=count,
        )
