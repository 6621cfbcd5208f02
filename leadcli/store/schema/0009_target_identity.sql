-- The currency of targets imported before it told them apart: what the value names, else what the row's column of
-- currencies names. It becomes part of their identity; one that was imported again meanwhile has taken its place.

update target set value_currency = named.code, identity = identity || if(named.code = 'CNY', '', '|' || named.code)
from (
  select place, case
      when regexp_matches(said, 'HK\$|HKD|港[币元]') then 'HKD'
      when regexp_matches(said, 'NT\$|TWD|台币') then 'TWD'
      when regexp_matches(said, '(^|[^U])S\$|SGD|新加坡元|新币') then 'SGD'
      when regexp_matches(said, '(^|[^A-Z])A\$|AUD|澳元') then 'AUD'
      when regexp_matches(said, '\$|USD|美[元金刀]') then 'USD'
      when regexp_matches(said, '€|EUR|欧') then 'EUR'
      when regexp_matches(said, '£|GBP|英镑') then 'GBP'
      when regexp_matches(said, 'JPY|日[元币]') then 'JPY'
      when regexp_matches(said, 'KRW|韩元') then 'KRW'
      else 'CNY' end as code
  from (
    select rowid as place, upper(if(regexp_matches(upper(value), '[¥元块圆$€£币欧镑美金刀]|[A-Z]{3}'), value,
      coalesce(array_to_string([each.value for each in map_entries(extras) if each.key in
        ('币种', '货币', '币别', '货币类型', '货币单位', '结算币种', '幣別', 'Currency')], ' '), ''))) as said
    from target where value_currency is null
  )
) as named
where target.rowid = named.place;

update target set superseded_by = later.batch_id
from target as later
where target.superseded_by is null and later.superseded_by is null
  and target.identity = later.identity and target.record_id < later.record_id;
