-- The proof of 6: compensation. It goes on after "with availability as (prove_availability.sql)", whose parameters
-- it shares, and takes one more: $22 jsonb, the agreement's keys with their values. Of a span that is no natural
-- month there is none. Inputs eligible, owed, cap, open, claims, broken.
, asked as (
    select $22::jsonb as key, ($2::timestamptz at time zone $5::text)::date as month, $4::timestamptz as moment,
           ($4::timestamptz at time zone $5::text)::date as today
),
judged as (
    select a.*, x.judged_us, a.accountable_us > 0 and x.judged_us > a.allowed_us as eligible,
           case when key ->> 'compensation.days_from' = 'breach' then (x.since at time zone $5::text)::date
                else (asked.month + interval '1 month')::date - 1 end + (key ->> 'compensation.apply_days')::int as apply_by
      from availability a
     cross join asked
     cross join lateral (
           select case key ->> 'compensation.ratio_of' when 'unavailable' then unavailable_us else accountable_us end as judged_us,
                  case key ->> 'compensation.ratio_of' when 'unavailable' then breached_at else eligible_at end as since) as x
     where asked.month = date_trunc('month', asked.month)
       and $2::timestamptz = asked.month::timestamp at time zone $5::text
       and $3::timestamptz = (asked.month + interval '1 month') at time zone $5::text
),
bill as (
    select i.enterprise_no, i.function_fee::numeric as fee, i.phone_bill::numeric as phone,
           least(total_service_fee,
                 case key ->> 'compensation.cap_mode'
                 when 'charged_on' then case charged_on when 'phone_bill' then by_phone else by_fee end
                 when 'greater' then greatest(by_phone, by_fee)
                 when 'lesser' then least(by_phone, by_fee) else by_phone + by_fee end) as cap
      from asked
      join sla.invoice i on i.month = asked.month
     cross join lateral (
           select div(i.function_fee::numeric * (key ->> 'compensation.function_fee_cap_ppm')::numeric, 1000000) as by_fee,
                  div(i.phone_bill::numeric * (key ->> 'compensation.phone_bill_cap_ppm')::numeric, 1000000) as by_phone) as share
     where ($1::bigint is null or i.enterprise_no = $1::bigint) and i.issued_at <= asked.moment and isfinite(i.issued_at)
       and charged_on in ('function_fee', 'phone_bill')
       and least(seats, seat_price, function_fee, phone_bill, total_service_fee, deduction) >= 0
),
claimed as (
    select c.*
      from asked
      join sla.claim c on c.month = asked.month
     where ($1::bigint is null or c.enterprise_no = $1::bigint) and not voided
       and state in ('applied', 'approved', 'rejected', 'deducted') and coalesce(amount, 0) >= 0
       and isfinite(received_at) and received_at <= asked.moment
),
-- What the claims of each account broke.
claims as (
    select j.enterprise_no, count(*) as number,
           sum((not j.eligible and c.state <> 'rejected')::int
               + (j.eligible and c.state in ('approved', 'deducted') and (c.received_at at time zone $5::text)::date > j.apply_by)::int
               + coalesce(c.state <> 'rejected' and coalesce(c.amount, 0) > b.cap, false)::int
               + coalesce(extract(day from c.deducted_month) = 1
                          and (c.deducted_month < c.month
                               or c.deducted_month > c.month + make_interval(months => (key ->> 'compensation.deduct_within_months')::int)), false)::int
               + coalesce(c.paid_in_cash, false)::int) as broken
      from asked
     cross join judged j
      join claimed c using (enterprise_no)
      left join bill b using (enterprise_no)
     group by j.enterprise_no
),
owing as (
    select j.enterprise_no, j.eligible, b.cap,
           case when j.eligible and scaled.fen is not null then least(b.cap, case key ->> 'compensation.ratio_of'
                when 'unavailable' then div(scaled.fen * j.accountable_us, j.unavailable_us) else scaled.fen end) end as owed,
           coalesce(c.number, 0) as claims, coalesce(c.broken, 0) as broken,
           coalesce(j.eligible and c.number is null and j.apply_by - asked.today between 0
                    and (key ->> 'compensation.at_risk_days')::int, false) as soon
      from asked
     cross join judged j
      left join bill b using (enterprise_no)
      left join claims c using (enterprise_no)
      left join lateral (
           select div(b.fee * (row ->> 'share_of_function_fee_ppm')::numeric, 1000000)
                  + div(b.phone * (row ->> 'share_of_phone_bill_ppm')::numeric, 1000000) as fen
             from jsonb_array_elements(key -> 'compensation.scale') as row
            where j.judged_us::numeric * 1000000 > j.allowed_us::numeric * (row ->> 'ratio_above_ppm')::numeric
            order by (row ->> 'ratio_above_ppm')::numeric desc limit 1) as scaled on true
)
select enterprise_no, eligible::int::bigint, coalesce(owed, 0)::bigint, case when eligible then coalesce(cap, 0) else 0 end::bigint,
       (eligible and owed is null)::int::bigint, claims, broken::bigint,
       case when broken > 0 then 'missed' when soon then 'at_risk' else 'met' end
  from owing
