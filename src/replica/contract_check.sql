-- What schema sla publishes, to be held against the contract, and whether the login may read any of a relation.
select c.relname, a.attname, format_type(a.atttypid, null), has_any_column_privilege(c.oid, 'select')
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = 'sla'
