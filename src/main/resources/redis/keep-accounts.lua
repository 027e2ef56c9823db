-- Keeps accounts of one partition of credit.state, and how far the partition has been told.
--   KEYS: the partition's tick, then the accounts
--   ARGV: milliseconds to keep; 'told' by credit.state or 'read' from PostgreSQL; as of when, microseconds of PostgreSQL's
--         clock; then a version and the JSON of each account
-- An account is kept as 'run version json', a tick as 'run micros'. run is this start of this Redis: what an older start has
-- left behind, or another server had, may have missed what was told since, and counts as not there.
-- What is told of an account that is not there leaves '-run version' alone, which counts as not there for checks: who tells may be far
-- behind, as at its start, and the tick be another's. Only what was read makes an account, unless something newer was told.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local ttl, is_read, as_of = ARGV[1], ARGV[2] == 'read', tonumber(ARGV[3])

local told = 0
local tick_run, tick = string.match(redis.call('GET', KEYS[1]) or '', '^(%x+) (%d+)')
if tick_run == run then
    told = tonumber(tick)
end
-- What was told after PostgreSQL was read may be newer, and may have left Redis again.
if is_read and (told == 0 or told > as_of) then
    return 0
end

for i = 2, #KEYS do
    local version, json = tonumber(ARGV[2 * i]), ARGV[2 * i + 1]
    local mark, kept_run, kept = string.match(redis.call('GET', KEYS[i]) or '', '^(%-?)(%x+) (%d+)')
    local known = kept_run == run and tonumber(kept) or -1
    local is_there = kept_run == run and mark == ''
    if version > known or is_read and not is_there and version == known then
        local account = is_read or is_there
        redis.call('SET', KEYS[i], (account and '' or '-') .. run .. ' ' .. ARGV[2 * i] .. (account and ' ' .. json or ''), 'PX', ttl)
    end
end
if not is_read and as_of > told then
    redis.call('SET', KEYS[1], run .. ' ' .. ARGV[3], 'PX', ttl)
end
return 1
