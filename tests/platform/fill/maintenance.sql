-- Announced maintenance: two nights a month, and a fuller set in the current month, so that every way that
-- it can go is there: on time, announced late or not at all, overrun, extended, early, cancelled, coming.

create temp table work (
    maintenance_id bigint, kind text not null, title text not null, public_title text,
    announced_at timestamptz, starts_at timestamptz not null, ends_at timestamptz not null,
    extended_to timestamptz, finished_at timestamptz, cancelled_at timestamptz, all_tenants bool not null,
    seq int generated always as identity
);

-- The months before.
insert into work (kind, title, public_title, announced_at, starts_at, ends_at, extended_to, finished_at,
                  cancelled_at, all_tenants)
select kind,
       fill.pick(array['坐席工作台版本升级', '数据库主库迁移', '核心交换机更换', '软交换扩容割接', '录音存储扩容'],
                 fill.u('work title', m, k)) || '（' || to_char(s.starts_at at time zone 'Asia/Shanghai', 'MM-DD') || ' 凌晨）',
       '计划内系统升级',
       case kind when 'late' then s.starts_at + interval '5 minutes' when 'unannounced' then null
                 else s.starts_at - interval '3 days' - interval '7 hours' end,
       s.starts_at, s.starts_at + s.length,
       case when kind = 'extended' then s.starts_at + s.length + interval '30 minutes' end,
       case kind when 'early' then s.starts_at + s.length * 0.5
                 when 'extended' then s.starts_at + s.length + interval '24 minutes'
                 when 'overrun' then s.starts_at + s.length + interval '9 minutes'
                 when 'cancelled' then null
                 else s.starts_at + s.length - interval '2 minutes' end,
       case when kind = 'cancelled' then s.starts_at - interval '6 hours' end,
       k = 1
from generate_series(1, :months - 1) m, generate_series(1, 2) k,
     lateral (select (:'month'::date - make_interval(months => m))::date as month) as mo,
     lateral (select fill.local_time(mo.month + k * 10 + floor(4 * fill.u('work day', m, k))::int,
                                     interval '1 hour' * (1 + floor(2 * fill.u('work hour', m, k)))) as starts_at,
                     make_interval(mins => 20 + 10 * floor(3 * fill.u('work length', m, k))::int) as length) as s,
     lateral (select (array['on time', 'overrun', 'on time', 'late', 'on time', 'early', 'on time', 'extended',
                            'on time', 'cancelled', 'unannounced'])[1 + (2 * m + k) % 11] as kind) as v;

-- The current month, spread over what has passed of it, at one or two in the night. Early in a month some of
-- these lie in the month before.
insert into work (kind, title, public_title, announced_at, starts_at, ends_at, extended_to, finished_at,
                  cancelled_at, all_tenants)
select kind, title, '计划内系统升级', starts_at + announced, starts_at, starts_at + length,
       starts_at + extended, starts_at + finished, starts_at + cancelled, all_tenants
from (values
    ('on time', 21, '坐席工作台 4.12 升级', interval '-4 days', interval '40 minutes', null::interval,
     interval '38 minutes', null::interval, true),
    ('late', 16, '紧急安全补丁，重启网关', '6 minutes', '25 minutes', null, '25 minutes', null, false),
    ('early', 13, '数据库小版本升级', '-3 days', '60 minutes', null, '21 minutes', null, false),
    ('overrun', 9, '核心交换机更换', '-5 days', '30 minutes', null, '43 minutes', null, false),
    ('extended', 6, '录音存储扩容', '-2 days', '30 minutes', '55 minutes', '50 minutes', null, false),
    ('cancelled', 4, '软交换主备演练', '-6 days', '60 minutes', null, null, '-3 hours', true)
) as v (kind, days_ago, title, announced, length, extended, finished, cancelled, all_tenants),
lateral (select fill.local_time((:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date - days_ago,
                                interval '1 hour' + interval '10 minutes' * (days_ago % 6)) as starts_at) as s;

-- Now, and to come.
insert into work (kind, title, public_title, announced_at, starts_at, ends_at, all_tenants)
select kind, title, '计划内系统升级', :'now_at'::timestamptz - announced, starts_at, starts_at + length, all_tenants
from (values
    ('running', '接入网关证书更换', interval '2 days', :'now_at'::timestamptz - interval '18 minutes',
     interval '60 minutes', false),
    ('coming', '呼叫中心数据库扩容', interval '1 day',
     fill.local_time((:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date + 2, interval '1 hour'),
     interval '2 hours', false),
    ('coming', '年度机房电力检修', interval '5 hours',
     fill.local_time((:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date + 9, interval '30 minutes'),
     interval '3 hours', true)
) as v (kind, title, announced, starts_at, length, all_tenants);

-- Which accounts the ones that do not cover all do cover: three shards of the twelve.
create temp table covered as
select w.seq, a.n
from work w join account a on not w.all_tenants and (a.shard + w.seq) % 4 = 0
where a.n <= :detailed;
