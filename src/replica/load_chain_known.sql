-- What a period's first outages are a continuation of: windows before it that overlap or touch, back to a gap.
-- Their seconds are not the period's, but the outage's start lies there, and with it the instant at which it
-- began to count, as they were known at slatop.known. slatop.accounts and slatop.starts: windows that were open when the loaded span begins.
copy (
    with recursive known as not materialized (
        select * from sla.outage_history
         where known_from <= (select current_setting('slatop.known')::timestamptz)
           and (known_to is null or known_to > (select current_setting('slatop.known')::timestamptz))
    ), chain as (
        select enterprise_no, started_at
          from unnest((select current_setting('slatop.accounts')::bigint[]),
                      (select current_setting('slatop.starts')::timestamptz[])) as crossing (enterprise_no, started_at)
        union
        select before.enterprise_no, before.started_at
          from chain
          join known before on before.enterprise_no = chain.enterprise_no
               and before.started_at < chain.started_at
               and before.ended_at >= chain.started_at
         where before.started_at > '-infinity' and not before.voided
    )
    select distinct outage_id, incident_id, maintenance_id, o.enterprise_no, service, cause, o.started_at,
           ended_at, carrier, operator_report_no, voided, void_reason
      from chain
      join known o on o.enterprise_no = chain.enterprise_no and o.started_at = chain.started_at
     where o.ended_at < (select current_setting('slatop.from')::timestamptz)
) to stdout (format binary)
