-- The windows that incidents, nights, maintenance and an account's own bad luck bring, as one plan. What
-- became known when is decided in fill/load.sql.

create temp table plan (
    seq int generated always as identity,
    n int not null, incident_id bigint, work int, service text not null, cause text,
    started_at timestamptz not null, ended_at timestamptz, carrier text, report_no text,
    meant bool not null default false
);

-- Incidents: each account goes down and comes back at its own moment, and one in ten goes down again.
insert into plan (n, incident_id, service, cause, started_at, ended_at, carrier, report_no)
select a.n, e.incident_id, s.service,
       -- At first nobody knows, and for some nobody ever said.
       case when fill.u('cause', a.n, e.seq) < 0.04 then null when fill.u('cause', a.n, e.seq) < 0.07 then 'unknown'
            else e.cause end,
       t.started_at,
       case when not e.is_open
            then t.started_at + fill.seconds(e.length_s * (0.82 + 0.18 * fill.u('recovery', a.n, e.seq))) end,
       e.carrier, case when fill.u('own report', a.n, e.seq) < 0.2 then e.report_no end
from event e
join account a on a.n <= :detailed
    and (e.carrier is null or a.carrier = e.carrier)
    and (e.shards is null or a.shard = any (e.shards))
    and fill.u('hit', a.n, e.seq) < e.share
cross join lateral unnest(e.services) with ordinality as s (service, place)
cross join lateral (select e.starts_at + fill.seconds(20 * fill.u('down ' || s.service, a.n, e.seq)
                                                      * least(1, e.length_s / 60 + e.is_open::int)) as started_at) as t
where t.started_at < a.quiet_from and (a.closed_at is null or t.started_at < a.closed_at)
  and t.started_at > a.opened_at
  -- A release breaks the front, the back, or both.
  and (e.kind <> 'web release' or e.is_open or s.place = 1 and fill.u('side', a.n, e.seq) < 0.75
       or s.place = 2 and fill.u('side', a.n, e.seq) > 0.45);

insert into plan (n, incident_id, service, cause, started_at, ended_at, carrier)
select n, incident_id, service, cause, again, again + fill.seconds(10 + 110 * fill.u('again length', n, seq)), carrier
from (select p.*, ended_at + fill.seconds(15 + 90 * fill.u('again', n, incident_id)) as again
      from plan p where ended_at is not null and fill.u('again?', n, incident_id) < 0.1) as p;

-- Nights: automatic maintenance from 03:00 to 06:00, a shard each night; some nights take too long.
insert into plan (n, service, cause, started_at, ended_at)
select a.n, v.service, 'auto_maintenance', v.started_at,
       v.started_at + fill.seconds(case when v.long < 0.70 then 20 + 38 * v.more when v.long < 0.92 then 62 + 56 * v.more
                                        else 121 + 130 * v.more end)
from generate_series(:'first_month'::date, (:'now_at'::timestamptz at time zone 'Asia/Shanghai')::date - 1,
                     interval '1 day') as night,
     lateral (select (night::date - date '2020-01-01') as number) as x
join account a on a.shard = x.number % 12 and a.n <= :detailed
cross join lateral (
    select fill.local_time(night::date, interval '3 hours' + interval '150 minutes' * fill.u('night', x.number))
           + fill.seconds(40 * fill.u('night account', a.n, x.number)) as started_at,
           case when fill.u('night service', x.number) < 0.7 then 'web_back' else 'softswitch' end as service,
           fill.u('night long', x.number) as long, fill.u('night more', a.n, x.number) as more) as v
where v.started_at < a.quiet_from and v.started_at > a.opened_at
  and (a.closed_at is null or v.started_at < a.closed_at);

-- Maintenance: the accounts covered that felt it. A few of the windows do not name it, and a few accounts
-- that it did not cover felt it too and name it all the same.
insert into plan (n, work, service, cause, started_at, ended_at)
select a.n, case when fill.u('named', a.n, w.seq) > 0.07 then w.seq end,
       case when fill.u('work side', a.n, w.seq) < 0.7 then 'web_front' else 'web_back' end, 'maintenance',
       v.started_at,
       case w.kind when 'running' then null
                   when 'overrun' then least(w.finished_at, v.started_at + (w.finished_at - w.starts_at) * 0.95)
                   when 'extended' then w.finished_at - interval '1 minute' * v.more
                   when 'early' then w.finished_at + interval '3 minutes' * v.more
                   else least(w.ends_at, v.started_at + fill.seconds(100 + 800 * v.more)) end
