-- What the shop sells, for everybody: no person in it, so no row security.
create table products (
    product_id text collate "C" primary key check (product_id <> ''),
    name text not null check (name <> '')
);
create table product_variants (
    item_id text collate "C" primary key check (item_id <> ''),
    product_id text collate "C" not null references products,
    options text not null,
    price_minor bigint not null check (price_minor >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    available boolean not null,
    digest bytea
);
create index product_variants_product on product_variants (product_id, item_id);
create trigger product_variants_changed before update on product_variants
    for each row execute function forget_digest();
grant select, insert, update on products, product_variants to support_ai_app;
