-- Rows on every border of every clause, at random, in a sub-platform that has nothing else. By psql, as the owner,
-- on the primary: -v seed=N (0 .. 4294967295), -v moment='...' (the moment that figures are evaluated at); without
-- a seed it takes all of it away.
-- The month is February 2024 of the agreement's zone, a leap one; around its edges and those of its neighbours,
-- of the same days in UTC, and of the moment rows lie to the microsecond.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set time zone 'UTC';
begin;
truncate sla.tenant, sla.outage, sla.outage_history, sla.maintenance, sla.maintenance_tenant, sla.incident, sla.failover,
    sla.claim, sla.invoice, sla.call_stat, sla.metering_day, sla.business_log, sla.bastion_session, sla.bastion_command,
    sla.private_access, sla.private_grant, sla.data_location, sla.export_job, sla.deletion, sla.storage_audit,
    sla.seat_change;
\if :{?seed}
\else
commit;
\quit
\endif
select setseed(:seed / 4294967296.0);
select set_config('borders.moment', :'moment', false) as moment
\gset

create function pg_temp.below(n int) returns int language sql volatile as
$$ select floor(random() * n)::int $$;
create function pg_temp.pick(list anyarray) returns anyelement language plpgsql volatile as
$$ begin return list[1 + pg_temp.below(cardinality(list))]; end $$;
create function pg_temp.one_in(n int) returns boolean language sql volatile as $$ select random() * n < 1 $$;
create function pg_temp.near(at timestamptz) returns timestamptz language plpgsql volatile as
$$ begin
    return at + pg_temp.pick(array['0', '0', '0', '-1 microsecond', '1 microsecond', '-1 second', '1 second', '-60 seconds',
                                   '60 seconds', '-1 hour', '90 minutes', '-1 day', '1 day', '-6 days', '9 days 5 hours']::interval[]);
end $$;
create function pg_temp.edge() returns timestamptz language plpgsql volatile as
$$ begin
    return pg_temp.near(pg_temp.pick(array['2024-01-31 16:00', '2024-01-31 16:00', '2024-02-28 16:00', '2024-02-29 16:00',
                                           '2024-02-29 16:00', '2024-02-01 00:00', '2024-03-01 00:00', '2023-12-31 16:00',
                                           '2024-03-31 16:00', current_setting('borders.moment'),
                                           current_setting('borders.moment'), '2024-02-14 03:30']::timestamptz[]));
end $$;
-- Now and then a time that is none; a null where n > 0, once in n.
create function pg_temp.odd(at timestamptz, n int default 0) returns timestamptz language plpgsql volatile as
$$ begin
    return case when n > 0 and pg_temp.one_in(n) then null
                when pg_temp.one_in(50) then pg_temp.pick(array['infinity', '-infinity']::timestamptz[]) else at end;
end $$;
create function pg_temp.day() returns date language plpgsql volatile as
$$ begin
    return pg_temp.pick(array['2024-01-31', '2024-02-01', '2024-02-01', '2024-02-02', '2024-02-13', '2024-02-28', '2024-02-29',
                              '2024-02-29', '2024-03-01', '2024-03-02', '2024-03-31', '2024-01-01',
                              (current_setting('borders.moment')::timestamptz at time zone 'Asia/Shanghai')::date::text]::date[])
           + case when pg_temp.one_in(4) then pg_temp.below(3) - 1 else 0 end;
end $$;

-- Accounts: opened and closed on edges too, voided, of an agreement that there is not. n: what kind of rows it has.
insert into sla.tenant (enterprise_no, name, status, agreement_code, seats, charged_on, opened_at, closed_at, contract_from,
                        contract_to, retention_to, voided)
select 810000000 + n, 'account ' || n, 'active', pg_temp.pick(array[null, 'standard', 'nothing']), 5, 'function_fee',
       case when n % 9 = 4 then pg_temp.edge() else timestamptz '2022-05-05 05:05Z' end,
       case when n % 9 = 5 then pg_temp.edge() end, '2022-05-05', '2030-01-01',
       pg_temp.pick(array[pg_temp.day(), pg_temp.day(), '2030-01-01', '-infinity', 'infinity']::date[]), n % 23 = 7
