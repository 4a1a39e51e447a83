-- 4.3: the invoices of the span's months.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 reach in microseconds.
select enterprise_no, month, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee, deduction,
       issued_at, extract(day from month) = 1 as first_day
  from sla.invoice
 where month >= ($2 at time zone $5)::date and month < ($3 at time zone $5)::date and issued_at <= $4
   and ($1 is null or enterprise_no = $1)
 order by enterprise_no, month
