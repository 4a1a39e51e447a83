-- The links to the carriers' networks as they are now, and the failovers of the year's incidents.

alter table sla.link disable trigger user;
alter table sla.failover disable trigger user;

-- Two BGP links to each network (4.2), and three trunks to each carrier of telephone calls. Most have been up
-- for months.
insert into sla.link (link_id, carrier, kind, name, up, since, voided, changed_xid, recorded_at, changed_at)
select row_number() over (order by l.kind, c.place, l.i), c.carrier, l.kind,
       case l.kind when 'bgp' then c.network || '-' || l.i else 'SBC-0' || l.i || ' ' || c.carrier || ' IMS' end,
       true, s.since, false, pg_current_xact_id(), :'now_at'::timestamptz - interval '500 days', s.since
from (values (1, '中国电信', 'AS4134'), (2, '中国联通', 'AS4837'), (3, '中国移动', 'AS9808'), (4, '教育网', 'AS4538'))
         as c (place, carrier, network),
     lateral (select 'bgp' as kind, i from generate_series(1, 2) i
              union all select 'trunk', i from generate_series(1, 3) i where c.place < 4) as l,
     lateral (select date_trunc('second', :'now_at'::timestamptz
                     - fill.seconds(86400 * 280 * power(fill.u('link ' || l.kind, c.place, l.i), 2) + 5400)) as since) as s;

-- What is down: two of the trunks of the carrier's incident that is open, a BGP link since the day before
-- yesterday; one came back just now.
update sla.link l
set up = d.up, since = date_trunc('second', :'now_at'::timestamptz) - d.ago, changed_at = :'now_at'::timestamptz - d.ago
from (values ('中国联通', 'trunk', 1, false, interval '8 minutes 20 seconds'),
             ('中国联通', 'trunk', 2, false, interval '8 minutes 4 seconds'),
             ('教育网', 'bgp', 2, false, interval '1 day 21 hours 14 minutes'),
             ('中国电信', 'bgp', 1, true, interval '3 minutes 9 seconds')) as d (carrier, kind, i, up, ago)
where l.carrier = d.carrier and l.kind = d.kind and l.name like case d.kind when 'bgp' then '%-' || d.i else 'SBC-0' || d.i || '%' end;

-- Given up, and one whose time makes no sense.
insert into sla.link (link_id, carrier, kind, name, up, since, voided, changed_xid, recorded_at, changed_at)
values (90, '铁通', 'trunk', 'SBC-09 铁通', false, :'now_at'::timestamptz - interval '400 days', true,
        pg_current_xact_id(), :'now_at'::timestamptz - interval '900 days', :'now_at'::timestamptz - interval '400 days'),
       (91, '中国电信', 'trunk', 'SBC-04 中国电信 TDM', true, 'infinity', false,
        pg_current_xact_id(), :'now_at'::timestamptz - interval '30 days', :'now_at'::timestamptz - interval '30 days');

-- A failover for each incident in which something was switched over, a second one for some; the carrier's
-- that is open is still to be.
insert into sla.failover
    (failover_id, incident_id, fault_class, failed_at, switched_at, from_node, to_node, changed_xid, recorded_at, changed_at)
select row_number() over (order by f.failed_at, f.incident_id, f.i), f.incident_id, f.fault_class, f.failed_at, f.switched_at,
       f.from_node, f.to_node, pg_current_xact_id(), f.failed_at, coalesce(f.switched_at, f.failed_at)
from (select e.incident_id, i, e.fault_class, e.starts_at + interval '2 seconds' * i as failed_at,
             case when not e.is_open
                  then e.starts_at + interval '2 seconds' * i + fill.seconds(least(e.length_s, 400) * (0.2 + 0.7 * fill.u('switch', e.seq, i)))
             end as switched_at,
             case e.fault_class when 'relay' then 'gw-' when 'network' then 'lb-' else 'sw-' end || 'a' || i as from_node,
             case e.fault_class when 'relay' then 'gw-' when 'network' then 'lb-' else 'sw-' end || 'b' || i as to_node
      from event e, generate_series(1, 2) i
      where e.kind in ('softswitch', 'carrier cut', 'web short', 'power')
        and (i = 1 or fill.u('second switch', e.seq) < 0.2)) as f;

insert into sla.failover
    (failover_id, incident_id, fault_class, failed_at, switched_at, from_node, to_node, voided, changed_xid, recorded_at, changed_at)
values (9001, null, 'network', :'now_at'::timestamptz - interval '9 days', :'now_at'::timestamptz - interval '9 days 1 minute',
        'dns-a', 'dns-b', false, pg_current_xact_id(), :'now_at'::timestamptz - interval '9 days', :'now_at'::timestamptz - interval '9 days'),
       (9002, null, 'application', :'now_at'::timestamptz - interval '4 days', null, 'app-1', 'app-2', true,
        pg_current_xact_id(), :'now_at'::timestamptz - interval '4 days', :'now_at'::timestamptz - interval '4 days');
\ir triggers.sql
