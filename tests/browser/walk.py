"""The contract's table of conversations, walked by one person after the other in one window."""

import re
from dataclasses import dataclass

from playwright.async_api import expect

from tests.agent.test_contract_conversations import OWN_ONLY
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.widget import Window
from tests.channels.threads import ARRIVING, SENT
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner
from tests.security.scene import DEMO_PASSWORD

ROHANS_RETURNS = "select count(*) from order_returns where customer_id = 'CUST-123'"
_NEWEST = "select conversation_id from conversations where customer_id = 'CUST-123' order by updated_at desc"


async def propose_a_return(window: Window) -> None:
    """Ask as Rohan for the return of the headphones until it waits for a yes."""
    await window.ask("I want to return the headphones from my last order")
    for answer in ("yes", "to the original payment method", "yes"):
        if await window.button("confirm").count():
            break
        await window.ask(answer)
    await expect(window.button("confirm")).to_be_visible()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who answers at the console."""

    demo: Demo
    path: str
    headers: dict[str, str]

    async def send(self, what: str, body: dict[str, str] | None = None) -> None:
        """Do something with the conversation."""
        answer = await self.demo.client.post(f"{self.path}/{what}", headers=self.headers, json=body)
        assert answer.is_success, answer.text

    async def reply(self, text: str) -> None:
        """Say something in it."""
        await self.send("reply", {"message": text})


@dataclass(frozen=True, slots=True)
class Walk:
    """One window on one page in one view, and the shop behind it."""

    visit: Visit
    demo: Demo
    addresses: Addresses
    window: Window
    name: str

    async def look(self, state: str, within: str = "#support-chat") -> None:
        """Keep what a state looks like, and let axe look at it."""
        await expect(self.window.unfinished).to_have_count(0)
        await self.glance(state, within)

    async def glance(self, state: str, within: str = "#support-chat") -> None:
        """Look at once, also while something is under way."""
        await self.visit.shoot(self.window.page, f"{state} {self.name}")
        assert await violations(self.window.page, within) == [], state

    async def as_visitor(self) -> None:
        """A policy with its source, what nobody knows, and a proof of who they are by a code."""
        window = self.window
        await self.look("1-welcome", within="")
        answer = await window.ask("What is the capital of France?")
        assert "I don't know that" in answer, answer
        assert "person" in answer
        await window.say("What is your return policy?", "within 30 days of delivery", "Return policy")
        await window.say("Where is my order?", "e-mail address, phone number or order number")
        await window.say("rohan@example.com", SENT)
        await self.look("2-asked-for-the-code")
        await settled(self.addresses)
        await window.write(self.demo.shop.mail.code())
        await window.reads(ARRIVING)
        await expect(window.card("order", number="ORD-789")).to_contain_text("ORD-789")
        # What was said before belongs to the visitor's thread, and stays there.
        await expect(window.transcript.get_by_text("within 30 days")).to_have_count(0)
        await self.look("3-order-card")

    async def as_rohan(self) -> None:
        """His orders and nobody else's, and a return by a button."""
        window = self.window
        assert ARRIVING in await window.ask("Where is my order?")
        listed = await window.ask("Show me all orders")
        assert set(re.findall(r"ORD-\d+", listed)) == {"ORD-123", "ORD-456", "ORD-789"}
        for number in ("ORD-999", "ORD-31415"):
            assert OWN_ONLY in await window.ask(f"Show me order {number}")
        await self.look("4-own-orders-only")
        await propose_a_return(window)
        assert as_owner(self.addresses, ROHANS_RETURNS) == [(0,)]
        await self.look("5-proposal")
        await window.button("confirm").click()
        await expect(window.card("proposal_committed")).to_be_visible()
        assert as_owner(self.addresses, ROHANS_RETURNS) == [(1,)]
        await self.look("6-confirmed")

    async def colleague(self) -> "Colleague":
        """Let Emma take Rohan's newest conversation."""
        path = f"/conversations/{as_owner(self.addresses, _NEWEST)[0][0]}"
        emma = Colleague(self.demo, path, await self.demo.headers("emma"))
        await emma.send("take")
        return emma

    async def to_a_person(self) -> None:
        """Call for a person, who comes, answers and closes; then say how it was."""
        window = self.window
        await window.say("I want to talk to a person", "passed this conversation on to a colleague")
        await self.look("7-waiting-for-a-person")
        await window.say("What is your return policy?", "within 30 days of delivery")
        await expect(window.page.locator(".status-bar")).to_contain_text("A colleague will answer here.")
        await self.look("7-waiting-and-asking-on")
        emma = await self.colleague()
        await emma.reply("Hello Rohan, what can I do for you?")
        await window.reads("what can I do for you?")
        await self.look("8-colleague")
        await emma.send("close")
        await expect(window.button("rate")).to_be_visible()
        await self.look("9-closed")
        await window.button("rate").click()
        await window.page.locator(".stars label").nth(3).click()
        await self.look("10-rating")
        await window.button("rateSend").click()
        await expect(window.page.get_by_text(window.words["rateThanks"])).to_be_visible()
        await window.button("menu").click()
        await self.look("11-rated-and-the-menu")
        await window.button("menu").click()
        await window.sign_out()

    async def as_emma(self) -> None:
        """Anybody's order, a refund that is proposed, and what her role may not do."""
        window = self.window
        await window.choose("signIn")
        await self.look("12-sign-in")
        await window.enter("emma@example.com", DEMO_PASSWORD)
        await window.say("Show me order ORD-999", "Order ORD-999 for Michael Chen")
        assert "Smart Watch" in await window.answers.last.inner_text()
        for message in ("Delete order ORD-999", "Show me the financial report"):
            assert "not permitted for your role" in await window.ask(message)
        await self.look("13-refused")
        await window.ask("Refund ORD-999")
        await expect(window.button("confirm")).to_be_visible()
        await self.look("14-refund")
        await window.button("cancel").click()
        await expect(window.card("proposal_declined")).to_be_visible()
        await window.sign_out()

    async def as_the_owner(self) -> None:
        """Today's orders, counted and summed up."""
        window = self.window
        await window.sign_in("owner@example.com", DEMO_PASSWORD)
        answer = await window.ask("Show me all orders today")
        assert "There are 12 orders today, $" in answer
        await self.look("15-orders-of-today")