from work w
join account a on a.n <= :detailed and fill.u('work hit', a.n, w.seq) < 0.35
cross join lateral (
    select greatest(w.starts_at, case when w.kind in ('overrun', 'extended', 'early')
                                      then w.finished_at - interval '18 minutes' * (0.6 + 0.4 * fill.u('into', a.n, w.seq))
                                      when w.kind = 'running'
                                      then :'now_at'::timestamptz - fill.seconds(30 + 360 * fill.u('into', a.n, w.seq))
                                      else w.starts_at + fill.seconds(300 * fill.u('into', a.n, w.seq)) end) as started_at,
           fill.u('work more', a.n, w.seq) as more) as v
where w.kind not in ('coming', 'cancelled') and w.starts_at < :'now_at'::timestamptz
  and (w.all_tenants or exists (select from covered c where c.seq = w.seq and c.n = a.n)
       or fill.u('stray', a.n, w.seq) < 0.02)
  and (w.kind <> 'running' or fill.u('still', a.n, w.seq) < 0.4)
  and v.started_at < a.quiet_from and v.started_at > a.opened_at
  and (a.closed_at is null or v.started_at < a.closed_at);

-- Called off, and done by somebody all the same.
insert into plan (n, work, service, cause, started_at, ended_at)
select a.n, w.seq, 'softswitch', 'maintenance', w.starts_at + fill.seconds(30 * fill.u('off', a.n)),
       w.starts_at + fill.seconds(130 + 60 * fill.u('off length', a.n))
from work w join account a on a.shard = 3 and a.n <= :detailed and w.starts_at < a.quiet_from
where w.kind = 'cancelled' and w.starts_at < :'now_at'::timestamptz - interval '1 hour'
  and a.opened_at < w.starts_at and (a.closed_at is null or w.starts_at < a.closed_at);

-- An account's own: about one in three months. Some began before it was opened or after it was closed.
insert into plan (n, service, cause, started_at, ended_at, carrier)
select a.n, v.service,
       (array['provider', 'provider', 'provider', 'provider', 'carrier', 'carrier', 'customer', 'customer', 'unknown',
              null])[1 + floor(10 * fill.u('own cause', a.n, m))::int],
       v.started_at, v.started_at + fill.seconds(15 + 800 * power(fill.u('own length', a.n, m), 2)),
       case when v.service = 'trunk' then a.carrier end
from account a, generate_series(0, :months - 1) m,
     lateral (select (:'month'::date - make_interval(months => m))::date as month) as mo,
     lateral (select fill.local_time(mo.month, fill.seconds(86400 * 28 * fill.u('own when', a.n, m))) as started_at,
                     (array['web_front', 'web_back', 'softswitch', 'trunk'])[1 + floor(4 * fill.u('own service', a.n, m))::int]
                         as service) as v
where a.n <= :detailed and fill.u('own', a.n, m) < 0.35 and v.started_at < a.quiet_from
  and v.started_at < :'now_at'::timestamptz - interval '20 minutes'
  and v.started_at > a.opened_at - interval '20 days'
  and (a.closed_at is null or v.started_at < a.closed_at + interval '20 days');

-- And a few that are down by themselves just now.
insert into plan (n, service, cause, started_at, carrier)
select n, service, cause, :'now_at'::timestamptz - ago, carrier
from (select n, carrier, row_number() over (order by fill.u('down now', n)) as place
      from account where role = 'common' and status = 'active' and n <= :detailed) as a
join (values (1, 'trunk', 'customer', interval '26 minutes'), (2, 'web_back', null, interval '1 minute 12 seconds'),
             (3, 'softswitch', 'unknown', interval '22 seconds'), (4, 'web_front', 'provider', interval '6 minutes'))
     as v (place, service, cause, ago) using (place);

-- What ended has been recorded as ended, too.
delete from plan where ended_at > :'now_at'::timestamptz - interval '2 minutes';
