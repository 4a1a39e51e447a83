-- What accounts and staff of a platform at work leave behind, beside outages: calls and their sums, logs, sessions
-- with commands and recordings, looks at private data, exports, deletions, seats, claims. Included by simulate.sql;
-- simulation.work() is called by each tick. Nearly all of it keeps the rules; a few rows break one.
create sequence if not exists simulation.call_id;
create sequence if not exists simulation.log_id;
create sequence if not exists simulation.session_id;
create sequence if not exists simulation.command_id;
create sequence if not exists simulation.access_id;
create sequence if not exists simulation.grant_id;
create sequence if not exists simulation.export_id;
create sequence if not exists simulation.deletion_id;
create sequence if not exists simulation.change_id;
create sequence if not exists simulation.claim_id;

-- Rows below these are the fill's: they are left as they are.
create table if not exists simulation.first (session_id bigint, export_id bigint, change_id bigint, claim_id bigint);

create or replace function simulation.somebody() returns bigint
language sql volatile
return (select enterprise_no from simulation.account
        where place = (select 1 + floor(random() * max(place))::int from simulation.account));

create or replace function simulation.operator() returns text
language sql volatile
return simulation.one_of(array['wang.l', 'li.min', 'zhao.q', 'chen.yu', 'liu.jie', 'sun.hao', 'zhou.w', 'wu.ting', 'xu.bo', 'he.xin']);

-- Whether a carrier's trunks are down for many: its calls fail meanwhile.
create or replace function simulation.is_cut(line text, moment timestamptz) returns bool
language sql volatile
return exists (select from sla.incident i
               where i.fault_class = 'relay' and i.recovered_at is null and not i.voided
                 and i.opened_at > moment - interval '1 day' and i.title like line || '%');

-- Calls that ended just now, each in its account's hour and its day's records.
create or replace function simulation.call(moment timestamptz) returns void
language plpgsql as $$
declare
    account bigint := simulation.somebody();
    line text := simulation.one_of(array['中国电信', '中国联通', '中国移动']);
    cut bool := simulation.is_cut(line, moment);
    reached bool := random() < case when cut then 0.65 else 0.988 end;
    answered bool := reached and random() < 0.62;
    talk float8 := case when answered then 8 + 200 * random() ^ 2 else 0 end;
    wrong bool := answered and random() < 0.002;
    minutes int := ceil(talk / 60);
    started timestamptz := moment - make_interval(secs => talk + 9);
    id bigint := nextval('simulation.call_id');
begin
    if account is null then
        return;
    end if;
    insert into sla.call_record (call_id, enterprise_no, started_at, answered_at, ended_at, direction, caller, callee,
                                 billed_minutes, fee, recording_id)
    values (id, account, started, case when answered then started + interval '9 seconds' end,
            case when answered then started + make_interval(secs => 9 + talk) else started + interval '9 seconds' end,
            case when random() < 0.35 then 'in' else 'out' end, '139' || lpad((id * 7919 % 100000000)::text, 8, '0'),
            '010' || lpad((id * 104729 % 100000000)::text, 8, '0'), minutes + wrong::int, 6 * (minutes + wrong::int),
            case when answered then 'r' || id end);
    insert into sla.call_stat as s (enterprise_no, hour, carrier, requested, connected, answered)
    values (account, date_trunc('hour', moment), line, 1, reached::int, answered::int)
    on conflict (enterprise_no, hour, carrier) do update
    set requested = s.requested + 1, connected = s.connected + excluded.connected, answered = s.answered + excluded.answered;
    insert into sla.metering_day as d (enterprise_no, day, records, differing, fen_at_stake)
    values (account, (moment at time zone 'Asia/Shanghai')::date, 1, wrong::int, 6 * wrong::int)
    on conflict (enterprise_no, day) do update
    set records = d.records + 1, differing = d.differing + excluded.differing, fen_at_stake = d.fen_at_stake + excluded.fen_at_stake;
end
$$;

-- The carriers' slot of five minutes grows by the second; those of the day before yesterday go.
create or replace function simulation.rates(moment timestamptz, size int) returns void
language plpgsql as $$
declare
    slot_at timestamptz := date_bin('5 minutes', moment, '2020-01-01 00:00:00Z');
    hour int := extract(hour from moment at time zone 'Asia/Shanghai');
    -- as many in five minutes as the fill has at that time of day
    a_second float8 := size / 300.0 * case when hour < 7 then 0.4 when hour < 9 then 3 when hour < 12 then 9
                                           when hour < 14 then 6 when hour < 18 then 8.5 when hour < 21 then 4 else 1 end;
    line text;
    wanted int;
    reached int;
    share float8;
