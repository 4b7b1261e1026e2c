"""Tools about what the shop sells, and its articles."""

from support_ai.access.permission import Permission
from support_ai.agent.tools.orders import Limit
from support_ai.agent.tools.tool import Scene, Tool
from support_ai.catalog import service as catalog
from support_ai.catalog.models import Product, SoldVariant
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.core.embedder import Vectors
from support_ai.core.errors import NotFoundError
from support_ai.core.page import Word
from support_ai.knowledge import service as knowledge
from support_ai.knowledge.models import Passage

_EVERYBODY = (Permission.READ_POLICIES,)


class ItemNotFoundError(NotFoundError):
    """The shop sells no item with this number."""

    code = "item_not_found"


class SearchMeaningError(NotFoundError):
    """What is searched has no meaning that could be compared."""

    code = "search_without_vector"


class GetProduct(Arguments):
    """A product's number."""

    product_id: Word


class GetItem(Arguments):
    """A variant's number."""

    item_id: Word


class ListProducts(Arguments):
    """What the name has in it; every product where nothing is said."""

    name: Word | None = None
    limit: Limit = 20


class SearchKnowledge(Arguments):
    """A question."""

    query: Word


async def _get_product(conn: Connection, scene: Scene, wanted: GetProduct) -> Product:
    del scene
    return await catalog.get_product(conn, wanted.product_id)


async def _get_item(conn: Connection, scene: Scene, wanted: GetItem) -> SoldVariant:
    del scene
    found = await catalog.variants(conn, [wanted.item_id])
    if not found:
        raise ItemNotFoundError
    return found[0]


async def _list_products(conn: Connection, scene: Scene, wanted: ListProducts) -> tuple[Product, ...]:
    del scene
    return (await catalog.list_products(conn, wanted.name, None, wanted.limit)).items


async def _search(conn: Connection, scene: Scene, wanted: SearchKnowledge) -> tuple[Passage, ...]:
    vector: Vectors | None = scene.vector
    if vector is None:
        raise SearchMeaningError
    return await knowledge.search(conn, wanted.query, vector)


GET_PRODUCT = Tool(
    "get_product",
    "Return a product with its variants: options, price, whether it is available.",
    GetProduct,
    _EVERYBODY,
    _get_product,
    named=lambda product: f"product:{product.product_id}",
    typed=lambda wanted: ("product", wanted.product_id),
)
GET_ITEM = Tool(
    "get_item",
    "Return one variant of a product: options, price, whether it is available.",
    GetItem,
    _EVERYBODY,
    _get_item,
    named=lambda item: f"item:{item.item_id}",
    typed=lambda wanted: ("item", wanted.item_id),
)
LIST_PRODUCTS = Tool(
    "list_products",
    "Return the products whose name has some words in it.",
    ListProducts,
    _EVERYBODY,
    _list_products,
    subject="products",
)
SEARCH_KNOWLEDGE = Tool(
    "search_knowledge",
    "Return the passages of the shop's articles that answer a question, the best first; often none.",
    SearchKnowledge,
    _EVERYBODY,
    _search,
    subject="knowledge",
    embeds=lambda wanted: wanted.query,
)
