-- Bad rows, as REPLICA lists them: a few of each kind. They come through the triggers, as if recorded just now.

create temp table good as
select enterprise_no, row_number() over (order by fill.u('bad', n)) as place
from account where role = 'common' and status = 'active' and n <= :detailed;

insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, carrier, operator_report_no)
select (select max(outage_id) from sla.outage) + row_number() over (order by i),
       case b.account when 'good' then coalesce((select enterprise_no from good
                                                 where place = 1 + i % (select count(*) from good)),
                                                (select min(enterprise_no) from account))
                      when 'voided' then (select enterprise_no from account where role = 'void')
                      when 'faulty' then (select enterprise_no from account where role = 'bad')
                      else 99900000 + i end,
       b.service, 'provider', b.started_at, b.ended_at, null, b.report_no
from (values
    ( 1, 'good', 'web_front', :'now_at'::timestamptz - interval '3 days', :'now_at'::timestamptz - interval '4 days', null),
    ( 2, 'good', 'softswitch', :'now_at'::timestamptz - interval '1 hour', :'now_at'::timestamptz - interval '61 minutes', null),
    ( 3, 'good', 'im_chat', :'now_at'::timestamptz - interval '5 hours', :'now_at'::timestamptz - interval '3 hours', null),
    ( 4, 'good', 'WEB_FRONT', :'now_at'::timestamptz - interval '6 hours', null, null),
    ( 5, 'good', '', :'now_at'::timestamptz - interval '7 hours', :'now_at'::timestamptz - interval '6 hours', null),
    ( 6, 'good', 'trunk', '-infinity', :'now_at'::timestamptz - interval '2 hours', null),
    ( 7, 'good', 'trunk', :'now_at'::timestamptz - interval '8 hours', 'infinity', null),
    ( 8, 'good', 'trunk', '-infinity', 'infinity', null),
    ( 9, 'unknown', 'trunk', :'now_at'::timestamptz - interval '9 hours', :'now_at'::timestamptz - interval '7 hours', null),
    (10, 'unknown', 'web_back', :'now_at'::timestamptz - interval '1 hour', null, null),
    (11, 'voided', 'web_back', :'now_at'::timestamptz - interval '2 hours', :'now_at'::timestamptz - interval '1 hour', null),
    (12, 'voided', 'trunk', :'now_at'::timestamptz - interval '20 minutes', null, null),
    (13, 'faulty', 'trunk', :'now_at'::timestamptz - interval '2 days', :'now_at'::timestamptz - interval '47 hours', null),
    -- Not bad by its times, but its text is not to be trusted.
    (14, 'good', 'web_back', :'now_at'::timestamptz - interval '2 days', :'now_at'::timestamptz - interval '2 days' + interval '50 s',
     U&'\001b[31mGZ\202e0017\200b\001b]0;x\0007')
) as b (i, account, service, started_at, ended_at, report_no)
where b.account not in ('voided', 'faulty') or :tenants >= 20
order by i;

insert into sla.maintenance (maintenance_id, title, announced_at, starts_at, ends_at, finished_at, all_tenants)
select (select max(maintenance_id) from sla.maintenance) + i, title, announced_at, starts_at, ends_at, finished_at, true
from (values
    (1, '起止时间填反', :'now_at'::timestamptz - interval '9 days', :'now_at'::timestamptz - interval '8 days',
     :'now_at'::timestamptz - interval '8 days 1 hour', null::timestamptz),
    (2, '零时长维护', :'now_at'::timestamptz - interval '9 days', :'now_at'::timestamptz - interval '7 days',
     :'now_at'::timestamptz - interval '7 days', null),
    (3, '无限期维护', :'now_at'::timestamptz - interval '9 days', :'now_at'::timestamptz - interval '6 days', 'infinity', null)
) as b (i, title, announced_at, starts_at, ends_at, finished_at);
