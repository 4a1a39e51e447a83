-- A year and a half of months, each with the same windows, in a sub-platform that has nothing else.
-- By psql, as the owner, on the primary: -v months=N fills it, -v void=ID voids a window; without either it takes all
-- of it away.
\set ON_ERROR_STOP on
set client_min_messages = warning;
\if :{?void}
update sla.outage set voided = true where outage_id = :void;
\quit
\endif
begin;
truncate sla.tenant, sla.outage, sla.outage_history, sla.incident;
\if :{?months}
insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from, contract_to, retention_to, voided)
select 840000000 + n, 'account ' || n, 'active', 5, 'function_fee', '2020-01-01', '2020-01-01', '2030-01-01', '2030-01-01', false
  from generate_series(1, 40) as n;
-- In month m each account is down for 10 minutes and as many seconds; window m * 100 + n.
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)
select m * 100 + n, 840000000 + n, 'softswitch', 'provider', at, at + (600 + n) * interval '1 second', false
  from generate_series(1, :months) as m
 cross join generate_series(1, 40) as n
 cross join lateral (select timestamptz '2024-02-10 12:00+08' - m * interval '1 month' + interval '1 month' as at) as x;
\endif
commit;
