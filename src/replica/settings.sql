-- The local settings of a transaction, at its start: a pooler may have dropped those of the session.
-- $1 and $2: statement and lock timeout in milliseconds.
select pg_catalog.set_config('search_path', 'pg_catalog', true),
       pg_catalog.set_config('statement_timeout', $1, true),
       pg_catalog.set_config('lock_timeout', $2, true)
