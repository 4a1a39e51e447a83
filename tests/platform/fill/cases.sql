-- Accounts whose figures are meant: for each rule of clause 4.1 some that keep it and some that break it, and
-- accounts at risk, breached, and about to be.

-- The day of a case: one of the last days of this month, of the last three weeks where the month is young.
create temp table case_window (
    case_no int not null, service text not null, cause text, starts interval not null, ends interval not null,
    work text, report_no text
);

insert into case_window (case_no, service, cause, starts, ends, work) values
-- Thresholds, to the microsecond: web counts above 120 s, call from 60 s on.
( 1, 'web_front', 'provider', '10:00', '10:02', null),
( 2, 'web_back', 'provider', '10:00', '10:02:00.000001', null),
( 3, 'softswitch', 'provider', '10:00', '10:01', null),
( 4, 'trunk', 'provider', '10:00', '10:00:59.999999', null),
-- Front and back are one outage; web and call are not, before the threshold.
( 5, 'web_front', 'provider', '10:00', '10:01:30', null),
( 5, 'web_back', 'provider', '10:01', '10:02:30', null),
( 6, 'web_front', 'provider', '10:00', '10:01:30', null),
( 6, 'softswitch', 'provider', '10:01', '10:02:30', null),
-- Both down at once counts once.
( 7, 'web_back', 'provider', '10:00', '10:10', null),
( 7, 'trunk', 'provider', '10:05', '10:20', null),
-- The carrier's half hour.
( 8, 'trunk', 'carrier', '10:00', '11:00', null),
( 8, 'softswitch', 'provider', '10:30', '11:30', null),
-- Windows that touch are one; a microsecond apart they are two, and short ones are never added up.
( 9, 'web_front', 'provider', '10:00', '10:01:10', null),
( 9, 'web_back', 'provider', '10:01:10', '10:02:20', null),
(10, 'web_front', 'provider', '10:00', '10:01:10', null),
(10, 'web_back', 'provider', '10:01:10.000001', '10:02:20', null),
(11, 'web_front', 'provider', '10:00', '10:01:59', null),
(11, 'web_front', 'provider', '11:00', '11:01:59', null),
(11, 'web_front', 'provider', '12:00', '12:01:59', null),
(11, 'softswitch', 'provider', '13:00', '13:00:59', null),
(11, 'softswitch', 'provider', '14:00', '14:00:59', null),
(11, 'softswitch', 'provider', '15:00', '15:00:59', null),
-- The nightly allowance: 60 s a night, cumulative, from 03:00 to 06:00.
(12, 'web_front', 'auto_maintenance', '03:10', '03:11:30', null),
(13, 'web_front', 'auto_maintenance', '03:10', '03:13', null),
(14, 'web_front', 'auto_maintenance', '03:10', '03:13', null),
(14, 'web_back', 'provider', '03:10:30', '03:11', null),
(15, 'softswitch', 'auto_maintenance', '03:10', '03:11:30', null),
(16, 'web_front', 'auto_maintenance', '07:00', '07:03', null),
(17, 'softswitch', 'auto_maintenance', '03:10', '03:10:40', null),
(17, 'softswitch', 'auto_maintenance', '04:00', '04:03', null),
(17, 'web_back', 'auto_maintenance', '05:00', '05:04', null),
(18, 'web_back', 'auto_maintenance', '05:58', '06:04', null),
(19, 'softswitch', 'auto_maintenance', '02:57', '03:04', null),
-- Causes: the customer's is not unavailable time; none, an unknown one and a strange one are the provider's.
(20, 'web_front', 'customer', '10:00', '11:00', null),
(21, 'web_front', 'customer', '10:00', '10:30', null),
(21, 'web_back', 'provider', '10:10', '10:20', null),
(22, 'web_front', null, '10:00', '10:10', null),
(23, 'trunk', 'unknown', '10:00', '10:10', null),
(24, 'web_back', 'lightning', '10:00', '10:10', null),
(25, 'trunk', 'carrier', '10:00', '10:25', null),
(26, 'trunk', 'carrier', '10:00', '10:25', null),
-- Maintenance (02:00 to 02:20) that the window names.
(27, 'web_front', 'maintenance', '02:00', '02:30', 'on time'),
(28, 'web_front', 'maintenance', '02:00', '02:21', 'on time'),
(29, 'web_front', 'maintenance', '02:00', '02:30', 'announced late'),
(30, 'web_front', 'maintenance', '02:00', '02:30', 'never announced'),
(31, 'web_front', 'maintenance', '02:00', '02:30', 'finished early'),
(32, 'softswitch', 'maintenance', '02:00', '02:30', 'cancelled under way'),
(33, 'web_front', 'maintenance', '02:00', '02:45', 'extended'),
(34, 'web_front', 'maintenance', '02:00', '02:20', 'voided'),
(35, 'web_front', 'maintenance', '02:00', '02:20', 'of others'),
-- Not named; and of cause maintenance, naming none at all.
(36, 'web_front', 'provider', '02:00', '02:30', 'on time, not named'),
(37, 'web_back', 'maintenance', '14:00', '14:30', null),
-- Two reasons for the same minutes.
(38, 'web_front', 'maintenance', '02:00', '02:20', 'on time'),
(38, 'trunk', 'carrier', '02:10', '02:40', null),
-- The same minutes twice, and nothing at all.
(39, 'softswitch', 'provider', '10:00', '10:15', null),
(39, 'web_front', 'provider', '10:00', '10:15', null),
(40, 'web_front', 'provider', '10:00', '10:00', null),
-- Over the edge of the month: the threshold comes before the cut. (Hours from the first's midnight.)
(41, 'web_front', 'provider', '-00:01:00', '00:01:30', null),
(42, 'softswitch', 'provider', '-00:00:30', '00:00:30', null),
(43, 'softswitch', 'provider', '-00:00:31', '00:00:28', null),
(44, 'trunk', 'provider', '-00:30:00', '00:40:00', null);

-- A month's whole allowance to the microsecond, and one more.
insert into case_window (case_no, service, cause, starts, ends)
values (45, 'softswitch', 'provider', '0', fill.seconds(:allowed_s)),
       (46, 'softswitch', 'provider', '0', fill.seconds(:allowed_s) + '0.000001 s');

create temp table case_at as
with cases as (
    select distinct case_no from case_window
), accounts as (
    select n, rank, count(*) over () as size from account where role = 'case'
), young as (
    select (:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date as today
), days as (
    select today, case when today - :'month'::date >= 3 then today - :'month'::date - 1 else 20 end as size from young
)
select case_no, a.n,
       case when case_no >= 45
            then :'month_start'::timestamptz
                 + greatest(interval '0', (:'now_at'::timestamptz - :'month_start' - interval '100 minutes') * 0.5)
            when case_no >= 41 and :'now_at'::timestamptz > :'month_start'::timestamptz + interval '2 hours'
            then :'month_start'::timestamptz
            when case_no >= 41
            then fill.local_time((:'month'::date - interval '1 month')::date, '0')
            else fill.local_time(today - 1 - (case_no * 7) % days.size, '0') end as midnight
from cases join accounts a on a.rank = (case_no - 1) % a.size, days;

-- Their maintenance, each for its own account.
insert into work (kind, title, public_title, announced_at, starts_at, ends_at, extended_to, finished_at, cancelled_at,
                  all_tenants)
select distinct 'case ' || w.case_no || ' ' || w.work, '网关例行维护', '计划内系统升级',
       case when w.work = 'announced late' then s + interval '5 minutes' when w.work <> 'never announced'
            then s - interval '1 day' end,
       s, s + interval '20 minutes', case when w.work = 'extended' then s + interval '50 minutes' end,
       case when w.work = 'finished early' then s + interval '10 minutes' end,
       case when w.work = 'cancelled under way' then s + interval '10 minutes' end, false
from case_window w join case_at c using (case_no), lateral (select c.midnight + interval '2 hours' as s) as x
where w.work is not null;

insert into covered (seq, n)
select k.seq, case when k.kind like '% of others' then c.n % :tenants + 1 else c.n end
from work k join case_at c on k.kind like 'case ' || c.case_no || ' %';

insert into plan (n, work, service, cause, started_at, ended_at, carrier, report_no, meant)
select c.n, k.seq, w.service, w.cause, c.midnight + w.starts, c.midnight + w.ends,
       case when w.cause = 'carrier' then '中国移动' end, case when w.case_no = 25 then 'YD2026-0071552' end, true
from case_window w join case_at c using (case_no)
left join work k on k.kind = 'case ' || w.case_no || ' ' || w.work and w.work not like '%not named'
where c.midnight + w.ends < :'now_at'::timestamptz;

-- Breached, at risk, closing: three outages over what has passed of the month. Where little of it has, there
-- cannot be many minutes yet.
insert into plan (n, service, cause, started_at, ended_at, carrier, meant)
select a.n, p.service, p.cause, t.started_at,
       t.started_at + fill.seconds(least(total.s * p.part, extract(epoch from x.passed) * 0.22)),
       case when p.cause = 'carrier' then a.carrier end, true
from account a
cross join lateral (select :'now_at'::timestamptz - :'month_start' - interval '20 minutes' as passed) as x
cross join lateral (
    select :allowed_s * case a.role when 'breached' then 1.02 + 0.55 * fill.u('breached', a.n)
                                    when 'at_risk' then 0.81 + 0.16 * fill.u('at risk', a.n)
                                    else 0.93 end as s) as total
cross join lateral (values
    (1, 'trunk', case when a.rank % 3 = 1 then 'carrier' else 'provider' end, 0.44, 0.10),
    (2, case when a.rank % 2 = 0 then 'web_front' else 'web_back' end, 'provider', 0.35, 0.40),
    (3, 'softswitch', case when a.rank % 4 = 3 then null else 'provider' end, 0.21, 0.70)) as p (i, service, cause, part, at)
cross join lateral (
    select :'month_start'::timestamptz + x.passed * (p.at + 0.06 * fill.u('when', a.n, p.i)) as started_at) as t
where a.role in ('breached', 'at_risk', 'closing') and x.passed > interval '1 hour';

-- One of the breached is still down, one is about to be breached.
insert into plan (n, service, cause, started_at, carrier, meant)
select n, 'trunk', 'provider', :'now_at'::timestamptz - interval '2 hours 11 minutes', carrier, true
from account where role = 'breached' and rank = 0
union all
select n, 'softswitch', 'provider', :'now_at'::timestamptz - interval '1 minute 15 seconds', null, true
from account where role = 'closing';