begin
    foreach line in array array['中国电信', '中国联通', '中国移动'] loop
        wanted := floor(2 * a_second * random() + random())::int;
        continue when wanted = 0;
        share := case when simulation.is_cut(line, moment) then 0.45 + 0.3 * random() else 0.986 end;
        reached := (select count(*) from generate_series(1, wanted) where random() < share);
        insert into sla.call_rate as r (carrier, slot, requested, connected, answered)
        values (line, slot_at, wanted, reached, floor(reached * (0.55 + 0.1 * random()))::int)
        on conflict (carrier, slot) do update
        set requested = r.requested + excluded.requested, connected = r.connected + excluded.connected,
            answered = r.answered + excluded.answered;
    end loop;
    if random() < 0.01 then
        delete from sla.call_rate where slot < moment - interval '2 days';
    end if;
end
$$;

create or replace function simulation.log(moment timestamptz, account bigint, who text, what text, object text) returns void
language sql
begin atomic
    insert into sla.business_log (log_id, occurred_at, enterprise_no, operator, action, object, result, client_ip)
    values (nextval('simulation.log_id'), moment, account, who, what, object,
            simulation.one_of(array['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'denied', 'failed']),
            '10.20.0.0'::inet + floor(random() * 4000)::int);
end;

-- A session's recording as it would have been: what was typed in it, at its times.
create or replace function simulation.recording(id bigint) returns bytea
language sql volatile
return (select convert_to(
            jsonb_build_object('version', 2, 'width', 80, 'height', 24, 'timestamp', floor(extract(epoch from s.started_at)),
                               'title', s.host)::text || E'\n'
            || coalesce(string_agg(jsonb_build_array(round(extract(epoch from c.occurred_at - s.started_at), 3), 'o',
                                       s.account || '@' || s.host || ':~$ ' || c.command || E'\r\n')::text || E'\n'
                                   || jsonb_build_array(round(extract(epoch from c.occurred_at - s.started_at) + 0.4, 3), 'o',
                                       case when c.risk > 1 then 'done' else to_char(c.occurred_at, 'HH24:MI:SS') || ' ok' end
                                       || E'\r\n')::text || E'\n', '' order by c.command_id), ''), 'UTF8')
        from sla.bastion_session s left join sla.bastion_command c using (session_id)
        where s.session_id = id group by s.session_id);

create or replace function simulation.sessions(moment timestamptz) returns void
language plpgsql as $$
declare
    s sla.bastion_session;
    film bytea;
    k int;
    commands text[] := array['uptime', 'df -h', 'tail -n 200 /var/log/softswitch/error.log', 'systemctl status nginx',
        'vim /etc/nginx/conf.d/routes.conf', 'systemctl restart softswitch', 'rm -rf /data/tmp/export-2231',
        'grep -c ERROR app.log', 'top -b -n 1', 'kubectl get pods', 'scp report.csv ops@10.2.0.9:', 'journalctl -u sbc -n 50'];
    risks int[] := array[0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 2, 0];
begin
    if random() < 0.025 then
        insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, via_bastion, commands)
        values (nextval('simulation.session_id'), simulation.operator(), case when random() < 0.15 then 'root' else 'ops' end,
                simulation.one_of(array['web-front-01', 'web-front-02', 'softswitch-1', 'softswitch-2', 'db-standby', 'rec-store-3', 'gw-07']),
                '10.20.0.0'::inet + floor(random() * 4000)::int, moment, random() < 0.97, 0);
    end if;
    for s in
        select * from sla.bastion_session
        where session_id >= (select min(f.session_id) from simulation.first f) and ended_at is null
        order by session_id limit 20
    loop
        if random() < 0.12 then
            k := 1 + floor(random() * cardinality(commands))::int;
            insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)
            values (nextval('simulation.command_id'), s.session_id, moment, s.operator, s.host, commands[k], risks[k]);
            update sla.bastion_session set commands = s.commands + 1 where session_id = s.session_id;
        elsif moment - s.started_at > interval '30 seconds' and random() < 0.02 then
            film := case when s.via_bastion then simulation.recording(s.session_id) end;
            if film is not null then
                insert into sla.bastion_recording (session_id, part, data) values (s.session_id, 0, film);
            end if;
            update sla.bastion_session
            set ended_at = moment, recording_size = length(film),
                recording_format = case when film is not null then 'asciicast' end
            where session_id = s.session_id;
        end if;
    end loop;
end
$$;

-- One in twelve looks without a grant.
create or replace function simulation.look(moment timestamptz) returns void
language plpgsql as $$
declare
    g sla.private_grant;
    account bigint := simulation.somebody();
