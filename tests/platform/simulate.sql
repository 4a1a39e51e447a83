-- A platform at work: outages open, pass their thresholds and end, alone and in incidents over many accounts;
-- causes are found, mistakes corrected, maintenance announced and finished. simulation.tick() is called each
-- second (./writer); this file makes it, and may be run again at each new connection.
--
-- What is to happen is written down in simulation.due when it is decided, so that a platform that was cut off
-- goes on where it was. What accounts and staff do meanwhile is in simulate_work.sql. The pace is for watching: something every few seconds, an incident every few minutes,
-- and for one account a few minutes an hour.
set client_min_messages = warning;

create schema if not exists simulation;

create table if not exists simulation.due (
    at timestamptz not null,
    what text not null,
    outage_id bigint, incident_id bigint, maintenance_id bigint, enterprise_no bigint,
    service text, cause text, carrier text, extended_to timestamptz, link_id int, failover_id bigint
);
create index if not exists due_at on simulation.due (at);

-- Whom it may hit, in an order by which one can be drawn; carrier and shard say by what.
create table if not exists simulation.account (
    place int generated always as identity primary key, enterprise_no bigint not null, carrier text not null,
    shard int not null
);

create sequence if not exists simulation.outage_id;
create sequence if not exists simulation.incident_id;
create sequence if not exists simulation.maintenance_id;
create sequence if not exists simulation.failover_id;

create or replace function simulation.between(low float8, high float8) returns interval
language sql volatile
return make_interval(secs => low + (high - low) * random());

create or replace function simulation.one_of(list text[]) returns text
language sql volatile
return list[1 + floor(random() * cardinality(list))::int];

create or replace function simulation.is_down(account bigint, moment timestamptz) returns bool
language sql stable
return exists (select from sla.outage where enterprise_no = account
               and started_at > moment - interval '10 minutes' and ended_at is null and not voided);

-- The account of an incident that would hit no other: the next one, from any place on, that is not down.
create or replace function simulation.next_up(moment timestamptz) returns int
language plpgsql volatile as $$
declare
    any_place int := 1 + floor(random() * (select max(place) from simulation.account))::int;
begin
    return coalesce(
        (select place from simulation.account where place >= any_place and not simulation.is_down(enterprise_no, moment)
         order by place limit 1),
        (select place from simulation.account where place < any_place and not simulation.is_down(enterprise_no, moment)
         order by place limit 1));
end
$$;

-- A window from its opening to its end. In some the cause is found while they are open.
create or replace function simulation.window(account bigint, svc text, why text, line text, incident bigint,
                                             maintenance bigint, opens timestamptz, length interval) returns void
language plpgsql as $$
declare
    id bigint := nextval('simulation.outage_id');
    found_later bool := maintenance is null and length > interval '40 seconds' and random() < 0.4;
begin
    insert into simulation.due (at, what, outage_id, incident_id, maintenance_id, enterprise_no, service, cause, carrier)
    values (opens, 'open', id, incident, maintenance, account, svc, case when found_later then 'unknown' else why end, line),
           (opens + length, 'close', id, null, null, null, null, null, null);
    if found_later then
        insert into simulation.due (at, what, outage_id, cause)
        values (opens + length * (0.3 + 0.5 * random()), 'cause', id, why);
    end if;
end
$$;

-- One account, by itself. Half of these stay below the threshold.
create or replace function simulation.plan_single(moment timestamptz) returns void
language plpgsql as $$
declare
    a simulation.account;
    svc text := simulation.one_of(array['web_front', 'web_front', 'web_back', 'softswitch', 'softswitch', 'trunk']);
    why text := simulation.one_of(array['provider', 'provider', 'provider', 'carrier', 'customer', 'unknown']);
    threshold float8 := case when svc like 'web%' then 120 else 60 end;
begin
    select * into a from simulation.account
    where place = 1 + floor(random() * (select max(place) from simulation.account))::int;
    if not found or simulation.is_down(a.enterprise_no, moment) then
        return;
    end if;
    perform simulation.window(a.enterprise_no, svc, case when svc <> 'trunk' and why = 'carrier' then 'provider' else why end,
                              case when svc = 'trunk' then a.carrier end, null, null, moment,
                              case when random() < 0.5 then simulation.between(12, threshold - 2)
                                   else simulation.between(threshold, threshold * 1.9) end);
end
$$;

-- A link goes down and comes up again.
create or replace function simulation.plan_link(link int, goes timestamptz, length interval) returns void
language sql
begin atomic
    insert into simulation.due (at, what, link_id) values (goes, 'link down', link), (goes + length, 'link up', link);
end;