from generate_series(1, 72) as n;
create temp table account as
select 810000000 + n as enterprise_no, n % 6 as kind, n from generate_series(1, 74) as n; -- two that nobody knows

-- 4.10. Kinds 0: none; 1: one hour exactly at the promise; 2: one below it; 3: nothing was requested; 4, 5: anything.
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select enterprise_no, case kind when 4 then pg_temp.edge() when 5 then pg_temp.odd(date_trunc('hour', pg_temp.edge()))
                                else timestamptz '2024-02-10 08:00Z' end,
       pg_temp.pick(array['电信', '联通']), s.requested,
       case s.requested when 1000 then s.connected else least(s.connected, s.requested) + (pg_temp.one_in(20))::int end,
       pg_temp.pick(array[0, 500, -1, 960])
from (select a.*, case kind when 3 then 0 when 1 then 1000 when 2 then 1000
                            else pg_temp.pick(array[0, 1, 1000, 1000, 1000, -1, 2147483647]) end as requested,
             case kind when 1 then 971 when 2 then 970 else pg_temp.pick(array[971, 971, 970, 972, 0, 1000, -1, 1001]) end as connected
        from account a, generate_series(1, 8) as i where kind > 3 or (kind > 0 and i = 1) offset 0) as s
on conflict do nothing;

-- 4.3, days.
insert into sla.metering_day (enterprise_no, day, records, differing, fen_at_stake)
select enterprise_no, case when kind > 3 then pg_temp.day() else date '2024-02-29' end,
       case kind when 3 then 0 when 1 then 1000 when 2 then 1000 else pg_temp.pick(array[1000, 1000, 1000, 0, 1, -1, 9000000000000000000]) end,
       case kind when 3 then 0 when 1 then 6 when 2 then 7 else pg_temp.pick(array[6, 6, 5, 7, 0, 1, 1001, -1]) end,
       pg_temp.pick(array[0, 1, 99, -1, 9000000000000000000])
from account, generate_series(1, 8) as i where kind > 3 or (kind > 0 and i = 1)
on conflict do nothing;

-- 4.3 and 6, invoices. A fen more or less, products beyond 64 bits, months that are none.
insert into sla.invoice (enterprise_no, month, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee,
                         deduction, issued_at)
select enterprise_no, month, charged_on, seats, price, fee, bill, least(fee, 4611686018427387904) + least(bill, 4611686018427387903) + pg_temp.pick(array[0, 0, 0, 0, 1, -1]),
       pg_temp.pick(array[0, 0, 0, 100, -1]), issued
from (select *, case when seats > 1000 then 9223372036854775807 else seats * price + pg_temp.pick(array[0, 0, 0, 0, 1, -1]) end as fee
        from (select enterprise_no, pg_temp.pick(array['2024-01-01', '2024-02-01', '2024-02-01', '2024-02-01', '2024-03-01', '2024-02-02']::date[]) as month,
                     pg_temp.pick(array['function_fee', 'function_fee', 'phone_bill', 'phone_bill', 'nothing']) as charged_on,
                     pg_temp.pick(array[0, 1, 10, 10, 10, 10, -1, 2147483647]) as seats,
                     pg_temp.pick(array[12000, 12001, 12003, 1, 0, 9000000000000000]::bigint[]) as price,
                     pg_temp.pick(array[0, 1, 5000, 500000, 777777, -1]::bigint[]) as bill,
                     pg_temp.odd(pg_temp.pick(array[pg_temp.edge(), timestamptz '2024-02-15 00:00Z', timestamptz '2024-02-15 00:00Z'])) as issued
                from account, generate_series(1, 4) as i where kind <> 0 offset 0) as r
       where seats < 1000 or price < 9000000000000000 or seats = 2147483647 offset 0) as s
on conflict do nothing;

-- 4.1 and 6, windows: exactly what a leap February allows, a microsecond more, about the thresholds, and longer.
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)
select row_number() over (), enterprise_no, pg_temp.pick(array['trunk', 'softswitch', 'web_front', 'web_back']),
       pg_temp.pick(array[null, 'provider', 'provider', 'provider', 'carrier', 'customer', 'unknown']), s.at,
       pg_temp.odd(s.at + pg_temp.pick(array['5512.32', '5512.320001', '5512.319999', '7165', '11025', '11024', '120', '120.000001', '60', '59.999999', '2756.16', '20000']::text[])::numeric * interval '1 second', 25),
       pg_temp.one_in(12)
