-- Incidents: what broke, for how long, and which share of the accounts it hit.

create temp table event (
    incident_id bigint, kind text not null, title text not null, public_title text not null,
    fault_class text not null, severity int not null, cause text, starts_at timestamptz not null,
    length_s float8 not null, is_open bool not null default false,
    carrier text, shards int[], share float8 not null, services text[] not null,
    report_no text, summary text,
    seq int generated always as identity
);

create temp table event_kind (
    kind text, per_month int, shortest_s float8, longest_s float8, share float8, services text[],
    fault_class text, severity int, cause text, titles text[], public_title text, from_hour int, to_hour int
);

insert into event_kind values
('carrier cut', 2, 180, 1900, 0.5, array['trunk'], 'relay', 2, 'carrier',
 array['中继光缆中断', '中继 E1 告警，呼出失败', 'IMS 侧 503 激增', '落地网关路由丢失'], '电话中继故障', 7, 22),
('web release', 1, 180, 1100, 0.35, array['web_front', 'web_back'], 'application', 2, 'provider',
 array['坐席工作台 4.12.3 发布后白屏', '发布后登录接口 500，已回滚', 'web 发布回滚'], '网页服务异常', 20, 24),
('web short', 3, 25, 119, 0.25, array['web_front'], 'network', 4, 'provider',
 array['CDN 回源超时', '坐席登录抖动', '入口负载均衡切换'], '网页访问抖动', 8, 21),
('softswitch', 2, 62, 560, 0.9, array['softswitch'], 'application', 2, 'provider',
 array['软交换主备切换失败', '软交换节点内存溢出重启', '信令进程崩溃'], '通话服务异常', 9, 20),
('softswitch short', 3, 8, 59, 0.9, array['softswitch'], 'application', 3, 'provider',
 array['注册风暴', '软交换节点主备切换', '信令链路瞬断'], '通话服务抖动', 9, 20),
('report', 1, 130, 700, 0.12, array['web_back'], 'application', 3, 'unknown',
 array['报表服务无响应', '工单后台慢查询'], '后台服务异常', 9, 19);

insert into event (kind, title, public_title, fault_class, severity, cause, starts_at, length_s, carrier, shards,
                   share, services, report_no)
select k.kind,
       case when k.kind = 'carrier cut' then c.carrier else '' end
       || case when k.kind like 'softswitch%' then 'SW-0' || shard % 8 + 1 || ' ' else '' end
       || fill.pick(k.titles, fill.u('title ' || k.kind, m, i)),
       k.public_title, k.fault_class, k.severity, k.cause,
       fill.local_time(mo.month + floor(mo.days * fill.u('day ' || k.kind, m, i))::int,
                       interval '1 hour' * (k.from_hour + (k.to_hour - k.from_hour) * fill.u('hour ' || k.kind, m, i))),
       k.shortest_s + (k.longest_s - k.shortest_s) * power(fill.u('length ' || k.kind, m, i), 1.6),
       case when k.kind = 'carrier cut' then c.carrier end,
       case when k.kind like 'softswitch%' then array[shard, (shard + 5) % 12] end,
       k.share, k.services,
       case when k.kind = 'carrier cut' and fill.u('report', m, i) < 0.65
            then 'GZ' || to_char(mo.month, 'YYYYMM') || lpad(floor(1e6 * fill.u('report number', m, i))::text, 6, '0') end
from event_kind k, generate_series(0, :months - 1) m, generate_series(1, k.per_month) i,
     -- In the current month they fall into what has passed of it, unless that is little.
     lateral (select month, case when m > 0 then extract(day from month + interval '1 month' - interval '1 day')
                                 else greatest(8, (:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date - month) end as days
              from (select (:'month'::date - make_interval(months => m))::date as month) as x) as mo,
     lateral (select (array['中国电信', '中国联通', '中国移动'])[1 + (m + i) % 3] as carrier,
                     floor(12 * fill.u('shard ' || k.kind, m, i))::int as shard) as c;

-- One month of the year before was a bad one.
insert into event (kind, title, public_title, fault_class, severity, cause, starts_at, length_s, share, services,
                   summary)
select 'power', 'B 机房市电中断，UPS 切换失败', '机房供电故障', 'application', 1, 'provider',
       fill.local_time((:'month'::date - interval '5 months')::date + 11, interval '14 hours 7 minutes'),
       5400, 0.6, array['web_front', 'web_back', 'softswitch', 'trunk'],
       '市电中断后 2 号 UPS 未接管，B 机房全部机柜掉电。恢复供电后分批启动。整改：双路 UPS 每季度带载切换演练。'
where :months > 5;

-- What did not happen yet did not happen, and the last quarter of an hour belongs to what is open now.
delete from event where starts_at + fill.seconds(length_s * 1.4 + 180) > :'now_at'::timestamptz - interval '15 minutes';

insert into event (kind, title, public_title, fault_class, severity, cause, starts_at, length_s, is_open, carrier,
                   share, services, summary)
values
('carrier cut', '中国联通中继中断，呼出无应答', '电话中继故障', 'relay', 2, 'carrier',
 :'now_at'::timestamptz - interval '8 minutes 20 seconds', 0, true, '中国联通', 0.95, array['trunk'],
 '联通侧已派单，预计 30 分钟内恢复。'),
('web release', '工作台 4.13.0 灰度后静态资源 404', '网页服务异常', 'application', 3, 'provider',
 :'now_at'::timestamptz - interval '35 seconds', 0, true, null, 0.07, array['web_front'], null);

-- Numbers in the order of time.
update event e set incident_id = o.id
from (select seq, 1000 + row_number() over (order by starts_at, seq) as id from event) as o
where o.seq = e.seq;
