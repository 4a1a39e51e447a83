-- The carriers' connection rates of the last two days, in slots of five minutes. They sag while a carrier's
-- trunk is down. One slot has negative counts, one more connected than requested.
insert into sla.call_rate (carrier, slot, requested, connected, answered)
select carrier, slot, requested, floor(requested * rate)::int, floor(requested * rate * (0.55 + 0.1 * fill.u('answer', k, c)))::int
from unnest(array['中国电信', '中国联通', '中国移动']) with ordinality as carriers (carrier, c),
     generate_series(0, 575) as k,
     lateral (select date_bin('5 minutes', :'now_at'::timestamptz, '2020-01-01') - k * interval '5 minutes' as slot) as s,
     lateral (select extract(epoch from s.slot at time zone 'Asia/Shanghai' - date_trunc('day', s.slot at time zone 'Asia/Shanghai'))
                     / 3600 as hour) as h,
     lateral (select exists (select from event e where e.carrier = carriers.carrier
                             and s.slot between e.starts_at - interval '5 minutes'
                                 and case when e.is_open then 'infinity' else e.starts_at + fill.seconds(e.length_s) end) as cut) as x,
     lateral (select floor(:tenants * case when hour < 7 then 0.4 when hour < 9 then 3 when hour < 12 then 9 when hour < 14 then 6
                                           when hour < 18 then 8.5 when hour < 21 then 4 else 1 end
                           * (0.9 + 0.2 * fill.u('calls', k, c)))::int as requested,
                     case when cut then 0.55 + 0.2 * fill.u('sag', k, c)
                          else 0.974 + 0.02 * fill.u('rate', k, c) - 0.003 * c end as rate) as y;

update sla.call_rate set requested = -1, connected = -1, answered = 0
where carrier = '中国电信' and slot = date_bin('5 minutes', :'now_at'::timestamptz, '2020-01-01') - interval '30 hours';
update sla.call_rate set connected = requested + 7
where carrier = '中国移动' and slot = date_bin('5 minutes', :'now_at'::timestamptz, '2020-01-01') - interval '20 hours';
