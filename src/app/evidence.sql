-- The rows behind the figures of an incident, each statement of one relation, all in one snapshot. Times are RFC 3339
-- in UTC, infinite ones their word. $1 incident, $2 and $3 the span that is judged, with margins, $4 the moment of evaluation.
-- Before each statement a line names its relation.

-- relation place
select pg_catalog.pg_current_snapshot()::text as snapshot,
       coalesce((case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
                      else pg_catalog.pg_current_wal_lsn() end)::text, '') as lsn,
       to_char(pg_catalog.clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as server_clock,
       to_char(pg_catalog.pg_last_xact_replay_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as replayed_at,
       (select to_char(beat_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from sla.heartbeat order by beat_at desc limit 1) as beat_at,
       (select system_identifier::text from sla.heartbeat order by beat_at desc limit 1) as system_identifier,
       (select timeline::text from sla.heartbeat order by beat_at desc limit 1) as timeline,
       current_setting('server_version') as server_version, current_user::text as login

-- relation platform
select code, name, contract_version::text from sla.platform

-- relation incident
select incident_id::text, title, fault_class, severity::text, cause, @opened_at@, @detected_at@, @switched_at@, @recovered_at@,
       @closed_at@, operator_report_no, summary, voided::text
  from sla.incident where incident_id = $1::bigint

-- relation failover
select failover_id::text, incident_id::text, fault_class, @failed_at@, @switched_at@, from_node, to_node, voided::text
  from sla.failover where incident_id = $1::bigint order by failover_id

-- relation outage
-- All windows of the accounts that it hit: the month's figures are made of those, too.
select outage_id::text, incident_id::text, maintenance_id::text, enterprise_no::text, service, cause, @started_at@, @ended_at@,
       carrier, operator_report_no, voided::text, void_reason
  from sla.outage
 where started_at <= $3::timestamptz and (ended_at is null or ended_at >= $2::timestamptz)
   and enterprise_no in (select enterprise_no from sla.outage
                          where incident_id = $1::bigint and started_at <= $3::timestamptz
                            and (ended_at is null or ended_at >= $2::timestamptz))
 order by outage_id

-- relation tenant
select enterprise_no::text, name, status, tier, region, agreement_code, seats::text, charged_on, @opened_at@, @closed_at@, voided::text
  from sla.tenant
 where enterprise_no in (select enterprise_no from sla.outage
                          where incident_id = $1::bigint and started_at <= $3::timestamptz
                            and (ended_at is null or ended_at >= $2::timestamptz))
 order by enterprise_no

-- relation maintenance
-- That of a week before too, as maintenance.reasonable_s may lengthen it by as much.
select maintenance_id::text, title, @announced_at@, @starts_at@, @ends_at@, @extended_to@, @finished_at@, @cancelled_at@,
       all_tenants::text, voided::text
  from sla.maintenance
 where starts_at <= $3::timestamptz and greatest(ends_at, starts_at) >= $2::timestamptz - interval '7 days' and $1::bigint is not null
 order by maintenance_id

-- relation maintenance_tenant
select c.maintenance_id::text, c.enterprise_no::text
  from sla.maintenance_tenant c join sla.maintenance m on m.maintenance_id = c.maintenance_id
 where m.starts_at <= $3::timestamptz and greatest(m.ends_at, m.starts_at) >= $2::timestamptz - interval '7 days'
   and c.enterprise_no in (select enterprise_no from sla.outage
                            where incident_id = $1::bigint and started_at <= $3::timestamptz
                              and (ended_at is null or ended_at >= $2::timestamptz))
 order by 1, 2

-- relation bastion_command
-- What people did meanwhile, as the timeline of the incident shows it: the columns are alike.
with @bounds@
select '' as kind, @occurred_at@, command_id::text as number, session_id::text as session, null as account, operator as who,
       host as place, command as what, risk::text as risk
  from sla.bastion_command
 where occurred_at >= (select first from bounds) and occurred_at < (select last from bounds)
 order by bastion_command.occurred_at, command_id limit 100000

-- relation business_log
with @bounds@
select action as kind, @occurred_at@, log_id::text as number, null as session, enterprise_no::text as account, operator as who,
       object as place, action || ' ' || object || ': ' || result as what, '0' as risk
  from sla.business_log
 where occurred_at >= (select first from bounds) and occurred_at < (select last from bounds)
 order by business_log.occurred_at, log_id limit 100000

-- relation deletion
with @bounds@
select '' as kind, @executed_at@, deletion_id::text as number, session_id::text as session, enterprise_no::text as account,
       operator as who, object_kind as place, method || ' ' || object_kind || ' ' || object as what, '0' as risk
  from sla.deletion
 where executed_at >= (select first from bounds) and executed_at < (select last from bounds)
 order by deletion.executed_at, deletion_id limit 100000

-- relation bastion_session
with @bounds@
select '' as kind, @started_at@, session_id::text as number, session_id::text as session, null as account, operator as who,
       host as place, case when via_bastion then 'logs in to ' else 'logs in past the bastion to ' end || host || ' as ' || account
       || ' from ' || host(client_ip) as what, '0' as risk
  from sla.bastion_session
 where started_at >= (select first from bounds) and started_at < (select last from bounds)
 order by bastion_session.started_at, session_id limit 100000

-- bounds
-- From the first thing that is known of the incident to the last, with what was shortly before and after; at the moment
-- what is open goes on, and what comes later is not known.
times as (
    select opened_at as at from sla.incident where incident_id = $1::bigint
    union all select unnest(array[detected_at, switched_at, coalesce(recovered_at, $4::timestamptz)]) from sla.incident where incident_id = $1::bigint
    union all select unnest(array[started_at, coalesce(ended_at, $4::timestamptz)]) from sla.outage
     where incident_id = $1::bigint and not voided and started_at <= $3::timestamptz and (ended_at is null or ended_at >= $2::timestamptz)
    union all select unnest(array[failed_at, coalesce(switched_at, $4::timestamptz)]) from sla.failover where incident_id = $1::bigint and not voided
), ends as (select min(at) as first, max(least(at, $4::timestamptz)) as last from times where isfinite(at)
), bounds as (
    select first - least(greatest((last - first) / 4, interval '20 minutes'), interval '6 hours') as first,
           least(last + interval '2 hours', $4::timestamptz + interval '1 microsecond') as last from ends
)
