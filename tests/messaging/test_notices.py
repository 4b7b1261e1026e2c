"""Notices: fixed mails to the owner of an account, addressed by the job that sends them."""

import asyncio
from uuid import uuid4

import pytest

from support_ai.core.database import Database
from support_ai.messaging.notices import Notice, notice_task, notify, rendered
from support_ai.messaging.senders import Mail, TransportError
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner, audited
from tests.serving import Shop


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_has_its_words(notice: Notice) -> None:
    mail = rendered(notice, "rohan@example.com", "Our shop")
    assert mail.subject.startswith("Our shop: ")
    assert "Our shop" in mail.body
    assert "{" not in mail.subject + mail.body


async def test_a_notice_goes_to_the_accounts_address_once_its_transaction_commits(
    shop: Shop, accounts: None, cast: Cast, addresses: Addresses
) -> None:
    class ChangedMindError(Exception):
        """Nothing of this shall stand."""

    async with shop.resources.database.transaction(cast.rohan) as conn:
        await notify(conn, cast.rohan.account_id, Notice.PASSWORD_CHANGED)
        waiting = "select count(*) from jobs.procrastinate_jobs where task_name = 'send_notice'"
        assert as_owner(addresses, waiting) == [(0,)]
    with pytest.raises(ChangedMindError):
        async with shop.resources.database.transaction(cast.rohan) as conn:
            await notify(conn, cast.rohan.account_id, Notice.ACCOUNT_DISABLED)
            raise ChangedMindError
    for _ in range(100):
        if shop.mail.mails:
            break
        await asyncio.sleep(0.05)
    assert [(mail.recipient, mail.subject) for mail in shop.mail.mails] == [
        ("rohan@example.com", "Our shop: Your password was changed")
    ]
    for _ in range(100):
        if audited(addresses, "notice.password_changed"):
            break
        await asyncio.sleep(0.05)
    assert audited(addresses, "notice.password_changed") == [("done", {})]


class _Refusing:
    def __init__(self, *, permanent: bool) -> None:
        self.permanent = permanent

    async def send(self, mail: Mail) -> None:
        raise TransportError("refused", permanent=self.permanent)


async def test_a_sending_that_may_succeed_later_is_tried_again_and_one_that_never_will_is_given_up(
    database: Database, accounts: None, cast: Cast, addresses: Addresses
) -> None:
    async def address_of(_conn: object, _account_id: object) -> str:
        return "rohan@example.com"

    ids = {"account_id": str(cast.rohan.account_id), "notice": Notice.ROLE_CHANGED.value}
    with pytest.raises(TransportError):
        await notice_task(database, _Refusing(permanent=False), address_of)(ids)
    assert audited(addresses, "notice.role_changed") == []
    await notice_task(database, _Refusing(permanent=True), address_of)(ids)
    assert audited(addresses, "notice.role_changed") == [("failed", {"kind": "refused by the provider"})]


async def test_an_account_that_is_gone_is_told_nothing(shop: Shop, database: Database) -> None:
    ids = {"account_id": str(uuid4()), "notice": Notice.ROLE_CHANGED.value}

    async def address_of(_conn: object, _account_id: object) -> None:
        return None

    await notice_task(database, shop.mail, address_of)(ids)
    assert shop.mail.mails == []