from (select enterprise_no, case i when 1 then timestamptz '2024-02-03 04:05Z' else pg_temp.edge() end as at
        from account, generate_series(1, 4) as i where kind > 1 or (kind = 1 and i = 1) offset 0) as s;

-- 6, claims: on the last day, a microsecond late; just above the cap of 30000 fen; deducted too early, too late.
insert into sla.claim (claim_id, enterprise_no, month, received_at, state, amount, deducted_month, paid_in_cash, voided)
select row_number() over (), enterprise_no, pg_temp.pick(array['2024-02-01', '2024-02-01', '2024-02-01', '2024-01-01', '2024-03-01', '2024-02-02']::date[]),
       pg_temp.odd(pg_temp.pick(array[pg_temp.edge(), pg_temp.edge(), timestamptz '2024-03-04 16:00Z' + pg_temp.pick(array['0', '-1 microsecond', '1 day']::interval[]),
                                      timestamptz '2024-03-30 16:00Z' + pg_temp.pick(array['0', '-1 microsecond']::interval[])])),
       pg_temp.pick(array['applied', 'applied', 'approved', 'rejected', 'deducted', 'lost']),
       pg_temp.pick(array[null, 0, 1, 30000, 30001, 77777, 77778, 500, 501, -1, 9000000000000000000]),
       pg_temp.pick(array[null, null, '2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01', '2024-03-02']::date[]),
       pg_temp.pick(array[null, false, false, true]), pg_temp.one_in(8)
from account, generate_series(1, 2) as i where kind > 2 or pg_temp.one_in(4);

-- 4.4, logs. The first entry on the first promised day, or beside it; some days without any.
insert into sla.business_log (log_id, occurred_at, operator, action, object, result)
select row_number() over (), at, 'li.wei', 'query', 'x', 'ok'
from (select pg_temp.odd(d + pg_temp.pick(array['0', '1 microsecond', '23:59:59.999999', '12:00']::interval[])) as at
        from (select generate_series(date_trunc('day', m - make_interval(months => 3)) + first.day * interval '1 day', m + interval '3 days', interval '1 day')
                     at time zone 'Asia/Shanghai' as d
                from (select current_setting('borders.moment')::timestamptz at time zone 'Asia/Shanghai' as m) as k,
                     (select pg_temp.below(4) - 1 as day offset 0) as first) as days
       where not pg_temp.one_in(40) offset 0) as s;
insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)
select row_number() over (), 1, at, 'li.wei', 'h', 'ls', 0
from (select pg_temp.odd(d + pg_temp.pick(array['0', '1 microsecond', '23:59:59.999999', '12:00']::interval[])) as at
        from (select generate_series(date_trunc('day', m - make_interval(months => 12)) + first.day * interval '1 day', m + interval '3 days', interval '1 day')
                     at time zone 'Asia/Shanghai' as d
                from (select current_setting('borders.moment')::timestamptz at time zone 'Asia/Shanghai' as m) as k,
                     (select pg_temp.below(5) - 2 as day offset 0) as first) as days
       where not pg_temp.one_in(40) offset 0) as s;

-- 4.4, logins.
insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion, commands,
                                 recording_format, recording_size)
select i, 'li.wei', 'root', 'h', '10.0.0.1', pg_temp.odd(s.at),
       pg_temp.odd(pg_temp.pick(array[s.at, s.at + interval '1 microsecond', s.at + interval '1 hour', pg_temp.edge(), pg_temp.edge()]), 6),
       not pg_temp.one_in(8), 1, pg_temp.pick(array['tlog', 'tlog', 'script', null]), null
from (select i, pg_temp.edge() as at from generate_series(1, 300) as i offset 0) as s;

-- 4.5.
insert into sla.data_location (enterprise_no, place, role, verified_at)
select enterprise_no, pg_temp.pick(array['new_halo', 'century_internet', 'xian_unicom', 'shanghai_unicom', 'frankfurt', '']),
       pg_temp.pick(array['primary', 'backup', 'cold_standby', 'mirror']),
       pg_temp.odd(pg_temp.pick(array[pg_temp.edge(), timestamptz '2023-06-01 00:00Z']))
