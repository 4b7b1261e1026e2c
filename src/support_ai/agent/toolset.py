"""The only door from a brain to the shop: each call is a transaction of the person's own, counted, written down, timed."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID, uuid4

import structlog
from pydantic import JsonValue, ValidationError

from support_ai.access.actor import Assistant, Person, Visitor
from support_ai.agent import queries
from support_ai.agent.brain import Refusal
from support_ai.agent.conduct import Conduct
from support_ai.agent.grounds import Grounds
from support_ai.agent.tools.changes import Planned
from support_ai.agent.tools.registry import NAMES, offered_to
from support_ai.agent.tools.tool import AnyTool, Scene, Tool
from support_ai.agent.written import read_answer, without
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core import telemetry
from support_ai.core.action import Arguments
from support_ai.core.clock import Clock, now
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, Database, fenced
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError
from support_ai.core.money import Money
from support_ai.orders.models import Order

# So many calls a turn has; a brain that is code of ours, which ends, may have `extra_calls` beside them.
MAX_CALLS = 8
# Whoever still calls after so many is not written down any more, only slowed until the turn's time is over.
_ENOUGH, _SLOWED_SECONDS = 3 * MAX_CALLS, 0.05
_TYPED = 200
_LONGEST_SAID = 20_000
_A = TypeVar("_A", bound=Arguments)
_R = TypeVar("_R")
_log = structlog.get_logger(__name__)


class TooManyCallsError(AppError):
    """This took too many steps."""

    code = "too_many_calls"


class TurnOverError(AppError):
    """This turn is over."""

    code = "turn_over"


class NotOfferedError(AppError):
    """This is not permitted for you."""

    code = "not_offered"


@dataclass(frozen=True, slots=True)
class Bench:
    """What tools stand on: the database, the embedder, and the conversation with its key and the turn that holds it.

    What the shop has switched off is not offered; in a sandbox nothing acts, and no conversation keeps what was called.
    """

    database: Database
    embedder: Embedder
    person: Person
    conversation_id: UUID
    key: SealingKey
    turn_id: UUID
    up_to: int
    clock: Clock = now
    conduct: Conduct = field(default_factory=Conduct)
    extra_calls: int = 0


class Toolset:
    """The tools of one turn: `returned` is what they gave, `grounds` what may be said of it, `planned` the changes to show."""

    def __init__(self, bench: Bench, grounds: Grounds, heard: Callable[[str], None] | None = None) -> None:
        """Take where it works, and what the conversation learnt so far; `heard` is told the name of each tool that is used."""
        self._bench = bench
        self._heard = heard
        self._calls = 0
        off = bench.conduct.off
        self.offered: Mapping[str, AnyTool] = MappingProxyType(
            {name: tool for name, tool in offered_to(bench.person).items() if name not in off}
        )
        self.grounds = grounds
        self.returned: list[object] = []
        self.planned: list[Planned] = []
        self._is_over = False
        # What was done at once in this turn.
        self.acted: list[str] = []
        # The largest total of the orders that were looked at one by one.
        self.order_total: Money | None = None

    def close(self) -> None:
        """End the turn's calls: whatever a brain left running gets nothing any more."""
        self._is_over = True

    async def use(self, tool: Tool[_A, _R], arguments: _A) -> _R | Refusal:
        """Use a tool as the person; whatever goes wrong is a refusal with its rule."""
        return await self._run(tool, arguments, arguments.model_dump(mode="json"))

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> object | Refusal:
        """Use a tool by its name, as models and programs do; what is no such tool or argument is a refusal too."""
        tool = self.offered.get(name)
        if tool is None:
            return await self._refuse(name, arguments, NotOfferedError())
        try:
            typed = tool.arguments.model_validate(arguments)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])[:_TYPED]
            return await self._refuse(name, arguments, _InvalidArgumentError(f"{field}: {first['msg']}."))
        return await self._run(tool, typed, dict(arguments))

    async def _run(self, tool: Tool[_A, _R], arguments: _A, said: Mapping[str, JsonValue]) -> _R | Refusal:
        began = time.perf_counter()
        call = _Call(tool.name, self._subject(tool, arguments), said, began)
        try:
            self._admit(tool)
            value = await self._work(tool, arguments, call)
        except AppError as error:
            await self._note_refusal(call, Outcome.REFUSED, error.rule or error.code)
            if error.rule:
                self.grounds.learn(without(error.message, said))
            return Refusal(error.code, error.message)
        except Exception as error:  # noqa: BLE001 - the edge of a tool call: a refusal; the log has the traceback
            _log.exception("tool.failed", tool=tool.name)
            await self._note_refusal(call, Outcome.FAILED, type(error).__name__)
            return Refusal("failed", "Something went wrong on our side. Please try again in a moment.")
        self.returned.append(value)
        read = read_answer(tool, arguments, value, self._bench.person)
        self.grounds.learn(read.facts)
        self.grounds.repeat(*read.words)
        if isinstance(value, Order):
            self._note_total(value)
        if isinstance(value, Planned):
            self.planned.append(value)
        elif tool.acts:
            # What a tool did at once may be said.
            self.grounds.did(tool.name)
            self.acted.append(tool.name)
        return value

    def _note_total(self, order: Order) -> None:
        before = self.order_total
        if before is None or before.minor < order.total_minor:
            self.order_total = Money(order.total_minor, order.currency)

    async def _work(self, tool: Tool[_A, _R], arguments: _A, call: "_Call") -> _R:
        """Do the work and write it down, in one transaction; what sees one moment only is written down right after."""
        bench, actor = self._bench, Assistant(self._bench.person)
        vector = None if tool.embeds is None else await bench.embedder.embed_async(tool.embeds(arguments))
        scene = Scene(bench.person, bench.conversation_id, bench.up_to, bench.clock(), vector)
        if tool.snapshot:
            async with bench.database.transaction(actor, snapshot=True) as conn:
                value = await tool.work(conn, scene, arguments)
            async with bench.database.transaction(actor) as conn:
                await self._note(conn, call, tool, value)
            return value
        async with bench.database.transaction(actor) as conn:
            value = await tool.work(conn, scene, arguments)
            await self._note(conn, call, tool, value)
        return value

    def _admit(self, tool: AnyTool) -> None:
        self._calls += 1
        if self._is_over:
            raise TurnOverError
        if self._calls > MAX_CALLS + self._bench.extra_calls:
            raise TooManyCallsError
        if self.offered.get(tool.name) is not tool:
            raise NotOfferedError
        if tool.acts and self._bench.conduct.sandbox:
            raise SandboxError(tool.in_sandbox)
        if self._heard is not None:
            self._heard(tool.name)

    @property
    def _is_unseen(self) -> bool:
        """Tell whether nobody calls: somebody who is played sees what is the same for everybody, and nothing else."""
        return self._bench.conduct.sandbox and isinstance(self._bench.person, Visitor)

    async def _note(self, conn: Connection, call: "_Call", tool: Tool[_A, _R], value: _R) -> None:
        if self._is_unseen:
            return
        subject = call.subject if tool.named is None else tool.named(value)
        telemetry.TOOL_SECONDS.labels(call.tool, Outcome.DONE.value).observe(call.seconds)
        await audit.append(conn, f"tool.{call.tool}", subject)
        await self._keep(conn, call, Outcome.DONE, None)

    async def _refuse(self, name: str, said: Mapping[str, JsonValue], error: AppError) -> Refusal:
        """Refuse what is no call at all; it counts, and is written down under a name that exists."""
        self._calls += 1
        call = _Call(name if name in NAMES else "unknown", "tool", said, time.perf_counter())
        await self._note_refusal(call, Outcome.REFUSED, error.code)
        return Refusal(error.code, error.message)

    async def _note_refusal(self, call: "_Call", outcome: Outcome, rule: str) -> None:
        """Write down what came to nothing, in a transaction of its own: the call's was rolled back."""
        if self._calls > _ENOUGH + self._bench.extra_calls:
            await asyncio.sleep(_SLOWED_SECONDS)
            return
        if self._is_unseen:
            return
        bench, actor = self._bench, Assistant(self._bench.person)
        telemetry.TOOL_SECONDS.labels(call.tool, outcome.value).observe(call.seconds)
        why = {"rule" if outcome is Outcome.REFUSED else "kind": rule}
        with fenced(None):
            async with bench.database.transaction(actor) as conn:
                await audit.append(conn, f"tool.{call.tool}", call.subject, outcome=outcome, detail=why)
                await self._keep(conn, call, outcome, rule)

    async def _keep(self, conn: Connection, call: "_Call", outcome: Outcome, rule: str | None) -> None:
        """Keep the call with the conversation that it was for."""
        if self._bench.conduct.sandbox:
            return
        said = json.dumps(call.said, default=str)
        kept = queries.Call(
            self._bench.conversation_id,
            uuid4(),
            self._bench.turn_id,
            call.tool,
            said if len(said) <= _LONGEST_SAID else json.dumps({"too_long": len(said)}),
            outcome,
            rule,
            int(call.seconds * 1000),
        )
        await queries.insert_call(conn, self._bench.key, kept)

    def _subject(self, tool: Tool[_A, _R], arguments: _A) -> str:
        """Return how the log calls what was asked for: of what somebody typed only whether it was the same again."""
        if tool.typed is None:
            return tool.subject
        kind, typed = tool.typed(arguments)
        readable = typed[:_TYPED].encode(errors="replace").decode()
        return f"{kind}:typed:{self._bench.database.keys.blind('audit.typed', readable)[:6].hex()}"


class SandboxError(AppError):
    """In a preview nothing is done: here it would be."""

    code = "sandbox"


class _InvalidArgumentError(AppError):
    """A tool was called with arguments that it does not take."""

    code = "invalid_arguments"


@dataclass(frozen=True, slots=True)
class _Call:
    """One use of a tool while it runs."""

    tool: str
    subject: str
    said: Mapping[str, JsonValue]
    began: float

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began
