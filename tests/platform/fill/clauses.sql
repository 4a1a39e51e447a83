-- What the other clauses are judged by: rows that keep each rule, rows that break it, rows exactly on the limit and
-- bad ones, in the current month and the one before. Which account gets which follows from its number.
create temp table judged as
select enterprise_no, row_number() over (order by enterprise_no) as n, seats
from sla.tenant where not voided and enterprise_no in (select enterprise_no from log_account)
order by enterprise_no limit 2000;
create temp table judged_day as
select day::date as day, (day - date_trunc('month', day))::interval as into_month
from generate_series(:'month'::date - interval '1 month', :'now_at'::timestamptz at time zone 'Asia/Shanghai', interval '1 day') as day;

-- 4.10: a few hours a day of three carriers. Account 1 of 7 is exactly at 97.1 %, 2 below; 3 asks for nothing; 4
-- has bad rows beside.
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select j.enterprise_no, (d.day + h.hour * interval '1 hour') at time zone 'Asia/Shanghai', c.carrier,
       case j.n % 7 when 1 then 1000 when 3 then 0 else 40 + (j.n * h.hour) % 60 end,
       case j.n % 7 when 1 then 971 when 2 then 36 when 3 then 0 else 40 + (j.n * h.hour) % 60 - (j.n + h.hour + extract(day from d.day)::int) % 2 end,
       case j.n % 7 when 3 then 0 else 20 end
from judged j, judged_day d, unnest(array[9, 15]) as h (hour), unnest(array['中国电信', '中国移动']) as c (carrier)
where j.n <= 400 and (d.day + h.hour * interval '1 hour') at time zone 'Asia/Shanghai' < :'now_at'::timestamptz;
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select j.enterprise_no, (:'month'::date + 3 * interval '1 hour') at time zone 'Asia/Shanghai', c.carrier, c.requested, c.connected, 0
from judged j, (values ('坏一', -5, 0), ('坏二', 5, 9)) as c (carrier, requested, connected)
where j.n <= 400 and j.n % 7 = 4;

-- 4.3: two accounts have 500 calls of one day, of which 3 are charged wrongly (exactly 99.4 %) and 4.
create temp table metered as
select enterprise_no, 2 + row_number() over (order by n) as wrong from judged where n in (13, 14);
delete from sla.call_record where enterprise_no in (select enterprise_no from metered);
insert into sla.call_record (call_id, enterprise_no, started_at, answered_at, ended_at, direction, caller, callee, billed_minutes, fee)
select -(1000 * m.wrong + k), m.enterprise_no, t.at, t.at, t.at + interval '61 seconds', 'out', '13900000000', '01000000000',
       case when k <= m.wrong then 3 else 2 end, case when k <= m.wrong then 18 else 12 end
from metered m, generate_series(1, 500) as k, lateral (select :'now_at'::timestamptz - interval '1 minute' * (k % 3) as at) as t;

-- The daily sums are those of the call records; days without a call, and a bad row.
insert into sla.metering_day (enterprise_no, day, records, differing, fen_at_stake)
select enterprise_no, (started_at at time zone 'Asia/Shanghai')::date, count(*), count(*) filter (where billed_minutes <> minutes),
       coalesce(sum(fee * abs(billed_minutes - minutes) / billed_minutes) filter (where billed_minutes > 0), 0)
from sla.call_record, lateral (select coalesce(ceil(extract(epoch from ended_at - answered_at) / 60)::int, 0) as minutes) as r
group by 1, 2;
insert into sla.metering_day (enterprise_no, day, records, differing, fen_at_stake)
select enterprise_no, day, 0, 0, 0 from judged, judged_day where n % 6 = 3 on conflict do nothing;
insert into sla.metering_day (enterprise_no, day, records, differing, fen_at_stake)
select enterprise_no, :'month'::date, 3, 4, 0 from judged where n % 50 = 5
on conflict (enterprise_no, day) do update set differing = metering_day.records + 1;

-- 4.3: a first bill of the current month, for some; one in eleven is off by a fen.
insert into sla.invoice
    (enterprise_no, month, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee, deduction, issued_at)
select enterprise_no, :'month'::date, 'function_fee', 10, 12000, 120000 + (n % 11 = 3)::int, 5000 - 10 * (n % 17 = 4)::int,
       125000 + (n % 11 = 5)::int, 0, :'now_at'::timestamptz - interval '1 minute'
from judged where n % 3 = 0
on conflict do nothing;

-- 4.6: every second operator of every third account may look, for a while.
insert into sla.private_grant (grant_id, grant_no, enterprise_no, operator, kind, granted_at, expires_at, revoked_at, signed_by)
select row_number() over (order by j.enterprise_no, o.place), '授-' || j.n || '-' || o.place, j.enterprise_no, o.operator,
       case when (j.n + o.place) % 3 = 0 then 'all' else 'recording' end,
       :'now_at'::timestamptz - interval '20 days', :'now_at'::timestamptz + case when o.place % 4 = 1 then interval '-3 days' else interval '30 days' end,
       case when o.place % 5 = 2 then :'now_at'::timestamptz - interval '2 days' end, '法务 陈'