begin
    select * into g from sla.private_grant
    where enterprise_no = account and granted_at <= moment and expires_at > moment and coalesce(revoked_at, 'infinity') > moment
    limit 1;
    if not found and random() < 0.92 then
        if random() < 0.5 then
            insert into sla.private_grant (grant_id, grant_no, enterprise_no, operator, kind, granted_at, expires_at, signed_by)
            values (nextval('simulation.grant_id'), '授-' || currval('simulation.grant_id'), account, simulation.operator(),
                    simulation.one_of(array['all', 'recording', 'telephone_number']), moment, moment + interval '7 days', '法务 陈');
        end if;
        return;
    end if;
    insert into sla.private_access (access_id, occurred_at, enterprise_no, operator, kind, object, session_id)
    values (nextval('simulation.access_id'), moment, account, coalesce(g.operator, simulation.operator()),
            case when g.kind is null or g.kind = 'all' then simulation.one_of(array['telephone_number', 'recording', 'customer_record'])
                 else g.kind end,
            '工单 ' || (900000 + currval('simulation.access_id')), null);
end
$$;

create or replace function simulation.delete_something(moment timestamptz) returns void
language plpgsql as $$
declare
    kind text := simulation.one_of(array['recording', 'recording', 'record', 'log', 'disk']);
    method text := case kind when 'recording' then 'rm' when 'disk' then 'scrap' else 'DELETE' end;
    session bigint := (select max(session_id) from sla.bastion_session where started_at <= moment);
begin
    insert into sla.deletion (deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id, retention_to)
    select nextval('simulation.deletion_id'), null, kind, kind || '/2024/' || currval('simulation.deletion_id'),
           case when random() < 0.06 then 'shred' else method end, moment, s.operator,
           case when random() < 0.96 then session end, (moment - interval '40 days')::date
    from sla.bastion_session s where s.session_id = session;
end
$$;

create or replace function simulation.exports(moment timestamptz) returns void
language plpgsql as $$
declare
    kind text := simulation.one_of(array['recording', 'call_record', 'customer', 'business']);
    account bigint := simulation.somebody();
begin
    if random() < 0.02 and account is not null then
        insert into sla.export_job (export_id, enterprise_no, kind, format, bits, sample_hz, channels, requested_at, status)
        values (nextval('simulation.export_id'), account, kind,
                case when kind = 'recording' then 'mp3' when random() < 0.04 then 'csv' else simulation.one_of(array['xlsx', 'xls']) end,
                case when kind = 'recording' then 16 end, case when kind = 'recording' then 8000 end,
                case when kind = 'recording' then 1 end, moment, 'running');
    end if;
    update sla.export_job set finished_at = moment, status = 'done'
    where export_id >= (select min(f.export_id) from simulation.first f) and finished_at is null
      and requested_at < moment - interval '15 seconds' and random() < 0.02;
end
$$;

-- Applied for, reviewed, then in effect, and so in the account's row.
create or replace function simulation.seats(moment timestamptz) returns void
language plpgsql as $$
declare
    t sla.tenant;
    c sla.seat_change;
    least_id bigint := (select min(change_id) from simulation.first);
begin
    if random() < 0.008 then
        select * into t from sla.tenant where enterprise_no = simulation.somebody() and seats > 10;
        if found then
            insert into sla.seat_change (change_id, enterprise_no, requested_at, request_ref, seats_before, seats_after)
            values (nextval('simulation.change_id'), t.enterprise_no, moment,
                    case when random() < 0.95 then 'mail-' || currval('simulation.change_id') end, t.seats,
                    greatest(1, t.seats + case when random() < 0.04 then 120 else floor(random() * 40)::int - 12 end));
        end if;
    end if;
    update sla.seat_change set reviewed_by = 'chen.yu', reviewed_at = moment
    where change_id >= least_id and reviewed_at is null and requested_at < moment - interval '20 seconds' and random() < 0.04;
    for c in
        update sla.seat_change set effective_at = moment
        where change_id >= least_id and effective_at is null and reviewed_at < moment - interval '20 seconds' and random() < 0.04
        returning *
    loop
        update sla.tenant set seats = c.seats_after where enterprise_no = c.enterprise_no;
    end loop;
end
$$;

