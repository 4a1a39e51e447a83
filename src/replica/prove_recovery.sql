-- The proof of 4.12: switch-overs of the sub-platform. Inputs checked, broken.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
with judged as (
    select extract(epoch from case when switched_at <= $4 then switched_at else $4 end - failed_at) as took,
           not coalesce(switched_at <= $4, false) as open,
           ($6::jsonb ->> ('recovery.' || fault_class || '_s'))::numeric as allowed,
           case fault_class when 'network' then ($6::jsonb ->> 'recovery.network_tolerance_s')::numeric else 0 end as about
      from sla.failover
     where not voided and failed_at >= $2 and failed_at < $3 and failed_at < $4 and isfinite(failed_at)
       and fault_class in ('application', 'network', 'relay')
       and (switched_at is null or (isfinite(switched_at) and switched_at >= failed_at)))
select 0::bigint, count(*), count(*) filter (where took > allowed + about),
       case when count(*) = 0 then 'no_data' when bool_or(took > allowed + about) then 'missed'
            when bool_or(open and took * 1000000 >= allowed * ($6::jsonb ->> 'recovery.at_risk_ppm')::numeric) then 'at_risk' else 'met' end
  from judged
