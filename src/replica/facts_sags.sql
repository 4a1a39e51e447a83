-- Suspects: slots of five minutes in which calls by a carrier's trunks failed with no window of a trunk of that
-- carrier (or of none that is named) beside: enough calls requested, connected so much less than the carrier's calls of
-- the span that are kept. Slots that follow one another are a row, where they are enough.
-- $1 account (of no use: a sub-platform's), $2 from, $3 to, $4 moment, $5 time zone, $6 reach: both of no use,
-- $7 of each agreement code its keys: the standard one's judge.
with limits as materialized (
    select (key ->> 'completion.fall_calls')::bigint as calls, (key ->> 'completion.fall_ppm')::bigint / 1000000.0 as fall,
           (key ->> 'completion.fall_slots')::bigint as slots
      from (select $7::jsonb -> 'standard') as standard (key)
), sound as materialized (
    select carrier, slot, requested, connected from sla.call_rate
     where slot >= $2 and slot < $3 and slot <= $4 and requested > 0 and connected between 0 and requested
       and answered >= 0 and $1::bigint is null and $5::text is not null and $6::bigint is not null
), usual as (
    select carrier, sum(connected) / sum(requested)::numeric as rate from sound group by carrier
), low as (
    select s.*, u.rate, l.slots, s.slot - row_number() over (partition by carrier order by slot) * interval '5 minutes' as run
      from sound s join usual u using (carrier) cross join limits l
     where s.requested >= l.calls and s.connected <= s.requested * (u.rate - l.fall)
       and not exists (select from sla.outage o
                        where o.service = 'trunk' and not o.voided and isfinite(o.started_at) and isfinite(coalesce(o.ended_at, $4)) and coalesce(o.carrier, s.carrier) = s.carrier
                          and o.started_at < s.slot + interval '5 minutes' and o.started_at < $4
                          and (o.ended_at is null or o.ended_at > s.slot and o.ended_at > o.started_at))
)
select 0::bigint, min(slot) as at, carrier, null::bigint as accounts, null::bigint as account,
       sum(requested)::bigint as requested, sum(connected)::bigint as connected,
       floor(100000000 * min(rate))::bigint as usual, count(*) as slots
  from low group by carrier, run, slots having count(*) >= slots order by min(slot), carrier
