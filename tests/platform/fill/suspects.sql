-- Signs that the record is incomplete, beside those that chance brought: of each some that are one and some that
-- nearly are. Through the triggers, as if recorded just now. The windows are too short to count.

create temp table odd as
select b.day as at, (select max(incident_id) from sla.incident) + 1 as incident_id
from (select :'now_at'::timestamptz - interval '2 days 3 hours' as day) as b;

-- Incidents: without a window; voided; with a window that is voided; with one that is sound.
insert into sla.incident (incident_id, title, public_title, fault_class, severity, cause, opened_at, detected_at,
                          recovered_at, closed_at, voided)
select incident_id + i, title, '服务抖动', 'application', 3, cause, at + i * interval '1 hour', at + i * interval '1 hour',
       at + i * interval '1 hour' + interval '21 minutes', at + i * interval '1 hour' + interval '50 minutes', i = 1
from odd, (values (0, '登录缓慢，无中断记录', null), (1, '误报', null), (2, '录音服务异常', 'provider'),
                  (3, '网关重启', 'carrier')) as v (i, title, cause);

-- Windows: a crash that nobody opened an incident for, over two slots of ten seconds; the same with too few
-- accounts; some that name the voided incident; the voided and the sound ones of the other two; one that names
-- its incident, which says another cause.
insert into sla.outage (outage_id, incident_id, enterprise_no, service, cause, started_at, ended_at, voided, void_reason)
select (select max(outage_id) from sla.outage) + row_number() over (order by w.i, g.place),
       case when w.incident is not null then o.incident_id + w.incident end, g.enterprise_no, w.service, w.cause,
       t.at, t.at + interval '40 seconds', w.i = 4, case when w.i = 4 then '重复登记' end
from odd o, good g, (values (1, null::int, 'softswitch', 'provider', 1, 24), (2, null, 'softswitch', 'unknown', 1, 9),
                            (3, 1, 'web_front', 'provider', 1, 3), (4, 2, 'web_front', 'provider', 1, 1),
                            (5, 3, 'web_front', 'carrier', 1, 2), (6, 3, 'web_front', null, 3, 3))
                     as w (i, incident, service, cause, first, last),
     lateral (select date_bin('10 seconds', o.at, '2020-01-01') + w.i * interval '1 hour'
                     + interval '1.5 seconds' * (g.place % 12) as at) as t
where g.place between w.first and w.last;
