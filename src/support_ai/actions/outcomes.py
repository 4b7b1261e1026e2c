"""What became of a proposal, said once in the conversation where it was shown: by a button, a request, or a colleague."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from support_ai.actions import queries
from support_ai.actions.models import Proposal, ProposalState
from support_ai.conversations import service as conversations
from support_ai.core.database import Connection

_BY_PERSON: Mapping[ProposalState, str] = MappingProxyType(
    {
        ProposalState.COMMITTED: "Done: {sentence}.",
        ProposalState.AWAITING_APPROVAL: (
            "This waits for a colleague's approval now, and nothing is changed until then: {sentence}."
        ),
        ProposalState.DECLINED: "All right, nothing was changed: {sentence}.",
    }
)
_BY_COLLEAGUE: Mapping[ProposalState, str] = MappingProxyType(
    {
        ProposalState.COMMITTED: "A colleague approved it, and it is done: {sentence}.",
        ProposalState.DECLINED: "A colleague declined it, and nothing was changed: {sentence}.",
        ProposalState.EXPIRED: (
            "No colleague approved it in time, so nothing was changed: {sentence}. You can ask for it again."
        ),
    }
)


async def hold_conversation(conn: Connection, proposal_id: UUID) -> None:
    """Lock the conversation of a proposal before the proposal itself: a turn that answers there takes them in this order."""
    found = await queries.read(conn, proposal_id)
    if found is not None and found.conversation_id is not None:
        await conversations.hold(conn, found.conversation_id)


async def say_outcome(conn: Connection, proposal: Proposal, *, by_colleague: bool) -> None:
    """Say in the proposal's conversation what became of it, where there is one and the caller may see it."""
    text = (_BY_COLLEAGUE if by_colleague else _BY_PERSON).get(proposal.state)
    if text is not None and proposal.conversation_id is not None:
        sentence = proposal.preview.sentence.rstrip(" .")
        await conversations.note_outcome(conn, proposal.conversation_id, text.format(sentence=sentence))
