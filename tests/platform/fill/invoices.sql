-- Bills of the months before, issued on the third of the next; with many windows asked for, of the last
-- month only. One does not add up, one has a month that is not a first day.
insert into sla.invoice
    (enterprise_no, month, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee, deduction, issued_at)
select t.enterprise_no, mo.month, t.charged_on, t.seats, p.seat_price, t.seats * p.seat_price, p.phone_bill,
       t.seats * p.seat_price + p.phone_bill, 0,
       fill.local_time((mo.month + interval '1 month 2 days')::date, interval '9 hours')
from sla.tenant t,
     generate_series(1, case when :windows > 0 then least(1, :months - 1) else :months - 1 end) as m,
     lateral (select (:'month'::date - make_interval(months => m))::date as month) as mo,
     lateral (select (12000 + 2000 * floor(5 * fill.u('price', t.enterprise_no)))::bigint as seat_price,
                     floor(t.seats * 4000 * (0.5 + fill.u('phone', t.enterprise_no, m)))::bigint as phone_bill) as p
where not t.voided and t.opened_at < (mo.month + interval '1 month') at time zone 'Asia/Shanghai'
  and (t.closed_at is null or t.closed_at > mo.month at time zone 'Asia/Shanghai')
order by 1, 2;

update sla.invoice set total_service_fee = total_service_fee + 100
where (enterprise_no, month) in (select enterprise_no, month from sla.invoice order by enterprise_no, month desc offset 2 limit 1);

insert into sla.invoice
select enterprise_no, month + 14, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee, 0, issued_at
from sla.invoice order by enterprise_no, month desc limit 1;