-- What an incident does beside: a carrier's takes some of its trunks away, and all but those of releases
-- switch to another node while service recovers.
create or replace function simulation.plan_failover(incident bigint, kind int, line text, moment timestamptz,
                                                    length interval) returns void
language plpgsql as $$
declare
    id bigint;
    node int := 1 + floor(random() * 8)::int;
    l record;
begin
    if kind = 1 then
        for l in select link_id from sla.link
                 where carrier = line and sla.link.kind = 'trunk' and up and not voided and isfinite(since)
                 order by random() limit 2
        loop
            perform simulation.plan_link(l.link_id, moment + simulation.between(1, 9), length);
        end loop;
    end if;
    if kind = 2 then
        return;
    end if;
    id := nextval('simulation.failover_id');
    insert into sla.failover (failover_id, incident_id, fault_class, failed_at, from_node, to_node)
    values (id, incident, case kind when 1 then 'relay' else 'application' end, moment,
            case kind when 1 then 'gw-a' else 'sw-a' end || node, case kind when 1 then 'gw-b' else 'sw-b' end || node);
    insert into simulation.due (at, what, failover_id) values (moment + length * 0.8, 'switched', id);
end
$$;

-- An incident: accounts go down over a quarter of a minute and come back one after the other.
create or replace function simulation.plan_incident(moment timestamptz) returns void
language plpgsql as $$
declare
    id bigint := nextval('simulation.incident_id');
    kind int := floor(random() * 4);
    line text := simulation.one_of(array['中国电信', '中国联通', '中国移动']);
    shard_hit int := floor(random() * 12);
    anyway int := simulation.next_up(moment);
    length interval;
    a simulation.account;
begin
    length := case kind when 0 then simulation.between(75, 200) when 1 then simulation.between(100, 240)
                        when 2 then simulation.between(130, 260) else simulation.between(25, 58) end;
    insert into sla.incident (incident_id, title, public_title, fault_class, severity, cause, opened_at, operator_report_no)
    values (id,
            case kind when 0 then 'SW-0' || 1 + shard_hit % 8 || ' '
                                  || simulation.one_of(array['软交换主备切换失败', '信令进程崩溃', '软交换节点内存溢出重启'])
                      when 1 then line || simulation.one_of(array['中继光缆中断', '落地网关路由丢失', 'IMS 侧 503 激增'])
                      when 2 then simulation.one_of(array['工作台灰度发布后白屏', '登录接口 500，回滚中', '静态资源回源超时'])
                      else 'SW-0' || 1 + shard_hit % 8 || ' 注册风暴' end,
            case kind when 1 then '电话中继故障' when 2 then '网页服务异常' else '通话服务异常' end,
            case kind when 1 then 'relay' else 'application' end, case kind when 3 then 4 else 2 + floor(random() * 2)::int end,
            'unknown', moment, null);

    for a in
        select * from simulation.account c
        where (case kind when 1 then carrier = line and random() < 0.3 when 2 then random() < 0.12 else shard = shard_hit end
               or place = anyway)
          and not simulation.is_down(c.enterprise_no, moment)
        limit 3000
    loop
        perform simulation.window(a.enterprise_no,
            case kind when 1 then 'trunk' when 2 then simulation.one_of(array['web_front', 'web_front', 'web_back']) else 'softswitch' end,
            case kind when 1 then 'carrier' else 'provider' end, case kind when 1 then line end, id, null,
            moment + simulation.between(0, least(16, extract(epoch from length) / 4)),
            length * (0.75 + 0.25 * random()));
    end loop;

    perform simulation.plan_failover(id, kind, line, moment, length);
    insert into simulation.due (at, what, incident_id, cause) values
        (moment + simulation.between(8, 25), 'detect', id, case kind when 1 then 'carrier' else 'provider' end),
        (moment + length * 0.8, 'switch', id, null),
        (moment + length + interval '17 seconds', 'recover', id, null),
        (moment + length + simulation.between(120, 240), 'finish incident', id, null);
end
$$;

-- Maintenance, announced two minutes ahead. One in six is called off, one in three takes longer.
create or replace function simulation.plan_maintenance(moment timestamptz) returns void
language plpgsql as $$
declare
    id bigint := nextval('simulation.maintenance_id');
    starts timestamptz := date_trunc('second', moment + simulation.between(100, 150));
    ends timestamptz := starts + interval '4 minutes';
    fate float8 := random();
    shard_hit int := floor(random() * 12);
    a simulation.account;
