-- Who did what: the business log, the bastion's sessions with their commands, looks at private data, deletions
-- and call records, over the last thirty days. :logs rows of the log (the last of them now), a tenth of that of
-- each other. Numbers rise with time; a few rows share their time with others.
select 2592000.0 / :logs as pace \gset
create temp table log_words as
select
    array['wang.l', 'li.min', 'zhao.q', 'chen.yu', 'liu.jie', 'sun.hao', 'zhou.w', 'wu.ting', 'xu.bo', 'he.xin'] as operator,
    array['login', 'login', 'login', 'logout', 'config', 'query', 'query', 'route', 'release', 'export'] as action,
    array['坐席权限', '路由策略', '中继 3 号', '录音策略', '套餐 2026A', '报表 日呼叫量', 'ivr/主菜单', '号码池 95', '网关 gw-07', '版本 4.18.2'] as object,
    array['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'denied', 'ok', 'failed'] as result,
    array['web-front-01', 'web-front-02', 'softswitch-1', 'softswitch-2', 'db-primary', 'db-standby', 'rec-store-3', 'gw-07'] as host,
    array['uptime', 'df -h', 'tail -n 200 /var/log/softswitch/error.log', 'systemctl status nginx', 'psql -c "select count(*) from cdr"',
          'vim /etc/nginx/conf.d/routes.conf', 'systemctl restart softswitch', 'rm -rf /data/tmp/export-2231',
          'grep -c ERROR app.log', 'top -b -n 1', 'kubectl get pods', 'scp report.csv ops@10.2.0.9:'] as command,
    array[0, 0, 0, 0, 1, 1, 2, 3, 0, 0, 0, 2] as risk;

create temp table log_account as
select row_number() over (order by n) - 1 as place, enterprise_no from account where n <= :detailed and n <= :tenants;

insert into sla.business_log (log_id, occurred_at, enterprise_no, operator, action, object, result, client_ip, detail)
select i, :'now_at'::timestamptz - fill.seconds((:logs - i) * :pace) - ((i * 7919 + :sub * 11) % 40) * interval '0.25 seconds',
       case when i % 6 <> 0 then (select enterprise_no from log_account where place = (i * 31 + i / 7) % accounts) end,
       w.operator[1 + (i * 13 + i / 11) % 10], w.action[1 + k % 10], w.object[1 + (i * 3 + i / 5) % 10],
       w.result[1 + (k + i / 97) % 10], '10.20.0.0'::inet + (i * 17 % 4000),
       case when i % 50 = 0 then jsonb_build_object('联系人', '王女士', 'phone', '138' || lpad((i * 7 % 100000000)::text, 8, '0')) end
from log_words w, generate_series(1, :logs::bigint) as i,
     lateral (select i * 7 + i / 13 as k) as x, (select count(*) as accounts from log_account) as a
order by 2, 1;

insert into sla.bastion_session
    (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion, commands, recording_format, recording_size)
select i, w.operator[1 + (i * 13) % 10], case when i % 7 = 0 then 'root' else 'ops' end, w.host[1 + (i * 5 + i / 8) % 8],
       '10.20.0.0'::inet + (i * 17 % 4000), t.started_at,
       case when i < sessions - 2 then t.started_at + fill.seconds(60 + i * 37 % 3000) end, i % 23 <> 0, i % 11,
       case when i % 23 <> 0 then (array['asciicast', 'jumpserver', 'tlog', 'script', 'sudo'])[1 + i % 5] end,
       case when i % 23 <> 0 then 2000 + i * 1777 % 90000 end
from log_words w, (select greatest(1, :logs / 10)::bigint as sessions) as s, generate_series(1, sessions) as i,
     lateral (select :'now_at'::timestamptz - fill.seconds((sessions - i) * :pace * 10 + 30 + :sub) as started_at) as t;

insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)
select row_number() over (order by s.started_at + c * interval '6 seconds', s.session_id, c), s.session_id,
       s.started_at + c * interval '6 seconds', s.operator, s.host, w.command[1 + k], w.risk[1 + k]
from log_words w, sla.bastion_session s, generate_series(1, s.commands) as c, lateral (select (s.session_id * 3 + c * 5) % 12 as k) as x;

insert into sla.private_access (access_id, occurred_at, enterprise_no, operator, kind, object, session_id)
select i, :'now_at'::timestamptz - fill.seconds((size - i) * :pace * 10 + 20 + :sub),
       (select enterprise_no from log_account where place = (i * 31 + i / 7) % accounts), w.operator[1 + (i * 13) % 10],
       (array['telephone_number', 'caller_name', 'recording', 'customer_record'])[1 + (i + i / 9) % 4], '工单 ' || (880000 + i * 3),
       case when i % 3 = 0 then i end
from log_words w, (select greatest(1, :logs / 10)::bigint as size) as s, generate_series(1, size) as i,
     (select count(*) as accounts from log_account) as a;

insert into sla.deletion
    (deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id, retention_to, recovered_at)
select i, case when i % 5 <> 0 then (select enterprise_no from log_account where place = (i * 31 + i / 7) % accounts) end,
       (array['recording', 'record', 'log', 'disk'])[1 + (i + i / 6) % 4], 'rec/2025/' || lpad((i * 7 % 12 + 1)::text, 2, '0') || '/' || i,
       case when i % 4 = 3 then 'shred' else 'expire' end, t.at, w.operator[1 + (i * 13) % 10],
       case when i % 4 = 3 then i end, (t.at - interval '1 day')::date, case when i % 40 = 0 then t.at + interval '3 hours' end
from log_words w, (select greatest(1, :logs / 10)::bigint as size) as s, generate_series(1, size) as i,
     lateral (select :'now_at'::timestamptz - fill.seconds((size - i) * :pace * 10 + 14400 + :sub) as at) as t,
     (select count(*) as accounts from log_account) as a;

-- Charged by started minutes; now and then one minute too much, one too little, or nothing at all.
insert into sla.call_record
    (call_id, enterprise_no, started_at, answered_at, ended_at, direction, caller, callee, billed_minutes, fee, recording_id)
select i, a.enterprise_no, t.at, case when r.talk > 0 then t.at + interval '9 seconds' end, t.at + fill.seconds(r.talk + 9),
       case when i % 3 = 0 then 'in' else 'out' end, '139' || lpad((i * 7919 % 100000000)::text, 8, '0'),
       '010' || lpad((i * 104729 % 100000000)::text, 8, '0'), b.minutes, 6 * b.minutes, case when i % 2 = 0 then 'r' || i end
from (select count(*) as accounts from log_account) as c, generate_series(1, :logs::bigint) as i
join log_account a on a.place = i % (select count(*) from log_account)
cross join lateral (select :'now_at'::timestamptz - fill.seconds((:logs - i) * :pace + :sub) as at) as t
cross join lateral (select case when i % 5 <> 0 then 11 + i * 37 % 400 else 0 end as talk) as r
cross join lateral (select ceil(r.talk / 60.0)::int as minutes) as n
cross join lateral (select case when n.minutes = 0 or i % 601 = 4 then 0
                                else n.minutes + (i % 199 = 3)::int - (n.minutes > 1 and i % 101 = 6)::int end as minutes) as b;
