-- Whom to warn. A needless warning costs 1 (a calmed passenger); a late arrival without a warning costs 3 (a missed
-- connection, on average). Warning pays when (1 - p) * 1 < p * 3, that is from p = 1/4 on.

with priced as (
  select
    *,
    p_late::double * 3 as cost_of_silence,
    1 - p_late::double as cost_of_warning
  from score
)

select
  time_hour,
  carrier,
  flight,
  origin,
  dest,
  late,
  p_late,
  case
    when p_late >= 0.50 then 'rebook'   -- offer another connection at once
    when p_late >= 0.25 then 'notify'   -- send a message
    else 'none'
  end as action,
  case
    when p_late >= 0.50 then 'late arrival more likely than not'
    when p_late >= 0.25 then 'a warning costs less than silence'
    else 'a warning costs more than silence'
  end as reason,
  (p_late >= 0.25)::integer as warned,
  least(cost_of_silence, cost_of_warning) as expected_cost
from priced
