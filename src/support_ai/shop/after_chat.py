"""What the shop does after a conversation: a document of the shop's."""

from pydantic import BaseModel, ConfigDict, StrictBool

from support_ai.shop.documents import Document


class AfterChat(BaseModel):
    """Whether somebody with a proven address gets a mail that asks for a rating, once a colleague closed a conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rating_mail: StrictBool = False


AFTER_CHAT = Document("after_chat", AfterChat)
