"""Whether the assistant owes an answer in a conversation, and when to see that somebody works on it."""

import time

from support_ai.conversations.models import News, Speaker
from support_ai.conversations.policy import assistant_may_speak

# So long nobody asks whether the turn that should answer lives: most have answered by then.
_LOOK_SECONDS = 3.0
_TURN = frozenset({Speaker.PERSON, Speaker.ASSISTANT})


class Owed:
    """The debt of one conversation, as somebody who follows their own learns of it."""

    def __init__(self) -> None:
        """Begin without one."""
        self._look_at: float | None = None

    def see(self, news: News, *, is_owed: bool | None) -> None:
        """Take what is new, and whether an answer is owed where that was asked; else the last who spoke tells it."""
        spoke = [one.speaker for one in news.messages if one.speaker in _TURN]
        if not news.is_own or not assistant_may_speak(news.handled_by):
            is_owed = False
        elif is_owed is None:
            is_owed = spoke[-1] is Speaker.PERSON if spoke else self._look_at is not None
        if not is_owed:
            self._look_at = None
        elif self._look_at is None:
            self._look_at = time.monotonic() + _LOOK_SECONDS

    def until(self, seconds: float | None) -> float | None:
        """Return the shorter time: the given one, or until it has to be looked at; None where nothing ends by itself."""
        if self._look_at is None:
            return seconds
        mine = max(0.0, self._look_at - time.monotonic())
        return mine if seconds is None else min(seconds, mine)

    def take_due(self) -> bool:
        """Tell whether it is time to see to it; the next time is a while later."""
        if self._look_at is None or time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + _LOOK_SECONDS
        return True
