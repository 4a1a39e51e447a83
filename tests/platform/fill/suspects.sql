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

-- Calls: of two accounts they fail for an hour, one has a voided window then; a third has a sound one; others fail
-- less, or ask for less. A carrier's slots: three in a row with nothing beside, one with a window of its trunk.
create temp table caller as
select g.enterprise_no, date_trunc('hour', o.at) as hour, row_number() over (order by g.place) as place
from odd o, good g join judged j using (enterprise_no)
where g.place > 24 and j.n % 7 in (0, 1, 5, 6)
  and not exists (select from sla.outage w where w.enterprise_no = g.enterprise_no and w.started_at < o.at + interval '2 hours'
                  and coalesce(w.ended_at, 'infinity') > o.at - interval '2 hours');
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select enterprise_no, hour, '中国联通', requested, connected, connected / 2
from caller join (values (1, 60, 31), (2, 90, 20), (3, 60, 30), (4, 60, 57), (5, 49, 3)) as c (place, requested, connected)
     using (place);
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, carrier, voided)
select (select max(outage_id) from sla.outage) + place, enterprise_no, 'trunk', 'carrier',
       hour + interval '20 minutes', hour + interval '20 minutes 50 seconds', '中国联通', place = 2
from caller where place in (2, 3);

-- (At night a small platform has too few calls for either.)
update sla.call_rate set requested = greatest(requested, 80), connected = greatest(requested, 80) / 2, answered = greatest(requested, 80) / 4
from odd o
where requested > 0 and (carrier = '中国电信' and slot between date_bin('5 minutes', o.at, '2020-01-01') + interval '9 hours'
                         and date_bin('5 minutes', o.at, '2020-01-01') + interval '9 hours 10 minutes'
                         or carrier = '中国移动' and slot = date_bin('5 minutes', o.at, '2020-01-01') + interval '11 hours');
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, carrier)
select (select max(outage_id) from sla.outage) + 1, g.enterprise_no, 'trunk', 'carrier',
       date_bin('5 minutes', o.at, '2020-01-01') + interval '11 hours 2 minutes',
       date_bin('5 minutes', o.at, '2020-01-01') + interval '11 hours 2 minutes 30 seconds', '中国移动'
from odd o join good g on g.place = 24;
