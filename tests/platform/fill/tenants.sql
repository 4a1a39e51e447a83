-- The accounts. Numbers run on from 10001, 20001, ... for each sub-platform (from 1000001, 2000001, ... where
-- there are more than a block holds).

insert into sla.platform (code, name) values (:'code', :'name');

create temp table company_words as
select
    array['北京', '上海', '广州', '深圳', '杭州', '苏州', '南京', '成都', '重庆', '武汉', '西安', '天津', '青岛',
          '宁波', '无锡', '厦门', '福州', '合肥', '长沙', '郑州', '济南', '大连', '沈阳', '昆明', '贵阳', '南昌',
          '佛山', '东莞', '珠海', '常州', '嘉兴', '温州', '石家庄', '哈尔滨', '乌鲁木齐'] as place,
    array['华北', '华东', '华南', '华南', '华东', '华东', '华东', '西南', '西南', '华中', '西北', '华北', '华东',
          '华东', '华东', '华东', '华东', '华东', '华中', '华中', '华东', '东北', '东北', '西南', '西南', '华东',
          '华南', '华南', '华南', '华东', '华东', '华东', '华北', '东北', '西北'] as region,
    array['华', '远', '恒', '瑞', '鑫', '嘉', '博', '锦', '云', '汇', '安', '诚', '天', '金', '宏', '启', '新', '润',
          '卓', '明', '聚', '和', '晨', '信', '凌', '星', '蓝', '佳', '康', '泰', '元', '景', '朗', '海'] as first,
    array['腾', '达', '通', '联', '泰', '丰', '源', '盛', '科', '航', '信', '兴', '诺', '创', '力', '邦', '宇', '成',
          '途', '辰', '悦', '禾', '川', '睿', '图', '易', '祥', '堂', '谷', '森', '帆', '桥'] as second,
    array['信息技术', '网络科技', '物流', '速运', '保险经纪', '人寿保险', '融资租赁', '消费金融', '电子商务',
          '商贸', '医药连锁', '医疗器械', '教育科技', '职业培训', '旅游', '国际旅行社', '酒店管理', '物业服务',
          '房地产经纪', '汽车销售', '新能源汽车', '家用电器', '智能家居', '食品', '乳业', '餐饮管理', '服饰',
          '供应链管理', '人力资源', '广告传媒', '燃气', '水务', '电力服务', '环保科技', '装饰工程', '家政服务',
          '财务咨询', '软件', '数据服务', '通信技术', '航空服务', '票务', '母婴用品', '健康管理'] as trade,
    array['有限公司', '有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司'] as form,
    array['政务服务中心', '市民服务热线', '医疗保障服务中心', '公积金服务热线', '农村商业银行', '村镇银行',
          '人民医院', '公交集团', '自来水公司', '残疾人联合会', '供热客服中心'] as public_body,
    array['滨江', '高新', '城西', '东湖', '新城', '开发', '江北', '南山', '临港', '古城', '望京', '天府'] as district,
    array['Nordhaven', 'Kelvo', 'Brightwell', 'Tessara', 'Oakline', 'Marisol', 'Vantera', 'Luminor', 'Quillan',
          'Hollis & Reed', 'Aurora Bay', 'Pinecrest', 'Solvanta', 'Everline', 'Medoria', 'Zenwick', 'Ostara',
          'Greyfield', 'Cobalt River', 'Farrow'] as latin,
    array['Logistics', 'Retail', 'Insurance Brokers', 'Travel', 'Medical', 'Education', 'Foods', 'Motors',
          'Home Services', 'Technology', 'Express', 'Apparel'] as latin_trade,
    array['Shanghai', 'Shenzhen', 'Beijing', 'Suzhou', 'Qingdao', 'Chengdu', 'Dalian', 'Wuhan'] as latin_place,
    array['华东', '华南', '华北', '华东', '华东', '西南', '东北', '华中'] as latin_region;

-- n counts them from 1; carrier and shard say which incidents they are hit by; role is what the current month
-- holds for them: breached, at_risk, closing (nearly breached and down), case (fill/cases.sql), or common.
-- The others than common are spared by the common windows from quiet_from on: their figures are meant.
create temp table account (
    n int primary key, enterprise_no bigint not null, name text not null, status text not null,
    opened_at timestamptz not null, closed_at timestamptz, carrier text not null, shard int not null,
    role text not null default 'common', rank int, quiet_from timestamptz not null default 'infinity'
);