from account, generate_series(1, 5) as i where kind > 1
on conflict do nothing;
insert into sla.data_location (enterprise_no, place, role, verified_at)
select enterprise_no, place, role, '2023-06-01 00:00Z'
from account, (values ('new_halo', 'backup'), ('xian_unicom', 'cold_standby')) as right_one (place, role) where kind = 1;

-- 4.6.
insert into sla.private_grant (grant_id, grant_no, enterprise_no, operator, kind, granted_at, expires_at, revoked_at, signed_by)
select row_number() over (), '1', enterprise_no, pg_temp.pick(array['li.wei', 'wang.l']),
       pg_temp.pick(array['recording', 'recording', 'all', 'caller_name', 'fax']), pg_temp.odd(pg_temp.edge()),
       pg_temp.odd(pg_temp.edge() + interval '5 days'), case when pg_temp.one_in(3) then pg_temp.odd(pg_temp.edge()) end, 'chen'
from account, generate_series(1, 3) as i where kind > 1;
insert into sla.private_access (access_id, occurred_at, enterprise_no, operator, kind, object)
select row_number() over (), coalesce(pg_temp.odd(pg_temp.pick(array[pg_temp.edge(), g.granted_at, g.expires_at, g.revoked_at, g.expires_at - interval '1 microsecond'])), pg_temp.edge()),
       a.enterprise_no, pg_temp.pick(array['li.wei', 'wang.l']), pg_temp.pick(array['recording', 'recording', 'caller_name', 'fax', 'all']), 'x'
from account a left join sla.private_grant g on g.enterprise_no = a.enterprise_no, generate_series(1, 4) as i
where a.kind <> 0;

-- 4.7.
insert into sla.export_job (export_id, enterprise_no, kind, format, bits, sample_hz, channels, requested_at, finished_at, status)
select row_number() over (), enterprise_no, pg_temp.pick(array['recording', 'recording', 'call_record', 'customer', 'else']),
       pg_temp.pick(array['mp3', 'MP3', 'xlsx', 'xls', 'Xlsx', 'ogg', '', ' mp3']), pg_temp.pick(array[16, 16, 16, 8, null]),
       pg_temp.pick(array[8000, 8000, 8000, 44100, null]), pg_temp.pick(array[1, 1, 1, 2, null]), pg_temp.odd(at),
       pg_temp.odd(at + pg_temp.pick(array['0', '1 hour', '86400 seconds', '86400.000001 seconds', '86399.999999 seconds', '3 days', '-1 microsecond']::interval[]), 5), 'done'
from (select enterprise_no, pg_temp.edge() - pg_temp.pick(array['0', '0', '0', '1 day', '3 days']::interval[]) as at
        from account, generate_series(1, 6) as i where kind > 1 or (kind = 1 and i = 1) offset 0) as s;

-- 4.8. Of no account as well.
insert into sla.deletion (deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id,
                          retention_to, recovered_at)
select row_number() over (), case when not pg_temp.one_in(15) then enterprise_no end,
       pg_temp.pick(array['record', 'recording', 'log', 'disk', 'tape']), 'x',
       pg_temp.pick(array['DELETE', 'delete', 'rm', 'low_level_format', 'scrap', 'shred']), pg_temp.odd(s.at), 'li.wei',
       pg_temp.pick(array[7, 7, 7, null]),
       pg_temp.pick(array[null, (s.at at time zone 'Asia/Shanghai')::date, (s.at at time zone 'Asia/Shanghai')::date - 1, pg_temp.day(), 'infinity', '-infinity']::date[]),
       case when pg_temp.one_in(4) then pg_temp.odd(s.at + pg_temp.pick(array['0', '-1 microsecond', '1 day', '20 days']::interval[])) end
from (select enterprise_no, pg_temp.edge() as at from account, generate_series(1, 5) as i where kind > 1 or (kind = 1 and i = 1) offset 0) as s;

-- 4.9. One of a million is just kept; counts that are none; audits at the same instant of both kinds.
insert into sla.storage_audit (enterprise_no, kind, audited_at, stored, lost)
select enterprise_no, pg_temp.pick(array['recording', 'call_record', 'call_record', 'voicemail']), pg_temp.odd(pg_temp.edge()),
       pg_temp.pick(array[1000000, 1000000, 1000000, 999999, 0, -1, 6000000000000000000]), pg_temp.pick(array[0, 1, 1, 1, 2, -1, 1000001])
