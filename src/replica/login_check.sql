-- Whether this login could write: by itself, or through a role that it may SET ROLE to. A row for each way.
-- $1: how pg_has_role names such a role ('MEMBER'; from PostgreSQL 16 on 'USAGE,SET').
-- Columns: whether it is refused for it (else a warning), the privilege, on what (or null), through which
-- role (null: its own).

with reach as (
    select r.*, r.rolname = session_user as own
      from pg_roles r
     where r.rolname = session_user or pg_has_role(session_user, r.oid, $1)
),
relation as (
    select c.*, format('%I.%I', n.nspname, c.relname) as name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
       and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname !~ '^pg_(toast|temp)'
),
granted as (
    select relation.name, acl.grantee, acl.privilege_type
      from relation
     cross join lateral aclexplode(relation.relacl) as acl
     where acl.grantee <> relation.relowner
    union all
    select format('%s (%I)', relation.name, a.attname), acl.grantee, acl.privilege_type
      from relation
      join pg_attribute a on a.attrelid = relation.oid and a.attacl is not null and not a.attisdropped
     cross join lateral aclexplode(a.attacl) as acl
     where acl.grantee <> relation.relowner
),
found as (
    select 1 as rank, reach.own, reach.rolname, attribute.privilege, null as object
      from reach
     cross join lateral (
           values ('SUPERUSER', rolsuper), ('BYPASSRLS', rolbypassrls), ('CREATEROLE', rolcreaterole),
                  ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication)) as attribute (privilege, held)
     where attribute.held
    union all
    select 2, true, null, 'membership in ' || rolname, null
      from reach
     where rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
    union all
    select 3, reach.own, reach.rolname, 'ownership', owned.object
      from reach
      join (select relowner as owner, 'relation ' || name as object from relation
            union all
            select nspowner, format('schema %I', nspname) from pg_namespace where nspname !~ '^pg_'
            union all
            select datdba, format('database %I', datname) from pg_database
             where datname = current_database()) as owned on owned.owner = reach.oid
    union all
    select 4, coalesce(reach.own, false), coalesce(reach.rolname, 'PUBLIC'), granted.privilege_type,
           granted.name
      from granted
      left join reach on reach.oid = granted.grantee
     where granted.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
       and (granted.grantee = 0 or reach.oid is not null)
    union all
    select 5, true, null, privilege, format('database %I', current_database())
      from (values ('TEMP'), ('CREATE')) as wanted (privilege)
     where has_database_privilege(session_user, current_database(), privilege)
    union all
    select 5, true, null, 'CREATE', format('schema %I', nspname)
      from pg_namespace
     where nspname !~ '^pg_' and has_schema_privilege(session_user, oid, 'CREATE')
)
select rank < 5 as refused, privilege, object, case when not own then rolname end as role
  from found
 order by rank, own desc, object nulls first, privilege
 limit 100