begin
    insert into sla.maintenance (maintenance_id, title, public_title, announced_at, starts_at, ends_at)
    values (id, simulation.one_of(array['网关证书轮换', '坐席工作台热修复', '数据库索引重建', '录音服务扩容', '防火墙策略调整']),
            '计划内系统升级', moment, starts, ends);
    insert into sla.maintenance_tenant (maintenance_id, enterprise_no)
    select id, enterprise_no from simulation.account where shard = shard_hit
    limit 3000;

    if fate < 0.16 then
        insert into simulation.due (at, what, maintenance_id) values (starts - interval '30 seconds', 'cancel', id);
        return;
    end if;
    if fate < 0.5 then
        insert into simulation.due (at, what, maintenance_id, extended_to)
        values (ends - interval '20 seconds', 'extend', id, ends + interval '3 minutes'),
               (ends + simulation.between(60, 150), 'finish', id, null);
    else
        insert into simulation.due (at, what, maintenance_id) values (ends - simulation.between(5, 60), 'finish', id);
    end if;
    for a in
        select * from simulation.account
        where shard = shard_hit and random() < 0.4 or random() < 0.002
        limit 1000
    loop
        perform simulation.window(a.enterprise_no, simulation.one_of(array['web_front', 'web_back']), 'maintenance', null, null,
                                  case when random() < 0.93 then id end, starts + simulation.between(4, 40),
                                  case when fate < 0.5 and random() < 0.3 then simulation.between(230, 290)
                                       else simulation.between(70, 190) end);
    end loop;
end
$$;

-- A mistake in one of the last half hour's windows, mended in one of the three ways.
create or replace function simulation.correct(moment timestamptz) returns void
language plpgsql as $$
declare
    o sla.outage;
    way float8 := random();
begin
    select * into o from sla.outage
    where ended_at between moment - interval '30 minutes' and moment - interval '20 seconds'
      and ended_at - started_at > interval '30 seconds' and isfinite(started_at) and not voided
      and service in ('web_front', 'web_back', 'softswitch', 'trunk') and maintenance_id is null
    order by random() limit 1;
    if not found then
        return;
    end if;
    if way < 0.45 then
        perform set_config('sla.reason', '登记有误，作废后重新登记', true);
        update sla.outage set voided = true, void_reason = '登记有误，已重新登记' where outage_id = o.outage_id;
        insert into sla.outage (outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at,
                                carrier, operator_report_no)
        values (nextval('simulation.outage_id'), o.incident_id, o.maintenance_id, o.enterprise_no, o.service, o.cause,
                o.started_at + (o.ended_at - o.started_at) * 0.1 * random(), o.ended_at, o.carrier, o.operator_report_no)
        on conflict do nothing;
    elsif way < 0.75 then
        perform set_config('sla.reason', '故障复盘后更正原因', true);
        update sla.outage
        set cause = case when o.cause = 'carrier' then 'provider' when o.service = 'trunk' then 'carrier'
                         when o.cause = 'provider' then 'customer' else 'provider' end
        where outage_id = o.outage_id;
    else
        perform set_config('sla.reason', '按话单核对恢复时间', true);
        update sla.outage set ended_at = ended_at - (ended_at - started_at) * 0.3 * random() where outage_id = o.outage_id;
    end if;
    perform set_config('sla.reason', '', true);
end
$$;

\ir simulate_work.sql

create or replace function simulation.tick() returns void
language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
    size int := (select max(place) from simulation.account);
    d record;
begin
    -- Decisions that are due, each with its successor.
    for d in delete from simulation.due
             where at <= moment and what in ('next incident', 'next maintenance', 'next correction', 'next link')
             returning what
    loop
        if d.what = 'next incident' then
            perform simulation.plan_incident(moment);
            insert into simulation.due (at, what) values (moment + simulation.between(160, 400), d.what);
        elsif d.what = 'next maintenance' then
            perform simulation.plan_maintenance(moment);
            insert into simulation.due (at, what) values (moment + simulation.between(500, 800), d.what);
        elsif d.what = 'next link' then
            perform simulation.plan_link((select link_id from sla.link where up and not voided and isfinite(since)
                                          order by random() limit 1), moment, simulation.between(15, 70));
            insert into simulation.due (at, what) values (moment + simulation.between(90, 240), d.what);
        else
            perform simulation.correct(moment);
            insert into simulation.due (at, what) values (moment + simulation.between(50, 110), d.what);
        end if;
    end loop;
    if random() < least(0.15, 0.05 + size / 4000.0) then
        perform simulation.plan_single(moment);
    end if;

    perform simulation.work(moment, size);

    -- What follows from them.
    insert into sla.outage (outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, carrier)
    select outage_id, incident_id, maintenance_id, enterprise_no, service, cause, at, carrier
    from simulation.due where at <= moment and what = 'open'
    on conflict do nothing;

    update sla.outage o set cause = u.cause
    from simulation.due u where u.at <= moment and u.what = 'cause' and o.outage_id = u.outage_id and not o.voided;

    update sla.outage o set ended_at = greatest(u.at, o.started_at)
    from simulation.due u
    where u.at <= moment and u.what = 'close' and o.outage_id = u.outage_id and o.ended_at is null and not o.voided;

    update sla.incident i
    set detected_at = case when u.what = 'detect' then u.at else detected_at end,
        cause = case when u.what = 'detect' then coalesce(u.cause, i.cause) else i.cause end,
        switched_at = case when u.what = 'switch' then u.at else switched_at end,
        recovered_at = case when u.what = 'recover' then u.at else recovered_at end,
        closed_at = case when u.what = 'finish incident' then u.at else closed_at end
    from simulation.due u
    where u.at <= moment and u.what in ('detect', 'switch', 'recover', 'finish incident') and i.incident_id = u.incident_id;

    update sla.maintenance m
    set cancelled_at = case when u.what = 'cancel' then u.at else cancelled_at end,
        extended_to = case when u.what = 'extend' then u.extended_to else m.extended_to end,
        finished_at = case when u.what = 'finish' then u.at else finished_at end
    from simulation.due u
    where u.at <= moment and u.what in ('cancel', 'extend', 'finish') and m.maintenance_id = u.maintenance_id;

    update sla.link l set up = u.what = 'link up', since = u.at
    from simulation.due u where u.at <= moment and u.what in ('link down', 'link up') and l.link_id = u.link_id;

    update sla.failover f set switched_at = greatest(u.at, f.failed_at)
    from simulation.due u where u.at <= moment and u.what = 'switched' and f.failover_id = u.failover_id;

    delete from simulation.due where at <= moment and what not like 'next %';
