-- For scale: as many windows as it takes to have exactly :windows that started in the current month, in
-- incidents that each hit two accounts in five. Most are short, as they are in life. The first is open.
-- They have one version each.
select :windows > 0 as bulk \gset
\if :bulk
alter table sla.incident disable trigger user;
alter table sla.outage disable trigger user;

create temp table common as
select row_number() over (order by n) - 1 as place, enterprise_no
from account where role = 'common' and status = 'active' and (n > :detailed or n <= 100);

create temp table bulk as
select greatest(0, :windows - (select count(*) from sla.outage where started_at >= :'month_start'))::bigint as size,
       (select count(*) from common)::bigint as accounts,
       greatest(1, (select count(*) from common) * 2 / 5)::bigint as each;

create temp table bulk_event as
select k, k = 0 as is_open,
       case when k = 0 then :'now_at'::timestamptz - interval '4 minutes 12 seconds'
            else :'month_start'::timestamptz + greatest(interval '0', :'now_at'::timestamptz - :'month_start' - interval '20 minutes')
                 * fill.u('bulk when', k) end as starts_at,
       case when fill.u('bulk length', k) < 0.5 then 10 + 45 * fill.u('bulk more', k)
            else 62 + 240 * power(fill.u('bulk more', k), 2) end as length_s,
       (array['softswitch', 'web_front', 'trunk', 'web_back'])[1 + k % 4] as service,
       case when k % 4 = 2 then 'carrier' when k % 9 = 5 then 'unknown' else 'provider' end as cause,
       (select max(incident_id) from sla.incident) + 1 + k as incident_id
from bulk, generate_series(0, (size - 1) / each) as k
where size > 0 and accounts > 0;

insert into sla.incident
    (incident_id, title, public_title, fault_class, severity, cause, opened_at, detected_at, recovered_at, closed_at,
     changed_xid, recorded_at, changed_at)
select incident_id,
       case service when 'softswitch' then '软交换集群切换' when 'trunk' then '中继批量告警' else '入口网关抖动' end
       || '（' || to_char(starts_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') || '）',
       '服务抖动', case when service = 'trunk' then 'relay' else 'application' end, 3, cause, starts_at,
       starts_at + interval '15 seconds', case when not is_open then recovered_at end,
       case when not is_open then recovered_at end, pg_current_xact_id(), starts_at + interval '15 seconds',
       case when is_open then starts_at + interval '15 seconds' else recovered_at end
from bulk_event, lateral (select starts_at + fill.seconds(length_s + 20) as recovered_at) as r
order by incident_id;

create temp table bulk_window as
select (select max(outage_id) from sla.outage) + 1 + i as outage_id, e.incident_id, c.enterprise_no, e.service, e.cause,
       t.started_at,
       case when not e.is_open then t.started_at + fill.seconds(e.length_s * (0.9 + 0.1 * fill.u('bulk end', i))) end as ended_at
from bulk, generate_series(0, size - 1) as i
join bulk_event e on e.k = i / (select each from bulk)
join common c on c.place = (i * 2 + e.k * 17) % (select accounts from bulk)
cross join lateral (select e.starts_at + fill.seconds(15 * fill.u('bulk start', i)) as started_at) as t;

insert into sla.outage
    (outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at, voided,
     changed_xid, recorded_at, changed_at)
select outage_id, incident_id, null, enterprise_no, service, cause, started_at, ended_at, false, pg_current_xact_id(),
       known_at, known_at
from bulk_window, lateral (select least(coalesce(ended_at, started_at) + interval '6 seconds', :'now_at') as known_at) as k
order by outage_id;

insert into sla.outage_history
    (outage_id, known_from, incident_id, enterprise_no, service, cause, started_at, ended_at, voided, changed_by)
select outage_id, known_at, incident_id, enterprise_no, service, cause, started_at, ended_at, false, 'collector'
from bulk_window, lateral (select least(coalesce(ended_at, started_at) + interval '6 seconds', :'now_at') as known_at) as k
order by outage_id;

\ir triggers.sql
\endif
