"""What is said while somebody shows who they are. No sentence tells whether anybody is known."""

from support_ai.identity.code_schemas import SENT as ON_ITS_WAY

# What is kept of a message that was a code.
CODE_TYPED = "(a one-time code)"
SENT = (
    f"Thank you. {ON_ITS_WAY} Please type it here. "
    "If none arrives, tell me another e-mail address, phone number or order number."
)
AWAITED = (
    "I can look that up once I know who you are. If we know it, the code is on its way to the address on file: please type "
    "it here, say “send it again”, or tell me another e-mail address, phone number or order number."
)
TOO_MANY = (
    "You have asked for several codes already. Please wait an hour before the next one, or ask for a person: "
    "a colleague can help you too."
)
NO_ACCESS = (
    "Then please tell me your phone number or an order number, and I will try another way. "
    "If you have neither, say that you want to talk to a person."
)
NO_ACCESS_OWN = (
    "Then I cannot link this account to your orders. Please say that you want to talk to a person, "
    "or register again with an address that you can read."
)
CANCELLED = "All right, we leave that. What else can I do for you?"
WRONG = (
    "That code is wrong or too old. You can try once more, or say “send it again” to get a new one. "
    "If that was the number of an order, write “order” before it."
)
SPENT = "That was wrong too often: this code is worth nothing any more. Say “send it again” to get a new one."
MISTYPED = "A code has six digits. Please type it once more. If that was the number of an order, write “order” before it."
NOT_AWAITED = (
    "I am not waiting for a code in this conversation. Please ask me your question again, and I will send a new one. "
    "If that was the number of an order, write “order” before it."
)
SIGNED_IN = (
    "That was the right code: you are signed in, and I answer you in a conversation of your own. "
    "If you do not see it, ask me your question again here, and I will send a new code."
)
ANSWER_LATE = (
    "You are signed in. The answer to your question takes a little longer: it comes in this conversation."
)
VERIFY = (
    "Your account is not linked to your orders yet. Please verify your e-mail address first: type the code here that we "
    "sent to it. If none arrives, say “send it again”."
)
SENT_AGAIN = "A new code is on its way to your e-mail address. Please type it here."
VERIFIED = "Thank you, your e-mail address is verified."
# Where nothing waits for an answer, which hardly happens.
HELLO = "Hello"


def too_soon(seconds: int) -> str:
    """Say when the next code may be typed."""
    return f"Please wait {seconds} second{'' if seconds == 1 else 's'}, and then type the code once more."
