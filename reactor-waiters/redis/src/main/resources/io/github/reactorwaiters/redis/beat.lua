-- SPDX-License-Identifier: Apache-2.0
-- A replica says that it lives, renews its leases, and takes its share of the free shards.
-- KEYS: the replicas, then the owner of each shard
-- ARGV: the replica's name; the TTL in ms; for each shard the fence by which the replica holds it, or ''
-- Returns: replicas alive, the replica's share, then for each shard the fence by which the replica now holds it, or ''
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = now + tonumber(ARGV[2])
local me = ARGV[1]

if #KEYS > 1 then
  redis.call('ZADD', KEYS[1], string.format('%.0f', ends), me)
else
  redis.call('ZREM', KEYS[1], me) -- one that only reads takes no share from the others
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local replicas = redis.call('ZRANGE', KEYS[1], 0, -1)
-- By name, that is in the order of joining: whoever joins takes nothing from a replica that has its fair share.
table.sort(replicas)
local rank = 0
for i, replica in ipairs(replicas) do
  if replica == me then rank = i - 1 end
end
local shards = #KEYS - 1
if shards == 0 then return {#replicas, 0} end
local share = math.floor(shards / #replicas)
if rank < shards % #replicas then share = share + 1 end

local reply = {#replicas, share}
local owners = {}
local mine = 0
for i = 1, shards do
  local owner = redis.call('HMGET', KEYS[i + 1], 'fence', 'until')
  local alive = tonumber(owner[2] or '0') > now
  reply[i + 2] = ''
  if alive and owner[1] == ARGV[i + 2] then
    redis.call('HSET', KEYS[i + 1], 'until', string.format('%.0f', ends))
    reply[i + 2] = owner[1]
    mine = mine + 1
  else
    -- What this replica holds without knowing it, because an answer was lost, is free for it.
    local holder = owner[1] and string.match(owner[1], ':(.*)$')
    owners[i] = not alive or holder == me
  end
end
for i = 1, shards do
  if owners[i] and mine < share then
    local fence = redis.call('HINCRBY', KEYS[i + 1], 'token', 1) .. ':' .. me
    redis.call('HSET', KEYS[i + 1], 'fence', fence, 'until', string.format('%.0f', ends), 'batch', 0)
    reply[i + 2] = fence
    mine = mine + 1
  end
end
return reply
