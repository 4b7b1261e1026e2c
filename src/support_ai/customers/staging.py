"""The SQL by which files of customers and payment methods come in and go out."""

from typing import LiteralString

from support_ai.core.staging import Merge, repeated

# The staged rows whose customer was erased here: no file brings back who it was.
OF_ERASED: LiteralString = """
    select s.line_no, s.group_key from pg_temp.staged s
    join customers c on c.customer_id = s.customer_id where c.erased_at is not null
"""
CUSTOMERS = Merge(
    table="customers",
    same="t.customer_id = s.group_key",
    erased="""
        select s.line_no, s.group_key from pg_temp.staged s
        join customers c on c.customer_id = s.group_key where c.erased_at is not null
    """,
    columns="name text, name_key text, last_name_key text, contact bytea, email_index bytea, phone_index bytea,"
    " name_postal_index bytea",
    names="name, name_key, last_name_key, contact, email_index, phone_index, name_postal_index",
    prepare=(),
    problems=(repeated("group_key", "customer_id"),),
    changed="""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join customers c on c.customer_id = s.group_key where c.digest is null
    """,
    writes=(
        """
        update customers c set name = s.name, name_key = s.name_key, last_name_key = s.last_name_key,
            contact = s.contact, email_index = s.email_index, phone_index = s.phone_index,
            name_postal_index = s.name_postal_index, digest = s.digest
        from pg_temp.staged s where c.customer_id = s.group_key and c.digest <> s.digest
        """,
        """
        insert into customers (customer_id, name, name_key, last_name_key, contact, email_index, phone_index,
            name_postal_index, digest)
        select s.group_key, s.name, s.name_key, s.last_name_key, s.contact, s.email_index, s.phone_index,
            s.name_postal_index, s.digest
        from pg_temp.staged s where not exists (select from customers c where c.customer_id = s.group_key)
        """,
    ),
)
STORED_CUSTOMERS: LiteralString = "select digest from customers where customer_id = any (%s)"
STORED_METHODS: LiteralString = "select digest from payment_methods where customer_id = any (%s)"
UNKNOWN_CUSTOMER: LiteralString = """
    select s.line_no, 'customer_id', 'there is no customer ' || s.customer_id
    from pg_temp.staged s left join customers c on c.customer_id = s.customer_id where c.customer_id is null
"""
UNKNOWN_METHOD: LiteralString = """
    select s.line_no, 'payment_method_id', 'the customer has no payment method ' || s.payment_method_id
    from pg_temp.staged s
    left join payment_methods m on m.customer_id = s.customer_id and m.payment_method_id = s.payment_method_id
    where s.payment_method_id is not null and m.customer_id is null
"""
# For statements of packages above: keeps those staged rows `s` whose payment method is stored just so.
SAME_METHOD: LiteralString = """
    join payment_methods m on m.customer_id = s.customer_id and m.payment_method_id = s.payment_method_id
        and m.digest = s.digest
"""
PAYMENT_METHODS = Merge(
    erased=OF_ERASED,
    columns='customer_id text collate "C", payment_method_id text collate "C", type text, details bytea,'
    " balance bigint, currency text",
    names="customer_id, payment_method_id, type, details, balance, currency",
    prepare=(),
    problems=(repeated("customer_id, payment_method_id", "payment_method_id"), UNKNOWN_CUSTOMER),
    changed="""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join payment_methods m using (customer_id, payment_method_id) where m.digest is null
    """,
    writes=(
        """
        update payment_methods m set type = s.type, details = s.details, digest = s.digest
        from pg_temp.staged s where m.customer_id = s.customer_id
            and m.payment_method_id = s.payment_method_id and m.digest <> s.digest
        """,
        """
        insert into payment_methods (customer_id, payment_method_id, type, details, digest)
        select s.customer_id, s.payment_method_id, s.type, s.details, s.digest from pg_temp.staged s
        where not exists (select from payment_methods m where m.customer_id = s.customer_id
            and m.payment_method_id = s.payment_method_id)
        """,
    ),
)
EXPORT_CUSTOMERS: LiteralString = """
    select c.customer_id, c.name, c.contact from customers c
    where %(keys)s::text[] is null or c.customer_id = any (%(keys)s) order by c.customer_id
"""
EXPORT_METHODS: LiteralString = """
    select m.customer_id, m.payment_method_id, m.type, m.details from payment_methods m
    where %(keys)s::text[] is null or m.customer_id = any (%(keys)s)
"""
