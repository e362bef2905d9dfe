-- SPDX-License-Identifier: Apache-2.0
-- A replica gives leases back, and if it leaves, says so.
-- KEYS: the replicas, then the owners of the shards given back
-- ARGV: the replica's name; whether it leaves, 1 or 0; for each shard the fence by which it was held
if ARGV[2] == '1' then
  redis.call('ZREM', KEYS[1], ARGV[1])
end
local given = 0
for i = 2, #KEYS do
  if redis.call('HGET', KEYS[i], 'fence') == ARGV[i + 1] then
    redis.call('HSET', KEYS[i], 'until', 0)
    given = given + 1
  end
end
return {given}
