-- What a login is in the audit room: its name; whether it is a member of slatop_audit; what else it could read, by
-- name (null: nothing); whether row-level security holds for it; the server's identifier.
select session_user::text,
       coalesce((select pg_has_role(session_user, r.oid, 'member') from pg_roles r where r.rolname = 'slatop_audit'), false),
       coalesce((select 'it is a member of ' || string_agg(r.rolname, ' and ' order by r.rolname) from pg_roles r
                  where r.rolname in ('slatop_reader', 'slatop_private', 'pg_read_all_data')
                    and pg_has_role(session_user, r.oid, 'member')),
                (select 'it may read sla.' || c.relname || coalesce('.' || a.attname, '')
                   from (values ('incident', 'title'), ('incident', 'summary'), ('maintenance', 'title'),
                                ('bastion_session', null), ('bastion_command', null), ('bastion_recording', null),
                                ('call_rate', null), ('tenant', 'contact'), ('call_record', 'caller'),
                                ('call_record', 'callee'), ('business_log', 'detail')) as w (relation, attribute)
                   join pg_class c on c.relname = w.relation and c.relnamespace = 'sla'::regnamespace
                   left join pg_attribute a on a.attrelid = c.oid and a.attname = w.attribute
                  where has_table_privilege(c.oid, 'select') or (w.attribute is null and has_any_column_privilege(c.oid, 'select'))
                     or (a.attnum is not null and has_column_privilege(c.oid, a.attnum, 'select'))
                  limit 1)),
       row_security_active('sla.tenant') and row_security_active('sla.outage'),
       (select system_identifier from sla.heartbeat order by beat_at desc limit 1)
