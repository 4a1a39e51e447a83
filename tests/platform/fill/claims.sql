-- 6: claims of accounts that are breached this month, in every state, and of such that are not; voided, in cash, on a
-- bill too late, of a month that is none.
alter table sla.claim disable trigger user;
insert into sla.claim
    (claim_id, enterprise_no, month, received_at, state, amount, deducted_month, paid_in_cash, voided, changed_xid, recorded_at, changed_at)
select row_number() over (order by c.n), c.enterprise_no, (:'month'::date - make_interval(months => v.back))::date,
       t.at, v.state, v.amount, case when v.deducted is not null then (:'month'::date + make_interval(months => v.deducted - v.back))::date end,
       v.cash, v.voided, pg_current_xact_id(), t.at, t.at
from (select enterprise_no, row_number() over (order by role <> 'breached', n) as n from account where n <= :detailed) as c
join (values (1, 0, 'applied', 120000, null, null, false), (2, 0, 'approved', 80000, null, false, false), (3, 0, 'rejected', 5000000, null, null, false),
             (4, 0, 'deducted', 60000, 1, false, false), (5, 0, 'deducted', 60000, 0, true, false), (6, 0, 'applied', 900000000, null, null, false),
             (7, 0, 'applied', 1000, null, null, true), (40, 0, 'applied', 20000, null, null, false), (41, 1, 'applied', 30000, null, null, false),
             (42, 2, 'deducted', 30000, 2, false, false), (43, 2, 'deducted', 30000, 0, false, false), (44, 1, 'approved', null, null, null, false),
             (45, 0, 'approved', 10000, null, false, false)) as v (n, back, state, amount, deducted, cash, voided) using (n),
     lateral (select :'now_at'::timestamptz - c.n * interval '1 hour' as at) as t;
insert into sla.claim
select 900001 + k, enterprise_no, :'month'::date + case k when 0 then 14 else 0 end, :'now_at'::timestamptz, case k when 1 then 'lost' else 'applied' end,
       case k when 2 then -5 else 100 end, null, null, false, pg_current_xact_id(), :'now_at'::timestamptz, :'now_at'::timestamptz
from account, generate_series(0, 2) as k where n = 6;
\ir triggers.sql