insert into account (n, enterprise_no, name, status, opened_at, closed_at, carrier, shard)
select n, :sub::bigint * :block + n,
       case
       when shape < 0.70 then
           fill.pick(place, fill.u('place', n)) || brand || fill.pick(trade, fill.u('trade', n))
           || fill.pick(w.form, fill.u('form', n))
       when shape < 0.79 then
           brand || fill.pick(trade, fill.u('trade', n)) || '（' || fill.pick(place, fill.u('place', n)) || '）'
           || fill.pick(w.form, fill.u('form', n))
       when shape < 0.86 then
           fill.pick(place, fill.u('place', n)) || '市' || fill.pick(district, fill.u('district', n)) || '区'
           || fill.pick(public_body, fill.u('body', n))
       when shape < 0.94 then
           fill.pick(latin, fill.u('latin', n)) || ' ' || fill.pick(latin_trade, fill.u('trade', n))
           || ' (' || fill.pick(latin_place, fill.u('place', n)) || ')'
       when shape < 0.995 then
           fill.pick(latin, fill.u('latin', n)) || fill.pick(trade, fill.u('trade', n))
           || '（' || fill.pick(place, fill.u('place', n)) || '）有限公司'
       else
           fill.pick(place, fill.u('place', n)) || '市' || fill.pick(district, fill.u('district', n)) || '区'
           || brand || fill.pick(trade, fill.u('trade', n)) || '与' || fill.pick(trade, fill.u('second trade', n))
           || '联合客户服务及售后支持中心（' || fill.pick(district, fill.u('site', n)) || '分中心）'
       end,
       case when life < 0.95 then 'active' when life < 0.98 then 'suspended' else 'closed' end,
       date_trunc('minute', :'now_at'::timestamptz - case
           when life < 0.03 then fill.seconds(86400 * (2 + 56 * fill.u('age', n)))
           else fill.seconds(86400 * (400 + 2200 * fill.u('age', n))) end),
       case when life >= 0.98
            then date_trunc('minute', :'now_at'::timestamptz - fill.seconds(86400 * (1 + 120 * fill.u('end', n)))) end,
       (array['中国电信', '中国联通', '中国移动'])[1 + n % 3],
       (n / 3) % 12
from company_words w,
     generate_series(1, :tenants) n,
     lateral (select fill.u('name', n) as shape, fill.u('life', n) as life,
                     fill.pick(w.first, fill.u('first', n)) || fill.pick(w.second, fill.u('second', n)) as brand) as x;

-- The last two are a voided account and one with an impossible time; nothing else happens to them.
update account set role = 'void', quiet_from = '-infinity' where n = :tenants and :tenants >= 20;
update account set role = 'bad', quiet_from = '-infinity' where n = :tenants - 1 and :tenants >= 20;

-- Who has which role: in an order of the seed's choice, among the accounts that are simply there.
with counted as (
    select least(:tenants, :detailed)::int as size
), ordered as (
    select n, row_number() over (order by fill.u('role', n)) - 1 as at
    from account
    where role = 'common' and status = 'active' and opened_at < :'month_start'::timestamptz - interval '40 days'
      and n <= :detailed
), sizes as (
    select 1 + size / 60 as breached, 2 + size / 50 as at_risk, greatest(1, least(48, size * 35 / 100)) as cases
    from counted
)
update account a
set role = case when at < breached then 'breached'
                when at < breached + at_risk then 'at_risk'
                when at < breached + at_risk + 1 then 'closing'
                else 'case' end,
    rank = case when at < breached then at
                when at < breached + at_risk then at - breached
                when at < breached + at_risk + 1 then 0
                else at - breached - at_risk - 1 end,
    quiet_from = :'month_start'::timestamptz - interval '40 days'
from ordered o, sizes
where a.n = o.n and at <= breached + at_risk + cases;

alter table sla.tenant disable trigger user;
insert into sla.tenant
    (enterprise_no, name, status, tier, region, agreement_code, seats, charged_on, opened_at, closed_at,
     contract_from, contract_to, retention_to, contact, voided, changed_xid, recorded_at, changed_at)
select enterprise_no, name, status,
       case when fill.u('tier', n) < 0.07 then 'gold' when fill.u('tier', n) < 0.30 then 'silver' end,
       case when fill.u('region?', n) >= 0.97 then null
            when name ~ '^[ -~]+$' then fill.pick(w.latin_region, fill.u('place', n))
            else fill.pick(w.region, fill.u('place', n)) end,
       -- One account has an agreement that nobody has on file.
       case when n = 13 then 'vip2019' when n = 7 then 'standard' end,
       floor(exp(1.5 + 4.9 * power(fill.u('seats', n), 1.3)))::int,
       case when fill.u('charged', n) < 0.6 then 'function_fee' else 'phone_bill' end,
       opened_at, case when role = 'bad' then 'infinity' else closed_at end,
       start, finish, finish + 365,
       case when fill.u('contact', n) < 0.80
            then fill.pick(array['130', '135', '136', '138', '139', '150', '158', '177', '186', '189'],
                           fill.u('contact prefix', n))
                 || lpad(floor(1e8 * fill.u('contact number', n))::bigint::text, 8, '0')
            when fill.u('contact', n) < 0.90
            then '0571-' || lpad(floor(1e8 * fill.u('contact number', n))::bigint::text, 8, '0') end,
       role = 'void', pg_current_xact_id(), opened_at,
       case when fill.u('edited', n) < 0.3
            then opened_at + (:'now_at'::timestamptz - opened_at) * fill.u('edited when', n)
            else coalesce(closed_at, opened_at) end
from account, company_words w,
     lateral (select (opened_at at time zone 'Asia/Shanghai')::date as start) as s,
     lateral (select (s.start + make_interval(years => 1 + ((:'month'::date - s.start) / 365)::int))::date as finish) as f
order by enterprise_no;
\ir triggers.sql
