-- What leaves the house is addressed by its job: it reads where an account is reached.
create policy accounts_read_for_sending on accounts for select to support_ai_app
    using ((select app_reason()) = 'send');
