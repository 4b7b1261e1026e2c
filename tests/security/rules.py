"""Who sees which rows of every protected table, and who writes them: what row security has to say, said once more.

A predicate is SQL over a row `t`, computed by the tables' owner; `{own}` stands for a row of the asker's own. Whoever is
not named sees and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from support_ai.access.actor import Reason

EVERYTHING, NOTHING, OWN = "true", "false", "{own}"
# Rows of colleagues' accounts: what owners manage.
_OF_STAFF = "t.account_id in (select a.account_id from support_ai.accounts a where a.role <> 'customer')"
_OVER = "t.expires_at < now()"
# What people did, and what the program did with what is theirs.
_OWN_ACTS = "{own} or (t.actor like 'system:%%' and t.subject = any (%(own)s))"
_SAID = "(t.message_id is not null or t.uploader = any (%(own)s))"
R = Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """The rows of one table that people and colleagues see, and those that each reason of the system sees and writes.

    Admins and owners see what every colleague sees, where `managers` says nothing else, and owners what admins see, where
    `owners` says nothing else: what that means they configure, and so they write it too.
    """

    people: str = NOTHING
    staff: str = NOTHING
    system: Mapping[Reason, str] = field(default_factory=dict[Reason, str])
    inserts: frozenset[Reason] = frozenset()
    updates: frozenset[Reason] = frozenset()
    deletes: frozenset[Reason] = frozenset()
    managers: str | None = None
    # What owners see besides, and may change.
    managed: str = NOTHING
    # What owners see alone.
    owners: str | None = None
    # Colleagues change rows of any customer, for them.
    colleagues_write: bool = False
    # Rows of others that every colleague may begin, and change nothing of.
    colleagues_add: str = NOTHING


def _all(*reasons: Reason) -> dict[Reason, str]:
    return dict.fromkeys(reasons, EVERYTHING)


def _of_customer(
    *more: Reason,
    changes: bool = True,
    sealed: bool = False,
    adds: frozenset[Reason] = frozenset({R.IMPORT}),
) -> Rule:
    """Return the rule of what files bring in: the customer's own, and every colleague's, who change it for them."""
    imports, keys = frozenset({R.IMPORT}), frozenset({R.KEYS} if sealed else ())
    return Rule(
        "{own}",
        EVERYTHING,
        _all(R.IMPORT, R.EXPORT, *more, *keys),
        inserts=adds,
        updates=(imports if changes else frozenset[Reason]()) | keys,
        colleagues_write=True,
    )


RULES: Mapping[str, Rule] = {
    "customers": _of_customer(
        R.SIGN_IN,
        R.VERIFY,
        R.TOKEN,
        R.STAFF_COMMAND,
        R.SEND,
        R.IDENTITY,
        R.PERSON_EXPORT,
        R.ERASURE,
        sealed=True,
    ),
    "payment_methods": _of_customer(R.ERASURE, R.PAY, sealed=True),
    # Whose an order is, so that a code goes to the address on file.
    "orders": _of_customer(R.ERASURE, R.PAY, R.VERIFY, sealed=True),
    "order_items": _of_customer(),
    "shipments": _of_customer(R.ERASURE),
    "order_returns": _of_customer(),
    "payments": _of_customer(R.PAY, changes=False, adds=frozenset({R.IMPORT, R.PAY})),
    "balance_entries": _of_customer(R.PAY, changes=False),
    "adjustments": _of_customer(R.PAY, R.ERASURE, changes=False, adds=frozenset(), sealed=True),
    "transfers": replace(
        _of_customer(R.PAY, R.ERASURE, changes=False, adds=frozenset(), sealed=True),
        updates=frozenset({R.PAY, R.KEYS}),
    ),
    "proposals": Rule(
        "{own}",
        EVERYTHING,
        _all(R.KEYS, R.ERASURE, R.PERSON_EXPORT, R.EXPIRE, R.STAFF_COMMAND),
        updates=frozenset({R.EXPIRE, R.STAFF_COMMAND, R.KEYS}),
        colleagues_write=True,
    ),
    "person_keys": Rule(
        "{own}",
        EVERYTHING,
        _all(R.KEYS, R.ERASURE, R.RETENTION, R.PAY, R.EXPIRE),
        inserts=frozenset({R.PAY}),
        # Colleagues write about customers, and so begin their keys; a key that is there they cannot replace.
        colleagues_add="t.person ~ '^(customer|shop):'",
        updates=frozenset({R.KEYS}),
        deletes=frozenset({R.ERASURE, R.RETENTION}),
    ),
    "conversations": Rule(
        "{own}",
        "{own} or not t.is_of_staff",
        _all(R.TURN, R.RETENTION, R.ERASURE, R.EXPIRE),
        updates=frozenset({R.EXPIRE}),
        deletes=frozenset({R.RETENTION, R.ERASURE}),
    ),
    "messages": Rule("{own}", "{own} or not t.is_of_staff", _all(R.TURN, R.ERASURE)),
    "tool_calls": Rule("{own}", "{own} or not t.is_of_staff"),
    "offers": Rule("{own}", "{own} or not t.is_of_staff"),
    # Until a file is said with a message only who uploaded it sees it.
    "conversation_files": Rule(
        f"{{own}} and {_SAID}",
        f"({{own}} or not t.is_of_staff) and {_SAID}",
        {R.RETENTION: "t.message_id is null"},
        deletes=frozenset({R.RETENTION}),
    ),
    # Its person rates a conversation; colleagues read it.
    "conversation_ratings": Rule("{own}", "not t.is_of_staff"),
    # A transcript is mailed when its person asks for it; the shop asks for a rating.
    "conversation_mails": Rule(
        "{own}",
        "{own} or not t.is_of_staff",
        _all(R.SEND),
        updates=frozenset({R.SEND}),
        colleagues_add="t.kind = 'rating'",
    ),
    # What goes along with a conversation is for colleagues.
    "hand_overs": Rule(staff="not t.is_of_staff"),
    "conversation_notes": Rule(staff="not t.is_of_staff"),
    "queue_events": Rule(
        staff="not t.is_of_staff", system=_all(R.RETENTION), deletes=frozenset({R.RETENTION})
    ),
    "identifications": Rule(
        "{own}",
        OWN,
        _all(R.VERIFY),
        inserts=frozenset({R.VERIFY}),
        updates=frozenset({R.VERIFY}),
    ),
    "tickets": Rule(
        "{own} and t.archived_at is null",
        EVERYTHING,
        _all(R.PAY, R.ERASURE, R.RETENTION),
        inserts=frozenset({R.PAY}),
        updates=frozenset({R.ERASURE}),
        deletes=frozenset({R.RETENTION}),
        colleagues_write=True,
    ),
    "ticket_comments": Rule(
        "{own} and not t.is_internal",
        EVERYTHING,
        _all(R.ERASURE),
        inserts=frozenset({R.PAY}),
        deletes=frozenset({R.ERASURE}),
        colleagues_write=True,
    ),
    "ticket_events": Rule(
        "{own} and t.is_public",
        EVERYTHING,
        inserts=frozenset({R.PAY}),
        colleagues_write=True,
    ),
    "ticket_orders": Rule(
        "{own}", EVERYTHING, _all(R.PAY), inserts=frozenset({R.PAY}), colleagues_write=True
    ),
    "accounts": Rule(
        "{own}",
        "{own}",
        managed=_OF_STAFF,
        system=_all(
            R.SIGN_IN,
            R.TOKEN,
            R.VERIFY,
            R.SEND,
            R.STAFF_COMMAND,
            R.DEMO,
            R.INVITE,
            R.IDENTITY,
            R.KEYS,
            R.ERASURE,
            R.PERSON_EXPORT,
        )
        | {R.START: "t.role = 'owner'", R.SET_UP: "t.role = 'owner'", R.JOB: "t.verified_at is null"},
        inserts=frozenset({R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND, R.DEMO, R.SET_UP, R.IDENTITY}),
        updates=frozenset({R.SIGN_IN, R.TOKEN, R.VERIFY, R.STAFF_COMMAND, R.INVITE, R.KEYS}),
        deletes=frozenset({R.VERIFY, R.JOB, R.INVITE, R.ERASURE}),
    ),
    "sessions": Rule(
        "{own}",
        "{own}",
        managed=_OF_STAFF,
        system=_all(R.SIGN_IN, R.TOKEN, R.VERIFY, R.STAFF_COMMAND, R.INVITE) | {R.JOB: _OVER},
        inserts=frozenset({R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND, R.IDENTITY}),
        updates=frozenset({R.SIGN_IN, R.TOKEN, R.VERIFY, R.STAFF_COMMAND, R.INVITE}),
        deletes=frozenset({R.JOB}),
    ),
    "second_factors": Rule(
        staff=OWN,
        managed=_OF_STAFF,
        system=_all(R.SIGN_IN, R.STAFF_COMMAND, R.IDENTITY, R.KEYS),
        inserts=frozenset({R.SIGN_IN}),
        updates=frozenset({R.SIGN_IN, R.KEYS}),
        deletes=frozenset({R.STAFF_COMMAND}),
    ),
    "recovery_codes": Rule(
        staff=OWN,
        managed=_OF_STAFF,
        system=_all(R.SIGN_IN, R.STAFF_COMMAND),
        inserts=frozenset({R.SIGN_IN}),
        updates=frozenset({R.SIGN_IN}),
        deletes=frozenset({R.SIGN_IN, R.STAFF_COMMAND}),
    ),
    "challenges": Rule(
        staff=OWN,
        managed=_OF_STAFF,
        system=_all(R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND, R.INVITE, R.KEYS) | {R.JOB: _OVER},
        inserts=frozenset({R.SIGN_IN, R.IDENTITY}),
        updates=frozenset({R.SIGN_IN, R.KEYS}),
        deletes=frozenset({R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND, R.INVITE, R.JOB}),
    ),
    "invitations": Rule(
        managed=_OF_STAFF,
        system=_all(R.STAFF_COMMAND, R.INVITE, R.SEND, R.JOB),
        inserts=frozenset({R.STAFF_COMMAND}),
        updates=frozenset({R.STAFF_COMMAND, R.SEND}),
        deletes=frozenset({R.INVITE, R.JOB}),
    ),
    "refresh_tokens": Rule(
        system=_all(R.TOKEN),
        inserts=frozenset({R.SIGN_IN, R.TOKEN, R.VERIFY, R.IDENTITY}),
        updates=frozenset({R.TOKEN}),
    ),
    "login_failures": Rule(
        system=_all(R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND),
        inserts=frozenset({R.SIGN_IN}),
        updates=frozenset({R.SIGN_IN}),
        deletes=frozenset({R.SIGN_IN, R.VERIFY, R.STAFF_COMMAND}),
    ),
    "one_time_codes": Rule(
        system=_all(R.SIGN_IN, R.VERIFY, R.SEND, R.ERASURE)
        | {R.JOB: "t.created_at < now() - interval '30 days'"},
        inserts=frozenset({R.SIGN_IN, R.VERIFY}),
        updates=frozenset({R.SIGN_IN, R.VERIFY, R.SEND}),
        deletes=frozenset({R.JOB, R.ERASURE}),
    ),
    "socket_tickets": Rule(
        system={R.TOKEN: EVERYTHING, R.JOB: _OVER},
        inserts=frozenset({R.TOKEN}),
        deletes=frozenset({R.TOKEN, R.JOB}),
    ),
    "setup_links": Rule(
        system=_all(R.START, R.SET_UP),
        inserts=frozenset({R.START}),
        updates=frozenset({R.START}),
        deletes=frozenset({R.SET_UP}),
    ),
    # What the owner configures, and what those read who prove people and programs by it.
    "sites": Rule(system=_all(R.IDENTITY), owners=EVERYTHING),
    "site_keys": Rule(system=_all(R.IDENTITY, R.KEYS), updates=frozenset({R.KEYS}), owners=EVERYTHING),
    "oidc_providers": Rule(system=_all(R.IDENTITY, R.KEYS), updates=frozenset({R.KEYS}), owners=EVERYTHING),
    "api_keys": Rule(system=_all(R.API_KEY), updates=frozenset({R.API_KEY}), owners=EVERYTHING),
    "identity_tokens": Rule(
        system={R.IDENTITY: EVERYTHING, R.JOB: _OVER},
        inserts=frozenset({R.IDENTITY}),
        deletes=frozenset({R.JOB}),
    ),
    "oidc_attempts": Rule(
        system={R.IDENTITY: EVERYTHING, R.JOB: _OVER},
        inserts=frozenset({R.IDENTITY}),
        deletes=frozenset({R.IDENTITY, R.JOB}),
    ),
    "oidc_links": Rule(system=_all(R.IDENTITY), inserts=frozenset({R.IDENTITY})),
    # Reached by naming the one key that a request carries; shown in tests/core/test_idempotency_kept.py.
    "idempotency_keys": Rule(
        system=_all(R.KEYS, R.ERASURE) | {R.JOB: _OVER},
        updates=frozenset({R.KEYS}),
        deletes=frozenset({R.JOB}),
    ),
    # Written by everybody about what they did; which reasons write of themselves, the tests of announcing show.
    "webhook_events": Rule(system=_all(R.SEND), deletes=frozenset({R.SEND}), owners=EVERYTHING),
    "webhook_endpoints": Rule(
        system=_all(R.SEND, R.KEYS), updates=frozenset({R.SEND, R.KEYS}), owners=EVERYTHING
    ),
    "webhook_deliveries": Rule(
        system=_all(R.SEND), inserts=frozenset({R.SEND}), updates=frozenset({R.SEND}), owners=EVERYTHING
    ),
    # Written and read by everybody about themselves, read by managers and the sealer.
    "audit_entries": Rule(_OWN_ACTS, _OWN_ACTS, managers=EVERYTHING),
}
