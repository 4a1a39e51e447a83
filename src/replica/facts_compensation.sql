-- 6, 7: the invoices of the span's months, and the claims for them.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, 'invoice' as row, null::bigint as claim_id, month, issued_at as at, charged_on as state,
       null::bigint as amount, null::date as deducted_month, null::boolean as paid_in_cash, null::boolean as voided,
       function_fee, phone_bill, total_service_fee, seats, seat_price, deduction
  from sla.invoice
 where month >= ($2 at time zone $5)::date and month < ($3 at time zone $5)::date and issued_at <= $4
   and ($1 is null or enterprise_no = $1)
union all
select enterprise_no, 'claim', claim_id, month, received_at, state, amount, deducted_month, paid_in_cash, voided,
       null, null, null, null, null, null
  from sla.claim
 where month >= ($2 at time zone $5)::date and month < ($3 at time zone $5)::date and received_at <= $4
   and ($1 is null or enterprise_no = $1)
 order by 1, 3 nulls first
