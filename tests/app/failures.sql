-- Incidents and their windows over a year and a half, at random, in a sub-platform that has nothing else: about the
-- number of accounts that makes an event, the thresholds, the edges of months and of the look-back, the moment.
-- By psql, as the owner, on the primary: -v seed=N (0 .. 4294967295), -v moment='...'; without a seed it takes all
-- of it away.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set time zone 'UTC';
begin;
truncate sla.tenant, sla.outage, sla.outage_history, sla.incident;
\if :{?seed}
\else
commit;
\quit
\endif
select setseed(:seed / 4294967296.0);
select set_config('failures.moment', :'moment', false) as moment
\gset

create function pg_temp.pick(list anyarray) returns anyelement language plpgsql volatile as
$$ begin return list[1 + floor(random() * cardinality(list))::int]; end $$;
create function pg_temp.near(at timestamptz) returns timestamptz language plpgsql volatile as
$$ begin
    return at + pg_temp.pick(array['0', '0', '-1 microsecond', '1 microsecond', '-30 seconds', '-60 seconds', '-119 seconds',
                                   '60 seconds', '-1 hour', '90 minutes', '-1 day', '5 days']::interval[]);
end $$;
-- Anywhere, or about a border: the moment, a year and a month before it, edges of months.
create function pg_temp.instant() returns timestamptz language plpgsql volatile as
$$ begin
    return case when random() < 0.5 then timestamptz '2022-12-01 00:00Z' + random() * interval '450 days'
                else pg_temp.near(pg_temp.pick(array[
                     current_setting('failures.moment')::timestamptz,
                     current_setting('failures.moment')::timestamptz - interval '8760 hours',
                     current_setting('failures.moment')::timestamptz - interval '720 hours',
                     '2024-01-31 16:00Z', '2024-02-29 16:00Z', '2023-12-31 16:00Z', '2023-02-28 16:00Z', '2023-06-30 16:00Z'])) end;
end $$;
create function pg_temp.length() returns interval language plpgsql volatile as
$$ begin
    return pg_temp.pick(array['59.999999', '60', '60.000001', '119.999999', '120', '120.000001', '30', '600', '7200', '250000']::numeric[])
           * interval '1 second';
end $$;

insert into sla.tenant (enterprise_no, name, status, agreement_code, seats, charged_on, opened_at, contract_from,
                        contract_to, retention_to, voided)
select 830000000 + n, 'account ' || n, 'active', pg_temp.pick(array[null, 'standard', 'nothing']), 5, 'function_fee',
       case when n = 3 then timestamptz '2024-02-10 00:00Z' when n = 4 then '-infinity' else timestamptz '2022-05-05 05:05Z' + n * interval '1 hour' end,
       '2022-05-05', '2030-01-01', '2030-01-01', n = 5
  from generate_series(1, 24) as n;

create temp table failed on commit drop as
select n as incident_id, pg_temp.instant() as at, pg_temp.pick(array[1, 2, 3, 4, 9, 10, 10, 11, 20]) as accounts,
       pg_temp.pick(array['short', 'long', 'long', 'mixed']) as kind
  from generate_series(1, 80) as n;
-- One in ten is not there.
insert into sla.incident (incident_id, title, fault_class, severity, cause, opened_at, recovered_at, voided)
select incident_id, 'incident ' || incident_id, 'network', 2,
       pg_temp.pick(array[null, 'provider', 'provider', 'carrier', 'customer', 'unknown', 'odd']), at,
       case when random() < 0.05 then 'infinity'::timestamptz end, random() < 0.1
  from failed where incident_id % 10 <> 9;
insert into sla.outage (outage_id, incident_id, enterprise_no, service, cause, started_at, ended_at, voided)
select row_number() over (), incident_id, account, service, cause, started_at,
       case when random() < 0.1 and started_at > current_setting('failures.moment')::timestamptz - interval '9 days' or random() < 0.002 then null when random() < 0.02 then 'infinity' else started_at + length end, random() < 0.04
  from (select f.incident_id, 830000000 + 1 + (f.incident_id * 7 + i) % 24 as account,
               pg_temp.pick(array['web_front', 'web_back', 'softswitch', 'trunk', 'mail']) as service,
               pg_temp.pick(array[null, 'provider', 'provider', 'carrier', 'customer', 'unknown']) as cause,
               case when random() < 0.03 then pg_temp.near(f.at + interval '31 days') else f.at + random() * interval '3 minutes' end as started_at,
               case kind when 'long' then interval '1000 seconds' else pg_temp.length() end as length
          from failed f
         cross join generate_series(1, f.accounts) as i offset 0) as w;
-- Windows that name none, beside those that do: an outage is longer with them.
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)
select 100000 + row_number() over (), enterprise_no, service, 'provider', ended_at - pg_temp.pick(array['0', '1 microsecond', '10 seconds']::interval[]),
       ended_at + pg_temp.pick(array['1 second', '61 seconds']::interval[]), false
  from sla.outage
 where isfinite(ended_at) and random() < 0.2;
commit;