-- Some accounts of a place of the list that the provider has kept down for too long apply; their claims go on.
create or replace function simulation.claims(moment timestamptz) returns void
language plpgsql as $$
declare
    first_day date := date_trunc('month', moment at time zone 'Asia/Shanghai');
    since timestamptz := date_trunc('month', moment at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai';
    place_from int := (select 1 + floor(random() * max(place))::int from simulation.account);
    account bigint;
    c sla.claim;
begin
    if random() < 0.03 then
        select a.enterprise_no into account
        from simulation.account a join sla.outage o using (enterprise_no)
        where a.place between place_from and place_from + 200 and o.started_at >= since and not o.voided
          and o.cause = 'provider' and o.ended_at > o.started_at and isfinite(o.ended_at)
          and not exists (select from sla.claim x where x.enterprise_no = a.enterprise_no and x.month = first_day)
        group by 1 having sum(o.ended_at - o.started_at) > interval '100 minutes' limit 1;
        if found then
            insert into sla.claim (claim_id, enterprise_no, month, received_at, state, amount)
            values (nextval('simulation.claim_id'), account, first_day, moment, 'applied', 100 * (50 + floor(random() * 300)::int));
        end if;
    end if;
    for c in
        select * from sla.claim
        where claim_id >= (select min(f.claim_id) from simulation.first f) and not voided and state in ('applied', 'approved')
          and changed_at < moment - interval '45 seconds' and random() < 0.02
    loop
        update sla.claim
        set state = case when c.state = 'approved' then 'deducted' when random() < 0.85 then 'approved' else 'rejected' end,
            deducted_month = case when c.state = 'approved' then (c.month + interval '1 month')::date end,
            paid_in_cash = case when c.state = 'approved' then false end
        where claim_id = c.claim_id;
    end loop;
end
$$;

create or replace function simulation.work(moment timestamptz, size int) returns void
language plpgsql as $$
declare
    account bigint;
begin
    for i in 1 .. floor(random() * (2 + least(size, 2000) / 150.0))::int loop
        perform simulation.call(moment);
    end loop;
    perform simulation.rates(moment, size);
    if random() < 0.3 then
        perform simulation.log(moment, case when random() < 0.8 then simulation.somebody() end, simulation.operator(),
            simulation.one_of(array['login', 'login', 'logout', 'config', 'query', 'query', 'query', 'route', 'export']),
            simulation.one_of(array['坐席权限', '路由策略', '中继 3 号', '录音策略', '套餐 2026A', '报表 日呼叫量', 'ivr/主菜单', '号码池 95', '网关 gw-07']));
    elsif random() < 0.004 then
        perform simulation.log(moment, null, simulation.operator(), 'release', '版本 4.18.' || 2 + floor(random() * 9)::int);
    end if;
    perform simulation.sessions(moment);
    if random() < 0.05 then
        perform simulation.look(moment);
    end if;
    if random() < 0.01 then
        perform simulation.delete_something(moment);
    end if;
    perform simulation.exports(moment);
    perform simulation.seats(moment);
    perform simulation.claims(moment);
    if random() < 0.02 then
        account := simulation.somebody();
        insert into sla.storage_audit (enterprise_no, kind, audited_at, stored, lost)
        select enterprise_no, kind, moment, max(stored) + 200, max(lost) filter (where lost <= stored)
        from sla.storage_audit where enterprise_no = account and stored >= lost group by 1, 2
        on conflict do nothing;
        update sla.data_location set verified_at = moment where enterprise_no = account;
    end if;
end
$$;

do $$
begin
    if exists (select from simulation.first) then
        return;
    end if;
    perform setval('simulation.call_id', coalesce(max(call_id), 0) + 1, false) from sla.call_record;
    perform setval('simulation.log_id', coalesce(max(log_id), 0) + 1, false) from sla.business_log;
    perform setval('simulation.session_id', coalesce(max(session_id), 0) + 1, false) from sla.bastion_session;
    perform setval('simulation.command_id', coalesce(max(command_id), 0) + 1, false) from sla.bastion_command;
    perform setval('simulation.access_id', coalesce(max(access_id), 0) + 1, false) from sla.private_access;
    perform setval('simulation.grant_id', coalesce(max(grant_id), 0) + 1, false) from sla.private_grant;
    perform setval('simulation.export_id', coalesce(max(export_id), 0) + 1, false) from sla.export_job;
    perform setval('simulation.deletion_id', coalesce(max(deletion_id), 0) + 1, false) from sla.deletion;
    perform setval('simulation.change_id', coalesce(max(change_id), 0) + 1, false) from sla.seat_change;
    perform setval('simulation.claim_id', coalesce(max(claim_id), 0) + 1, false) from sla.claim;
    insert into simulation.first
    select (select last_value from simulation.session_id), (select last_value from simulation.export_id),
           (select last_value from simulation.change_id), (select last_value from simulation.claim_id);
end
$$;
