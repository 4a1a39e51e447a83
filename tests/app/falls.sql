-- Calls of accounts by the hour and of carriers by the slot, about the limits of a fall, in a sub-platform that has
-- nothing else. By psql, as the owner, on the primary: -v seed=N (0 .. 4294967295); without a seed it takes all of it
-- away. Account 820000000 + n: n % 4 = 1 has the agreement code "large", 2 one that there is not.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set time zone 'UTC';
begin;
truncate sla.tenant, sla.outage, sla.outage_history, sla.call_stat, sla.call_rate;
\if :{?seed}
\else
commit;
\quit
\endif
select setseed(:seed / 4294967296.0);

create function pg_temp.pick(list anyarray) returns anyelement language plpgsql volatile as
$$ begin return list[1 + floor(random() * cardinality(list))::int]; end $$;

insert into sla.tenant (enterprise_no, name, status, agreement_code, seats, charged_on, opened_at, contract_from, contract_to,
                        retention_to, voided)
select 820000000 + n, 'account ' || n, 'active', (array[null, 'large', 'nothing', 'standard'])[1 + n % 4], 5, 'function_fee',
       '2022-05-05 05:05Z', '2022-05-05', '2030-01-01', '2030-01-01', false
from generate_series(1, 40) as n;

-- Nearly all of an account's calls are one hour's of a carrier that never fails.
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select enterprise_no, '2024-02-02 00:00Z', 'steady', 100000, 100000, 0 from sla.tenant;
insert into sla.call_stat (enterprise_no, hour, carrier, requested, connected, answered)
select enterprise_no, h, 'line', r, r - (r * pg_temp.pick(array[0, 0.1, 0.29, 0.31, 0.49, 0.51, 0.9]))::int, 0
from sla.tenant, generate_series('2024-01-31 14:00Z'::timestamptz, '2024-03-01 00:00Z', '13 hours') as h,
     lateral (select pg_temp.pick(array[0, 29, 30, 49, 50, 51, 79, 80, 200]) + 0 * h.h_no as r
              from (select extract(epoch from h)::int as h_no) as h) as x;
insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)
select row_number() over (), enterprise_no, 'web_front', 'provider', hour - interval '1 minute' * (random() * 3)::int,
       hour + interval '1 minute' * (random() * 3)::int, random() < 0.2
from sla.call_stat where carrier = 'line' and random() < 0.3;

insert into sla.call_rate (carrier, slot, requested, connected, answered)
select 'trunk', s, 100000, 100000, 0 from generate_series('2024-02-20 00:00Z'::timestamptz, '2024-02-20 01:00Z', '5 minutes') as s;
insert into sla.call_rate (carrier, slot, requested, connected, answered)
select 'trunk', s, r, r - (r * pg_temp.pick(array[0.1, 0.29, 0.31, 0.49, 0.51, 0.51, 0.9]))::int, 0
from generate_series('2024-02-20 02:00Z'::timestamptz, '2024-02-20 20:00Z', '5 minutes') as s,
     lateral (select pg_temp.pick(array[29, 30, 49, 50, 51, 80, 200]) + 0 * extract(epoch from s)::int as r) as x;
commit;
