-- The canary words of the audit room: see room.h.
do $$
declare
    word constant text := 'zqkanari';
    own constant bigint := 10001;
    other constant bigint := 10002;
    c record;
    others text;
    -- The screens have a month's rows, so they lie in this one, whenever it is: in its first hour closer together
    -- than minutes, on its last day with the maintenance behind.
    month constant timestamptz := date_trunc('month', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai';
    minute constant interval := least(now() - month, interval '1 hour') / 60;
    maintained constant timestamptz := now() + case when to_char((now() + interval '25 hours') at time zone 'Asia/Shanghai', 'MM')
        = to_char(now() at time zone 'Asia/Shanghai', 'MM') then interval '1 day' else interval '-3 days' end;
begin
    -- Things that two accounts share, with texts for everybody and texts for the customer.
    insert into sla.incident (incident_id, title, public_title, fault_class, severity, opened_at, recovered_at, closed_at,
                              summary, public_summary)
    values (920000001, 'internal', 'Calls failed for a while', 'relay', 2, now() - 50 * minute,
            now() - 20 * minute, null, 'internal', 'A trunk was replaced.');
    insert into sla.outage (outage_id, incident_id, enterprise_no, service, cause, started_at, ended_at)
    select 920000000 + k, 920000001, case k when 1 then own else other end, 'trunk', 'provider',
           now() - 50 * minute, now() - 20 * minute
    from generate_series(1, 2) k;
    insert into sla.failover (failover_id, incident_id, fault_class, failed_at, switched_at, from_node, to_node)
    values (920000001, 920000001, 'relay', now() - 50 * minute, now() - 45 * minute, 'rl-1', 'rl-2');
    insert into sla.maintenance (maintenance_id, title, public_title, announced_at, starts_at, ends_at)
    values (920000001, 'internal', 'Software update', maintained - interval '10 days', maintained,
            maintained + interval '1 hour');
    insert into sla.maintenance_tenant values (920000001, own), (920000001, other);
    insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion,
                                     commands, recording_format, recording_size)
    select 920000000 + k, 'li.min', 'ops', 'gw-0' || k, '10.20.13.4', now() - interval '2 hours',
           now() - interval '100 minutes', true, 2, 'asciicast', 100
    from generate_series(1, 4) k;
    insert into sla.bastion_recording (session_id, part, data)
    select 920000000 + k, 0, convert_to(E'{"version": 2, "width": 60, "height": 10}\n[1.0, "o", "the cleared screen"]\n', 'UTF8')
    from generate_series(1, 4) k;
    insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)
    select 920000000 + k, 920000000 + k, now() - interval '115 minutes', 'li.min', 'gw-0' || k, 'ls cleared', k
    from generate_series(1, 4) k;
    insert into sla.private_access (access_id, occurred_at, enterprise_no, operator, kind, object, session_id)
    select 920000000 + k, now() - interval '110 minutes', own, 'li.min', 'recording', 'ticket 1', 920000000 + k
    from generate_series(1, 3) k;
    insert into sla.recording_clearance (session_id, enterprise_no, sha256, cleared_by, cleared_at)
    select 920000000 + k, own, (select sha256(data) from sla.bastion_recording where session_id = 920000000 + k), 'chen', now()
    from generate_series(2, 4) k; -- the fourth is of no row of the account

    for c in
        select t.relname as relation, a.attname as name, format_type(a.atttypid, null) as type,
               exists (select from pg_attribute e where e.attrelid = t.oid and e.attname = 'enterprise_no') as accounts
        from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and a.attgenerated = ''
        where t.relnamespace = 'sla'::regnamespace and t.relkind = 'r' and t.relname not in ('platform', 'heartbeat', 'link')
          and format_type(a.atttypid, null) in ('text', 'name', 'jsonb', 'inet', 'bytea')
    loop
        others := case
            when c.accounts then format('enterprise_no is distinct from %s', own)
            when c.relation in ('incident', 'failover') and c.name not in ('title', 'summary')
                then format('incident_id is null or incident_id not in (select incident_id from sla.outage'
                            ' where enterprise_no = %s and not voided and incident_id is not null)', own)
            when c.relation = 'maintenance' and c.name <> 'title'
                then format('not all_tenants and maintenance_id not in (select maintenance_id from sla.maintenance_tenant'
                            ' where enterprise_no = %s)', own)
            when c.relation = 'bastion_session' and c.name in ('operator', 'recording_format')
                then format('session_id not in (select session_id from sla.private_access where enterprise_no = %1$s'
                            ' and session_id is not null union all select session_id from sla.deletion where'
                            ' enterprise_no = %1$s and session_id is not null)'
                            ' and session_id not in (select session_id from sla.recording_clearance'
                            ' where enterprise_no = %1$s)', own)
            when c.relation = 'bastion_recording'
                then format('session_id not in (select session_id from sla.recording_clearance where enterprise_no = %s'
                            ' and sha256 is not null) or session_id = 920000003', own)
            when c.relation like 'bastion%'
                then format('session_id not in (select session_id from sla.recording_clearance where enterprise_no = %s)', own)
            else 'true' end;
        execute format('update sla.%I set %I = %s where %s', c.relation, c.name,
                       case c.type when 'jsonb' then format('to_jsonb(%L::text)', word)
                                   when 'inet' then quote_literal('203.0.113.77')
                                   when 'bytea' then format('convert_to(%L, ''UTF8'') || %I', word, c.name)
                                   else format('%L || coalesce(%I::text, '''')', word, c.name) end, others);
    end loop;

    -- What the planner remembers of columns is a copy of their texts.
    for c in select relname from pg_class where relnamespace = 'sla'::regnamespace and relkind = 'r' loop
        execute format('analyze sla.%I', c.relname);
    end loop;
end
$$;