from account, generate_series(1, 6) as i where kind > 1 or (kind = 1 and i = 1) on conflict do nothing;

-- 4.11.
insert into sla.seat_change (change_id, enterprise_no, requested_at, request_ref, seats_before, seats_after, reviewed_by,
                             reviewed_at, effective_at)
select row_number() over (), enterprise_no, pg_temp.odd(s.at - interval '2 days'), pg_temp.pick(array['mail 1', 'mail 2', '', E' \t\r\n', null, E'\u3000']),
       before, pg_temp.pick(array[before + 100, before - 100, before + 101, before - 101, 1, 0, before, -1]),
       pg_temp.pick(array['chen', 'chen', 'chen', '', ' ', null]),
       pg_temp.odd(s.at + pg_temp.pick(array['0', '-1 microsecond', '1 microsecond', '-1 day', '-1 day']::interval[]), 10), pg_temp.odd(s.at, 12)
from (select enterprise_no, pg_temp.edge() as at, pg_temp.pick(array[101, 100, 200, 1, 0, -1, 2147483546]) as before
        from account, generate_series(1, 6) as i where kind > 1 or (kind = 1 and i = 1) offset 0) as s;

-- 4.12: at the limit of each class, the tolerance, and 80 % of it while open.
insert into sla.failover (failover_id, fault_class, failed_at, switched_at, from_node, to_node, voided)
select i, class, pg_temp.odd(s.at), pg_temp.odd(pg_temp.pick(array[s.at + l.time, s.at + l.time + interval '1 microsecond', s.at + l.time + interval '30 seconds',
       s.at + l.time + interval '30.000001 seconds', s.at - interval '1 microsecond', s.at, pg_temp.edge()]), 6), 'a', 'b', pg_temp.one_in(12)
from (select i, pg_temp.pick(array['application', 'network', 'network', 'relay', 'lunar']) as class,
             case when pg_temp.one_in(5) then current_setting('borders.moment')::timestamptz
                       - pg_temp.pick(array['2160', '2159.999999', '2700', '2700.000001', '96', '95.999999', '150', '150.000001', '240', '0']::text[])::numeric * interval '1 second'
                  else pg_temp.edge() end as at
        from generate_series(1, pg_temp.pick(array[0, 1, 40, 90])) as i offset 0) as s
join (values ('application', interval '45 minutes'), ('network', interval '2 minutes'), ('relay', interval '5 minutes'), ('lunar', interval '1 second')) as l (name, time)
  on l.name = s.class;

-- 5.
insert into sla.maintenance (maintenance_id, title, announced_at, starts_at, ends_at, extended_to, finished_at, cancelled_at,
                             all_tenants, voided)
select i, 'work', pg_temp.odd(pg_temp.pick(array[at, at - interval '1 microsecond', at - interval '1 hour', at - interval '2 days', at + interval '1 hour']), 6),
       pg_temp.odd(at), pg_temp.odd(till),
       case when pg_temp.one_in(3) then pg_temp.odd(pg_temp.pick(array[till, till + interval '1 microsecond', till + interval '1 hour', till - interval '1 hour'])) end,
       case when pg_temp.one_in(2) then pg_temp.odd(pg_temp.pick(array[till, till + interval '1 microsecond', till - interval '1 microsecond', at, at - interval '1 hour', pg_temp.edge()])) end,
       case when pg_temp.one_in(5) then pg_temp.odd(pg_temp.pick(array[at, at - interval '1 microsecond', at + interval '1 microsecond', till])) end,
       pg_temp.one_in(3), pg_temp.one_in(10)
from (select i, at, at + pg_temp.pick(array['2 hours', '2 hours', '30 minutes', '0', '-1 microsecond']::interval[]) as till
        from (select i, pg_temp.edge() as at from generate_series(1, pg_temp.pick(array[0, 1, 40, 90])) as i offset 0) as r offset 0) as s;
insert into sla.maintenance_tenant (maintenance_id, enterprise_no)
select m.maintenance_id, a.enterprise_no from sla.maintenance m, account a where not m.all_tenants and pg_temp.one_in(2);
commit;

