-- One row per scheduled flight: its keys, the 17 features that the models read, and the label.
-- Everything a feature uses is known before departure. Missing values stay null: the models impute them.

-- The clocks go back on 3 November and that hour is reported twice: keep the first report.
with hourly_weather as (
  select origin, year, month, day, hour, temp, dewp, humid, wind_speed, wind_dir, precip, pressure, visib
  from weather
  qualify row_number() over (partition by origin, year, month, day, hour order by time_hour) = 1
),

-- One row per aircraft, so that the join below cannot multiply flights.
aircraft as (
  select tailnum, 2013 - year as plane_age, seats
  from planes
  qualify row_number() over (partition by tailnum order by year, seats) = 1
),

joined as (
  select
    flights.*,
    make_date(flights.year, flights.month, flights.day) as flight_date,
    temp,
    dewp,
    humid,
    wind_speed,
    wind_dir,
    precip,
    pressure,
    visib,
    plane_age,
    seats
  from flights
  -- weather.hour and flights.hour are both local; weather.time_hour is not used, it is UTC
  left join hourly_weather using (origin, year, month, day, hour)
  left join aircraft using (tailnum)
)

select
  -- keys and what the report needs
  time_hour,                        -- UTC, the scheduled hour of departure
  flight_date as day,
  month,
  carrier,
  flight,
  tailnum,
  origin,
  dest,

  -- features: carrier, origin, dest above, and these numbers, as float32 because the models take float32
  hour::float as hour,              -- local time
  minute::float as minute,
  (isodow(flight_date) - 1)::float as dow,  -- Monday is 0
  distance::float as distance,      -- miles
  temp::float as temp,              -- °F
  dewp::float as dewp,              -- °F
  humid::float as humid,            -- %
  wind_speed::float as wind_speed,  -- mph
  wind_dir::float as wind_dir,      -- degrees
  precip::float as precip,          -- inches
  pressure::float as pressure,      -- millibars
  visib::float as visib,            -- miles
  plane_age::float as plane_age,    -- years
  seats::float as seats,

  -- outcome, never a feature: minutes, and late = arrived more than 15 minutes after schedule
  dep_delay::double as dep_delay,
  arr_delay::double as arr_delay,
  (arr_delay > 15)::integer as late -- null when the flight was cancelled or diverted
from joined
