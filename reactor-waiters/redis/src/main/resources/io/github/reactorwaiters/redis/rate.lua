-- SPDX-License-Identifier: Apache-2.0
-- What part of its ceiling a pool gives: it falls and recovers as that of a pool of one process does, by Redis' clock.
-- KEYS: the pool's rate
-- ARGV: 1 if the service has throttled, else 0; for how many ms it asked to pause; how many ms ago it throttled
-- Returns: the part, above 0 and at most 1; for how many ms nothing is to be given
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'part', 'recover', 'decreased', 'paused')
local part = 1
if known[1] then
  part = math.min(1, tonumber(known[1]) + math.max(0, now - tonumber(known[2])) / 1000 * 0.02)
end
local paused = tonumber(known[4] or '0')
if ARGV[1] == '1' then
  local decreased = tonumber(known[3] or '0')
  -- What was told before is told again if its answer was lost.
  if now - tonumber(ARGV[3]) - decreased >= 1000 then
    part = math.max(0.01, part * 0.7)
    decreased = now
  end
  paused = math.max(paused, now + tonumber(ARGV[2]))
  redis.call('HSET', KEYS[1], 'part', tostring(part), 'recover', string.format('%.0f', now + 2000),
    'decreased', string.format('%.0f', decreased), 'paused', string.format('%.0f', paused))
  -- By then it has recovered from anything.
  redis.call('PEXPIRE', KEYS[1], 600000)
end
return {tostring(part), string.format('%.0f', math.max(0, paused - now))}
