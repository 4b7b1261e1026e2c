"""Which stream an entry belongs to."""

from collections.abc import Mapping

from support_ai.audit.models import Outcome, Stream

_NOUNS: Mapping[Stream, str] = {
    Stream.IDENTITY: (
        "socket_ticket account accounts session sessions token code codes password passwords totp factor recovery login"
        " staff invitation invitations key keys provider oidc visitor"
    ),
    Stream.CUSTOMERS: "customer customers person persons export_person address payment_method",
    Stream.ORDERS: "order orders payment payments refund refunds return returns adjustment shipment approval action",
    Stream.CONVERSATIONS: "conversation conversations message rating transcript turn tool ticket tickets upload",
    Stream.INTEGRATION: "import export webhook webhooks hook delivery mail mails api_key api_keys",
}
_STREAMS = {noun: stream for stream, nouns in _NOUNS.items() for noun in nouns.split()}


def stream_of(action: str, outcome: Outcome) -> Stream:
    """Return the stream of an act: refusals share one, everything else goes by the noun of `noun.verb`.

    What no other stream claims is the shop's.
    """
    if outcome is Outcome.REFUSED:
        return Stream.REFUSALS
    return _STREAMS.get(action.partition(".")[0], Stream.SHOP)
