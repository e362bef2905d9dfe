-- SPDX-License-Identifier: Apache-2.0
-- The owner of a shard writes changes: to its stream, and to the hash of how its functions are.
-- KEYS: the number of the latest change, the shard's owner, its changes, its functions, the list of shards
-- ARGV: the fence by which the shard is held; the batch's number under that fence, from 1; most changes kept; for how
--       many ms; when the functions known were all there were, in ms, 0 if unknown; the shard's name; then for each change
--       the function's name, the change and the function's row as JSON without their head; no row: the function is gone;
--       no change either: it is not watched any more
-- Returns: 1 if it is written, now or before; 0 if the shard must be taken anew
local owner = redis.call('HMGET', KEYS[2], 'fence', 'batch', 'announced')
if owner[1] ~= ARGV[1] then return {0} end
local batch = tonumber(ARGV[2])
local written = tonumber(owner[2] or '0')
if written >= batch then return {1} end
-- Redis lost what it had taken: the shard is to be taken anew, from the states that are left.
if written < batch - 1 then return {0} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- A number is a time in microseconds, so that numbers rise even over a loss of data, and its stream id tells the time, too.
local seq = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), time[1] * 1000000 + time[2])
local function id(number)
  return string.format('%.0f-%d', math.floor(number / 1000), number % 1000)
end

if not owner[3] then
  seq = seq + 1
  redis.call('XADD', KEYS[5], id(seq), 'shard', ARGV[6])
end
for i = 7, #ARGV, 3 do
  seq = seq + 1
  local head = string.format('{"seq":%.0f,', seq)
  if ARGV[i + 1] ~= '' then
    redis.call('XADD', KEYS[3], id(seq), 'change', head .. ARGV[i + 1])
  end
  if ARGV[i + 2] == '' then
    redis.call('HDEL', KEYS[4], ARGV[i])
  else
    redis.call('HSET', KEYS[4], ARGV[i], head .. ARGV[i + 2])
  end
end
redis.call('SET', KEYS[1], string.format('%.0f', seq))
redis.call('HSET', KEYS[2], 'batch', batch, 'announced', 1)
if ARGV[5] ~= '0' then
  redis.call('HSET', KEYS[2], 'complete', ARGV[5])
end

local trimmed = redis.call('XTRIM', KEYS[3], 'MAXLEN', '~', ARGV[3])
trimmed = trimmed + redis.call('XTRIM', KEYS[3], 'MINID', '~', string.format('%.0f', now - tonumber(ARGV[4])))
if trimmed > 0 then
  local first = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 1)[1]
  redis.call('HSET', KEYS[2], 'trimmed', first and first[1] or id(seq))
end
return {1}
