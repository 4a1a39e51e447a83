-- From the plan to the relations: what was recorded when, what was corrected, and the versions that this
-- left behind.

-- Indexes come back in fill/done.sql: building them over loaded rows is several times faster.
create temp table set_aside as
select indexname, indexdef from pg_indexes
where schemaname = 'sla' and tablename in ('outage', 'outage_history', 'business_log', 'bastion_command', 'call_record') and indexname not like '%\_pkey';
select format('drop index sla.%I', indexname) from set_aside \gexec

alter table sla.maintenance disable trigger user;
alter table sla.maintenance_tenant disable trigger user;
alter table sla.incident disable trigger user;
alter table sla.outage disable trigger user;

-- Maintenance, numbered in the order in which it was announced.
update work w set maintenance_id = o.id
from (select seq, 100 + row_number() over (order by coalesce(announced_at, starts_at), seq) as id from work) as o
where o.seq = w.seq;

insert into sla.maintenance
    (maintenance_id, title, public_title, announced_at, starts_at, ends_at, extended_to, finished_at, cancelled_at,
     all_tenants, voided, changed_xid, recorded_at, changed_at)
select maintenance_id, title, public_title, announced_at, starts_at, ends_at, extended_to, finished_at, cancelled_at,
       all_tenants, kind like 'case % voided', pg_current_xact_id(), recorded_at,
       greatest(recorded_at, finished_at, cancelled_at)
from work, lateral (select coalesce(announced_at, starts_at + interval '1 minute') as recorded_at) as r
order by maintenance_id;

insert into sla.maintenance_tenant (maintenance_id, enterprise_no)
select w.maintenance_id, a.enterprise_no
from covered c join work w using (seq) join account a using (n)
order by 1, 2;

-- Incidents.
insert into sla.incident
    (incident_id, title, public_title, fault_class, severity, cause, opened_at, detected_at, switched_at, recovered_at,
     closed_at, operator_report_no, summary, public_summary, changed_xid, recorded_at, changed_at)
select e.incident_id, e.title, e.public_title, e.fault_class, e.severity, e.cause, e.starts_at, t.detected_at,
       case when e.kind like 'softswitch%' and not e.is_open
            then least(t.detected_at + fill.seconds(20 + 100 * fill.u('switched', e.seq)), t.recovered_at) end,
       t.recovered_at, t.closed_at, e.report_no, e.summary,
       case when e.summary is not null then '故障处理说明将在结束后提供。' end,
       pg_current_xact_id(), t.detected_at, coalesce(t.closed_at, t.recovered_at, t.detected_at)
from event e
left join (select incident_id, max(ended_at) as last from plan group by 1) as p using (incident_id)
cross join lateral (
    select case when not e.is_open then coalesce(p.last, e.starts_at + fill.seconds(e.length_s)) end as recovered) as r
cross join lateral (
    select e.starts_at + fill.seconds(4 + 24 * fill.u('detected', e.seq)) as detected_at,
           r.recovered as recovered_at,
           case when r.recovered + interval '2 hours' < :'now_at'::timestamptz
                then r.recovered + fill.seconds(1200 + 6000 * fill.u('closed', e.seq)) end as closed_at) as t
order by e.incident_id;

-- Windows. A long one is recorded open and then closed, a short one when it is over. In some the cause was
-- found by the time that it closed. Of a hundred some are corrected days later: in place (cause, end), or
-- voided, with a new one in their place or without.
create temp table draft as
select p.seq, p.n, p.incident_id, w.maintenance_id, p.service, p.cause, p.started_at, p.ended_at, p.carrier, p.report_no,
       t.first_at, t.closed_at, x.corrected_at, case when x.corrected_at is not null then f.fix end as fix,
       b.ended_before, b.cause_before,
       case when t.closed_at is not null and not p.meant and fill.u('found', p.seq) < 0.3 then 'unknown'
            else b.cause_before end as cause_first
from plan p
left join work w on w.seq = p.work
cross join lateral (
    select case when p.meant or p.ended_at is null then null
                when fill.u('fix', p.seq) < 0.014 then 'replaced'
                when fill.u('fix', p.seq) < 0.020 then 'moved'
                when fill.u('fix', p.seq) < 0.034 then 'cause'
                when fill.u('fix', p.seq) < 0.046 then 'end'
                when fill.u('fix', p.seq) < 0.052 then 'void' end as fix) as f
cross join lateral (
    select case when f.fix = 'end' then p.ended_at + fill.seconds(30 + 300 * fill.u('too long', p.seq))
                else p.ended_at end as ended_before,
           case when f.fix not in ('cause', 'replaced') then p.cause
                when p.cause = 'provider' then 'carrier' else 'provider' end as cause_before) as b
