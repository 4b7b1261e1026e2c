"""The rules on proposals and approvals, each with its stable id and the sentence of its refusal."""

from support_ai.core.rule import Rule

NOT_OPEN = Rule("proposals.not_open", "This proposal is {state} already.")
EXPIRED = Rule(
    "proposals.expired", "This proposal has expired: ask for it again.", "proposal_minutes, approval_hours"
)
NOT_YOURS = Rule(
    "proposals.not_yours", "Only who was shown this proposal says yes or no to it.", is_about_person=True
)
CHANGED = Rule(
    "proposals.changed",
    "Something changed since this was shown, so that it would do something else now: ask again.",
)
OWN_REQUEST = Rule(
    "approvals.own_request", "Nobody approves their own request: a colleague has to.", is_about_person=True
)
ROLE_TOO_LOW = Rule(
    "approvals.role_too_low",
    "This needs the approval of somebody who is {role} at least.",
    "limits",
    is_about_person=True,
)
OTHER_DIGEST = Rule("approvals.other_digest", "This is not what was shown for approval: look at it again.")

ALL = tuple(value for value in globals().copy().values() if isinstance(value, Rule))
