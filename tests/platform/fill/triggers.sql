-- The contract's triggers again, as they were: always.
select format('alter table %s enable always trigger %I', t.tgrelid::regclass, t.tgname)
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = 'sla'::regnamespace and t.tgenabled = 'D' and not t.tgisinternal \gexec