cross join lateral (
    select case when b.ended_before - p.started_at < interval '75 seconds'
                then b.ended_before + fill.seconds(4 + 5 * fill.u('known', p.seq))
                else p.started_at + fill.seconds(12 + 33 * fill.u('known', p.seq)) end as first_at,
           case when b.ended_before - p.started_at >= interval '75 seconds'
                then b.ended_before + fill.seconds(3 + 9 * fill.u('known closed', p.seq)) end as closed_at) as t
cross join lateral (
    select case when f.fix is not null and b.ended_before + interval '6 days' < :'now_at'::timestamptz
                then b.ended_before + fill.seconds(86400 * (0.4 + 5 * fill.u('corrected', p.seq))) end as corrected_at) as x;
-- A correction that is still to come is none: then what is meant is known from the start.
update draft set ended_before = ended_at, cause_before = cause,
                 cause_first = case when cause_first = 'unknown' then cause_first else cause end,
                 first_at = case when closed_at is null and ended_at is not null
                                 then ended_at + fill.seconds(4 + 5 * fill.u('known', seq)) else first_at end,
                 closed_at = case when closed_at is not null
                                  then greatest(ended_at, first_at) + fill.seconds(3 + 9 * fill.u('known closed', seq)) end
where fix is null;
-- Nothing is known before it is so. (What ended, ended well before now: fill/windows.sql.)
update draft set first_at = :'now_at' where first_at > :'now_at';

-- A window that replaces another is a row of its own, known from the correction on. One that was recorded for
-- the wrong account had its neighbour's number.
create temp table version_of as
select row_number() over (order by first_at, seq, new_one) + 10000 as outage_id, d.*
from (
    select seq, case when fix = 'moved' and :tenants > 3 then n % (least(:tenants, :detailed) - 2) + 1 else n end as n,
           incident_id, maintenance_id, service, cause_before as cause, started_at, ended_at, carrier, report_no,
           first_at, closed_at, corrected_at, fix, ended_before, cause_before, cause_first, false as new_one
    from draft where fix in ('replaced', 'moved', 'void')
    union all
    select seq, n, incident_id, maintenance_id, service, cause, started_at, ended_at, carrier, report_no,
           corrected_at, null, null, null, ended_at, cause, cause, true
    from draft where fix in ('replaced', 'moved')
    union all
    select seq, n, incident_id, maintenance_id, service, cause, started_at, ended_at, carrier, report_no,
           first_at, closed_at, corrected_at, fix, ended_before, cause_before, cause_first, false
    from draft where fix is null or fix in ('cause', 'end')
) as d;

insert into sla.outage
    (outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at, carrier,
     operator_report_no, voided, void_reason, changed_xid, recorded_at, changed_at)
select v.outage_id, v.incident_id, v.maintenance_id, a.enterprise_no, v.service, v.cause, v.started_at, v.ended_at,
       v.carrier, v.report_no, r.reason is not null, r.reason, pg_current_xact_id(), v.first_at,
       coalesce(v.corrected_at, v.closed_at, v.first_at)
from version_of v join account a using (n),
     lateral (select case v.fix when 'replaced' then '原因更正，已重新登记' when 'moved' then '企业号登记错误，已重新登记'
                                when 'void' then '重复登记' end as reason) as r
order by v.outage_id;

insert into sla.outage_history
    (outage_id, known_from, known_to, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at,
     carrier, operator_report_no, voided, void_reason, changed_by, reason)
select v.outage_id, h.known_from, h.known_to, v.incident_id, v.maintenance_id, a.enterprise_no, v.service, h.cause,
       v.started_at, h.ended_at, v.carrier, v.report_no, h.void_reason is not null, h.void_reason, h.changed_by, h.reason
from version_of v join account a using (n)
join sla.outage o using (outage_id)
cross join lateral (
    select v.first_at as known_from, coalesce(v.closed_at, v.corrected_at) as known_to, v.cause_first as cause,
           case when v.closed_at is null then v.ended_before end as ended_at, null as void_reason,
           case when v.new_one then fill.pick(array['wang.l', 'li.wei', 'zhao.m'], fill.u('who', v.seq))
                else 'collector' end as changed_by,
           case when v.new_one then '更正' end as reason
    union all
    select v.closed_at, v.corrected_at, v.cause_before, v.ended_before, null, 'collector', null
    where v.closed_at is not null
    union all
    select v.corrected_at, null, o.cause, o.ended_at, o.void_reason,
           fill.pick(array['wang.l', 'li.wei', 'zhao.m'], fill.u('who', v.seq)),
           case v.fix when 'cause' then '故障复盘后更正原因' when 'end' then '按话单核对恢复时间' else o.void_reason end
    where v.corrected_at is not null) as h
order by v.outage_id, h.known_from;

\ir triggers.sql