end
$$;

-- The beginning, once: numbers that go on from the fill's, the accounts, and an end for what is open.
do $$
declare
    t timestamptz := clock_timestamp();
begin
    if exists (select from simulation.account) then
        return;
    end if;
    perform setval('simulation.outage_id', coalesce(max(outage_id), 0) + 1, false) from sla.outage;
    perform setval('simulation.incident_id', coalesce(max(incident_id), 0) + 1, false) from sla.incident;
    perform setval('simulation.maintenance_id', coalesce(max(maintenance_id), 0) + 1, false) from sla.maintenance;
    perform setval('simulation.failover_id', coalesce(max(failover_id), 0) + 1, false) from sla.failover;

    insert into simulation.account (enterprise_no, carrier, shard)
    select enterprise_no, simulation.one_of(array['中国电信', '中国联通', '中国移动']), floor(random() * 12)
    from sla.tenant where status = 'active' and not voided and closed_at is null
    order by enterprise_no;

    insert into simulation.due (at, what) values
        (t + interval '6 seconds', 'next incident'), (t + interval '20 seconds', 'next maintenance'),
        (t + interval '40 seconds', 'next correction'), (t + interval '30 seconds', 'next link');

    -- Incidents recover one after the other, their accounts within half a minute; single ones when they do. An
    -- account that is about to be breached is.
    insert into simulation.due (at, what, outage_id)
    select t + case when o.incident_id is not null then interval '150 seconds' * (1 + o.incident_id % 2) + simulation.between(0, 25)
                    when o.started_at < t - interval '1 hour' then interval '15 minutes'
                    when o.service = 'softswitch' and o.cause = 'provider' then interval '10 minutes'
                    else simulation.between(60, 400) end, 'close', o.outage_id
    from sla.outage o join sla.tenant using (enterprise_no)
    where o.ended_at is null and not o.voided and isfinite(o.started_at) and o.maintenance_id is null
      and o.service in ('web_front', 'web_back', 'softswitch', 'trunk');

    insert into simulation.due (at, what, incident_id)
    select t + interval '150 seconds' * (1 + incident_id % 2) + interval '26 seconds', 'recover', incident_id
    from sla.incident where recovered_at is null and not voided;

    -- With it the trunks that went down with the incident, and the failover that is waited for.
    insert into simulation.due (at, what, link_id)
    select t + interval '200 seconds' + simulation.between(0, 30), 'link up', link_id
    from sla.link where not up and not voided and since > t - interval '1 hour';
    insert into simulation.due (at, what, failover_id)
    select t + interval '90 seconds', 'switched', failover_id
    from sla.failover where switched_at is null and not voided;

    insert into simulation.due (at, what, maintenance_id, outage_id)
    select ends_at - interval '2 minutes', 'finish', maintenance_id, null
    from sla.maintenance where not voided and starts_at <= t and ends_at > t and isfinite(ends_at) and finished_at is null
    union all
    select t + simulation.between(60, 600), 'close', null, o.outage_id
    from sla.outage o join sla.maintenance m using (maintenance_id)
    where o.ended_at is null and not o.voided and m.ends_at > t and isfinite(m.ends_at);
end
$$;
