"""What a tool is: a name, typed arguments, who may use it, and its work on an open transaction of the person's own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from support_ai.access.actor import Customer, Person
from support_ai.access.permission import Permission, permits
from support_ai.core.action import AnyAction, Arguments
from support_ai.core.database import Connection
from support_ai.core.embedder import Vectors

A = TypeVar("A", bound=Arguments)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a tool works: for whom, in which conversation, to answer messages up to which number, and when.

    `vector` is the meaning of what is searched.
    """

    person: Person
    conversation_id: UUID
    up_to: int
    now: datetime
    vector: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Tool(Generic[A, R]):
    """One tool. `needs` are permissions of which one is enough; `needs_record` asks customers for a proven record.

    `named` is how the audit log calls what was found. `typed` is what somebody typed to find it, a kind and the text: of
    what was not found the log keeps only whether it was the same again. What a tool `embeds` reaches its work as
    `scene.vector`. A `snapshot` sees the tables of one moment and writes nothing.
    """

    name: str
    sentence: str
    arguments: type[A]
    needs: tuple[Permission, ...]
    work: Callable[[Connection, Scene, A], Awaitable[R]]
    needs_record: bool = False
    named: Callable[[R], str] | None = None
    typed: Callable[[A], tuple[str, str]] | None = None
    subject: str = "shop"
    embeds: Callable[[A], str] | None = None
    snapshot: bool = False
    # It does something at once, for which nobody has to say yes.
    acts: bool = False
    # What is said where it must not act.
    in_sandbox: str = "In a preview nothing is done: here it would be."
    # What callers write freely, by the names of arguments and of what is made of them: it proves nothing when it comes back.
    words: frozenset[str] = frozenset()
    # The change that the tool plans; nothing of it is done before somebody says yes.
    action: AnyAction | None = None

    def is_offered(self, person: Person) -> bool:
        """Tell whether a person may use it: by role, and for customers' own things by a proven record."""
        if self.needs_record and isinstance(person, Customer) and person.customer_id is None:
            return False
        return any(permits(person, one) for one in self.needs)


AnyTool = Tool[Any, Any]


class Nothing(Arguments):
    """No arguments."""
