"""Who wants to hear of what: any number of hearers of each topic, each until they leave."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Generic, Self, TypeVar

_Topic = TypeVar("_Topic", bound=Hashable)
_Told = TypeVar("_Told")


class Subscription:
    """What is heard until it is closed, or until the block that it opens ends; thousands are held at once."""

    __slots__ = ("_leave",)

    def __init__(self, leave: Callable[[], None]) -> None:
        """Take what ends it."""
        self._leave: Callable[[], None] | None = leave

    def close(self) -> None:
        """End it, once."""
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()

    def __enter__(self) -> Self:
        """Hear while the block runs."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End it."""
        self.close()


def close_all(subscriptions: list[Subscription]) -> None:
    """Close subscriptions, the newest first, and leave none."""
    while subscriptions:
        subscriptions.pop().close()


class Hearing(Generic[_Topic, _Told]):
    """The hearers of topics within this process."""

    def __init__(self) -> None:
        """Begin without any."""
        self._hearers: dict[_Topic, list[Callable[[_Told], None]]] = {}

    @property
    def topics(self) -> tuple[_Topic, ...]:
        """Return every topic that somebody hears of."""
        return tuple(self._hearers)

    def subscribe(self, topic: _Topic, hear: Callable[[_Told], None]) -> Subscription:
        """Call `hear` with everything that is told of a topic from now on."""
        self._hearers.setdefault(topic, []).append(hear)
        return Subscription(partial(self._leave, topic, hear))

    def _leave(self, topic: _Topic, hear: Callable[[_Told], None]) -> None:
        self._hearers[topic].remove(hear)
        if not self._hearers[topic]:
            del self._hearers[topic]

    def tell(self, topic: _Topic, told: _Told) -> None:
        """Call everybody who hears of a topic."""
        for hear in tuple(self._hearers.get(topic, ())):
            hear(told)
