-- What the shop sells, for everybody: no person in it, so no row security.
create table products (
    product_id text collate "C" primary key check (octet_length(product_id) between 1 and 200),
    name text not null check (octet_length(name) between 1 and 1000)
);
create table product_variants (
    item_id text collate "C" primary key check (octet_length(item_id) between 1 and 200),
    product_id text collate "C" not null references products,
    options text not null,
    price_minor bigint not null check (price_minor between 0 and 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    available boolean not null,
    digest bytea
);
create index product_variants_product on product_variants (product_id, item_id);
create trigger product_variants_changed before update on product_variants
    for each row execute function forget_digest();

-- A product's name is part of what the file says of each of its variants.
create function forget_digests_of_variants() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if app_reason() is distinct from 'import' then
        update product_variants set digest = null where product_id = new.product_id;
    end if;
    return null;
end $$;
create trigger products_changed after update on products
    for each row execute function forget_digests_of_variants();
-- Everybody reads it; managers and imports write it.
create function guard_catalog() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not (app_is_manager() or coalesce(app_reason() = 'import', false)) then
        raise insufficient_privilege using message = 'only managers change what the shop sells';
    end if;
    return new;
end $$;
create trigger products_guard before insert or update on products
    for each row execute function guard_catalog();
create trigger product_variants_guard before insert or update on product_variants
    for each row execute function guard_catalog();
grant select, insert, update on products, product_variants to support_ai_app;
