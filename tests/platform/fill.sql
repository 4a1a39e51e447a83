-- Fills a sub-platform with data as a call-centre platform would have them: made up, the same for the same
-- seed on the same day, and anchored to now, so that the current month is live.
--
-- psql variables: code, name, sub (1, 2, ...), tenants, windows (0: what the months bring), months, seed, logs.
--
-- The plan is made in temporary tables and then loaded in bulk. The owner disables the contract's triggers
-- for the load, because they stamp rows with the time of their writing: here the rows of a year were
-- recorded when they happened, and so were their versions.

\set ON_ERROR_STOP on
set time zone 'UTC';
set client_min_messages = warning;
set max_parallel_workers_per_gather = 0;
set work_mem = '256MB';
set maintenance_work_mem = '256MB';

begin;

-- Months are those of the agreement's zone.
select date_trunc('second', now()) as now_at,
       date_trunc('month', now() at time zone 'Asia/Shanghai')::date as month
\gset
select (:'month'::date)::timestamp at time zone 'Asia/Shanghai' as month_start,
       (:'month'::date + interval '1 month') at time zone 'Asia/Shanghai' as month_end,
       (:'month'::date - make_interval(months => :months - 1))::date as first_month
\gset
-- Clause 4.1: what may be unavailable in the month, in seconds.
select extract(epoch from :'month_end'::timestamptz - :'month_start'::timestamptz) * 0.0022 as allowed_s,
       case when :tenants < 10000 then 10000 else 1000000 end as block,
       case when :windows > 0 then 1000 else :tenants end as detailed
\gset

\ir fill/functions.sql
\ir fill/tenants.sql
\ir fill/maintenance.sql
\ir fill/incidents.sql
\ir fill/windows.sql
\ir fill/cases.sql
\ir fill/load.sql
\ir fill/links.sql
\ir fill/bad.sql
\ir fill/bulk.sql
\ir fill/calls.sql
\ir fill/logs.sql
\ir fill/invoices.sql
\ir fill/clauses.sql
\ir fill/suspects.sql
\ir fill/claims.sql
\ir fill/recordings.sql
\ir fill/done.sql

commit;

-- The standby takes the visibility map and the statistics from here. (The catalogues are not the owner's.)
set client_min_messages = error;
vacuum analyze;
