-- The proof of 4.3: invoices. Inputs invoices, wrong.
-- $1 account (null: all), $2 from, $3 to, $4 moment, $5 time zone, $6 the agreement's keys with their values.
select enterprise_no, count(*),
       count(*) filter (where seats::numeric * seat_price <> function_fee or function_fee::numeric + phone_bill <> total_service_fee),
       case when bool_and(seats::numeric * seat_price = function_fee and function_fee::numeric + phone_bill = total_service_fee)
            then 'met' else 'missed' end
  from sla.invoice
 where ($1 is null or enterprise_no = $1) and month = date_trunc('month', month) and issued_at <= $4
   and isfinite(issued_at)
   and month::timestamp at time zone $5 >= $2 and month::timestamp at time zone $5 < $3
   and charged_on in ('function_fee', 'phone_bill')
   and least(seats, seat_price, function_fee, phone_bill, total_service_fee, deduction) >= 0
 group by enterprise_no
