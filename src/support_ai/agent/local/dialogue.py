"""What to do about each wish: a task for each intent."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.access.permission import Permission, permits
from support_ai.agent.local import (
    account_answers,
    changing,
    feeling_answers,
    language_answers,
    order_answers,
    own_changes,
    people_answers,
    policy_answers,
    problem_answers,
    product_answers,
    refund_answers,
    report_answers,
    small_talk,
    staff_changes,
    staff_limits,
    staff_look_ups,
    staff_sums,
    staff_tickets,
    sum_answers,
    ticket_answers,
    unknown_answers,
    wording,
)
from support_ai.agent.local.desk import Desk, Task
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Awaiting

_MANAGERS_ONLY: Mapping[Intent, Permission] = MappingProxyType(
    {
        Intent.DELETE_ORDER: Permission.ORDERS_DELETE,
    }
)
# Every change by its action's name, for whoever goes on with a form.
KINDS: Mapping[str, Kind] = MappingProxyType({**own_changes.KINDS, **staff_changes.KINDS})
TASKS: Mapping[Intent, Task] = MappingProxyType(
    {
        Intent.WHERE_IS_MY_ORDER: order_answers.where,
        Intent.SHOW_ORDER: sum_answers.show,
        Intent.LIST_ORDERS: order_answers.list_all,
        Intent.PREVIOUS_ORDER: order_answers.previous,
        Intent.ORDERS_TODAY: order_answers.days,
        Intent.SEARCH_ORDERS: order_answers.days,
        **own_changes.TASKS,
        Intent.PROFILE: people_answers.profile,
        Intent.SALES_REPORT: report_answers.report,
        Intent.FINANCIAL_REPORT: report_answers.report,
        Intent.REFUNDS_REPORT: report_answers.report,
        Intent.RETURNS_REPORT: report_answers.report,
        Intent.TICKETS_REPORT: report_answers.report,
        Intent.ASSISTANT_REPORT: report_answers.report,
        Intent.ANALYTICS: report_answers.report,
        Intent.POLICY_QUESTION: policy_answers.policy,
        Intent.FIND_CUSTOMER: people_answers.find_customer,
        Intent.TALK_TO_PERSON: people_answers.hand_over,
        Intent.IDENTIFY: people_answers.identify,
        Intent.GREET: small_talk.greet,
        Intent.THANKS: small_talk.thanks,
        Intent.GOODBYE: small_talk.goodbye,
        Intent.WHAT_CAN_YOU_DO: small_talk.what_can_you_do,
        Intent.BOT_QUESTION: small_talk.what_can_you_do,
        Intent.YES: small_talk.yes,
        Intent.REPEAT: small_talk.repeat,
        Intent.REFUND_STATUS: refund_answers.refund_status,
        Intent.GET_BACK_TOTAL: sum_answers.total,
        Intent.PRODUCT_QUESTION: product_answers.product,
        Intent.LIST_PRODUCTS: product_answers.list_all,
        Intent.PLACE_ORDER: product_answers.place_order,
        Intent.OPEN_TICKET: ticket_answers.open_ticket,
        Intent.TICKET_STATUS: ticket_answers.ticket_status,
        Intent.UPDATE_TICKET: ticket_answers.update_ticket,
        Intent.ITEM_PROBLEM: problem_answers.item_problem,
        Intent.COMPLAINT: feeling_answers.complaint,
        Intent.CODE_TROUBLE: account_answers.code_trouble,
        Intent.DELETE_MY_DATA: account_answers.delete_my_data,
        Intent.LANGUAGE_QUESTION: language_answers.language_question,
        Intent.OUT_OF_SCOPE: unknown_answers.unknown,
        Intent.INFORM: unknown_answers.unknown,
        Intent.NO: small_talk.leave_it,
        Intent.CHANGE_OF_MIND: small_talk.leave_it,
        Intent.HOLD_ON: small_talk.hold_on,
    }
)


# What colleagues mean by the same words.
STAFF_TASKS: Mapping[Intent, Task] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                Intent.WHERE_IS_MY_ORDER,
                Intent.SHOW_ORDER,
                Intent.LIST_ORDERS,
                Intent.PREVIOUS_ORDER,
                Intent.ORDERS_TODAY,
                Intent.SEARCH_ORDERS,
                Intent.PROFILE,
                Intent.FIND_CUSTOMER,
                Intent.IDENTIFY,
                Intent.REFUND_STATUS,
            ),
            staff_look_ups.look_up,
        ),
        **staff_changes.TASKS,
        Intent.GET_BACK_TOTAL: staff_sums.total,
        Intent.ACT_FOR_CUSTOMER: staff_look_ups.act_for,
        Intent.TICKET_STATUS: staff_tickets.show,
        Intent.OPEN_TICKET: staff_tickets.open_ticket,
        Intent.UPDATE_TICKET: staff_tickets.update,
        Intent.YES: staff_tickets.is_open,
        Intent.OUT_OF_SCOPE: staff_limits.unknown,
        Intent.INFORM: staff_limits.unknown,
        Intent.COMPLAINT: staff_limits.unknown,
    }
)


async def take(desk: Desk, intent: Intent) -> None:
    """Do the task of an intent; where there is none, say so honestly."""
    permission = _MANAGERS_ONLY.get(intent)
    task = (STAFF_TASKS.get(intent) if desk.is_staff else None) or TASKS.get(intent)
    if permission is not None and not permits(desk.turn.person, permission):
        changing.not_permitted(desk, wording.NOT_PERMITTED[intent.value])
    elif task is not None:
        await task(desk)
    elif intent in wording.NOT_YET:
        if desk.is_barred():
            return
        desk.say(wording.NOT_YET[intent.value])
        if not desk.is_staff:
            desk.wait_for(Awaiting.PERSON_OFFER)
            desk.say(wording.PERSON_OFFER)
    else:
        desk.missed()