from judged j, log_words w, unnest(w.operator) with ordinality as o (operator, place)
where o.place % 2 = 0 or j.n % 3 = 0;

-- 4.5: one in nine has no cold standby, one in thirteen a copy abroad.
insert into sla.data_location (enterprise_no, place, role, verified_at)
select j.enterprise_no, p.place, p.role, :'now_at'::timestamptz - interval '2 hours' * (j.n % 400)
from judged j, (values ('new_halo', 'primary'), ('century_internet', 'backup'), ('xian_unicom', 'cold_standby'), ('frankfurt', 'backup')) as p (place, role)
where case p.place when 'xian_unicom' then j.n % 9 <> 4 when 'frankfurt' then j.n % 13 = 7 else true end;

-- 4.7: right ones, an ogg, a wrong sample rate, a csv, one late, one that is not finished, one just in time, a bad row.
insert into sla.export_job
    (export_id, enterprise_no, kind, format, bits, sample_hz, channels, requested_at, finished_at, status)
select row_number() over (order by j.enterprise_no, e.i), j.enterprise_no, e.kind, e.format, e.bits, e.hz, e.channels,
       t.at, t.at + e.takes, case when e.takes is null then 'running' else 'done' end
from judged j,
     (values (0, 'recording', 'mp3', 16, 8000, 1, interval '1 hour'), (1, 'call_record', 'xlsx', null, null, null, interval '1 minute'),
             (2, 'recording', 'ogg', 16, 8000, 1, interval '1 hour'), (3, 'recording', 'mp3', 16, 44100, 1, interval '1 hour'),
             (4, 'customer', 'csv', null, null, null, interval '1 minute'), (5, 'business', 'xls', null, null, null, interval '86401 seconds'),
             (6, 'business', 'xls', null, null, null, null), (7, 'business', 'XLSX', null, null, null, interval '86400 seconds'),
             (8, 'business', 'xlsx', null, null, null, interval '-1 seconds')) as e (i, kind, format, bits, hz, channels, takes),
     lateral (select :'now_at'::timestamptz - interval '1 hour' * (2 + (j.n * 7 + e.i * 13) % 800) as at) as t
where (j.n + e.i) % 4 = 0 or e.i < 2;

-- 4.9: one lost in a million is just kept, two are not.
insert into sla.storage_audit (enterprise_no, kind, audited_at, stored, lost)
select j.enterprise_no, k.kind, :'now_at'::timestamptz - interval '1 day' * a.ago, 1000000 - 1000 * a.ago,
       case when j.n % 8 = 1 then 1 when j.n % 8 = 2 and k.kind = 'recording' then 2 else 0 end
from judged j, unnest(array['recording', 'call_record']) as k (kind), unnest(array[1, 8, 40]) as a (ago)
where j.n % 5 <> 4;
insert into sla.storage_audit (enterprise_no, kind, audited_at, stored, lost)
select enterprise_no, 'recording', :'now_at'::timestamptz - interval '1 hour', 10, 11 from judged where n % 20 = 6;

-- 4.11: what a change may be and what not; exactly 100 seats, one left, reviewed at the very instant.
insert into sla.seat_change
    (change_id, enterprise_no, requested_at, request_ref, seats_before, seats_after, reviewed_by, reviewed_at, effective_at)
select row_number() over (order by j.enterprise_no, c.i), j.enterprise_no, t.at - interval '2 days', c.ref, c.before, c.after, c.reviewer,
       t.at + c.reviewed, case when c.i < 8 then t.at end
from judged j,
     (values (0, 'mail-1', 100, 200, 'chen', interval '-1 hour'), (1, 'mail-2', 100, 201, 'chen', interval '-1 hour'),
             (2, 'mail-3', 10, 1, 'chen', interval '-1 hour'), (3, 'mail-4', 10, 0, 'chen', interval '-1 hour'),
             (4, '  ', 10, 12, 'chen', interval '-1 hour'), (5, 'mail-6', 10, 12, null, null),
             (6, 'mail-7', 10, 12, 'chen', interval '0'), (7, 'mail-8', -3, 12, 'chen', interval '-1 hour'),
             (8, 'mail-9', 10, 500, null, null)) as c (i, ref, before, after, reviewer, reviewed),
     lateral (select :'now_at'::timestamptz - interval '1 hour' * (1 + (j.n * 11 + c.i * 17) % 1000) as at) as t
where (j.n + c.i) % 6 = 0;
insert into sla.seat_change
    (change_id, enterprise_no, requested_at, request_ref, seats_before, seats_after, reviewed_by, reviewed_at, effective_at)
select 900000 + n, enterprise_no, :'month_start'::timestamptz - interval '3 days', 'mail', 10, 200, 'chen', :'month_start'::timestamptz - interval '1 day',
       :'month_start'::timestamptz - (n % 2) * interval '1 microsecond'
from judged where n <= 10;
