"""Every action of the house, by its name."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.core.action import AnyAction
from support_ai.customers.actions import ChangeCustomerAddress
from support_ai.orders.actions.address import ChangeOrderAddress
from support_ai.orders.actions.cancel import CancelOrder
from support_ai.orders.actions.exchanges import ExchangeItems
from support_ai.orders.actions.items import ChangeOrderItems
from support_ai.orders.actions.money import AdjustOrder, RefundOrder
from support_ai.orders.actions.payment_method import ChangeOrderPayment
from support_ai.orders.actions.returns import ReturnItems
from support_ai.orders.actions.staff import ArchiveOrder, SetOrderStatus
from support_ai.orders.actions.steps import SetReturnStatus, WithdrawReturn

_ALL: tuple[AnyAction, ...] = (
    CancelOrder(),
    ChangeOrderAddress(),
    ChangeOrderPayment(),
    ChangeOrderItems(),
    ReturnItems(),
    ExchangeItems(),
    WithdrawReturn(),
    ChangeCustomerAddress(),
    SetReturnStatus(),
    SetOrderStatus(),
    ArchiveOrder(),
    RefundOrder(),
    AdjustOrder(),
)
ACTIONS: Mapping[str, AnyAction] = MappingProxyType({action.name: action for action in _ALL})
