"""The SQL by which files of products come in and go out."""

from typing import LiteralString

from support_ai.core.staging import Merge, repeated

PRODUCTS = Merge(
    table="product_variants",
    same="t.item_id = s.group_key",
    columns='item_id text collate "C", product_id text collate "C", name text, options text, price_minor bigint,'
    " currency text, available boolean",
    names="item_id, product_id, name, options, price_minor, currency, available",
    prepare=(),
    problems=(
        repeated("item_id", "item_id"),
        """
        select line_no, 'product_name', 'the product has another name on an earlier line' from (
            select line_no, name, first_value(name) over (partition by product_id order by line_no) as first_name
            from pg_temp.staged
        ) named where name <> first_name
        """,
    ),
    changed="""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join product_variants v using (item_id) where v.digest is null
    """,
    writes=(
        """
        update products p set name = s.name
        from (select distinct product_id, name from pg_temp.staged) s
        where p.product_id = s.product_id and p.name <> s.name
        """,
        """
        insert into products (product_id, name)
        select distinct s.product_id, s.name from pg_temp.staged s
        where not exists (select from products p where p.product_id = s.product_id)
        """,
        """
        update product_variants v set product_id = s.product_id, options = s.options, price_minor = s.price_minor,
            currency = s.currency, available = s.available, digest = s.digest
        from pg_temp.staged s where v.item_id = s.item_id and v.digest <> s.digest
        """,
        """
        insert into product_variants (item_id, product_id, options, price_minor, currency, available, digest)
        select s.item_id, s.product_id, s.options, s.price_minor, s.currency, s.available, s.digest
        from pg_temp.staged s where not exists (select from product_variants v where v.item_id = s.item_id)
        """,
    ),
)
EXPORT_PRODUCTS: LiteralString = """
    select p.product_id, p.name, v.item_id, v.options, v.price_minor, v.currency, v.available
    from product_variants v join products p using (product_id)
    where %(keys)s::text[] is null or v.item_id = any (%(keys)s) order by p.product_id, v.item_id
"""
