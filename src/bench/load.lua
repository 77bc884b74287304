-- The load, for wrk. Settings by environment:
--   BENCH_MODE      create: opens the accounts 1..BENCH_ACCOUNTS and says so; deposit: deposits into them;
--                   fund: deposits much into each once and says so; transfer: between two of them, until it is completed;
--                   bulk: BENCH_BATCH deposits in one request
--   BENCH_ACCOUNTS  how many accounts
--   BENCH_PICK      uniform or zipf (s = 1: the n-th account is n times as rare as the first)
--   BENCH_KEYS      1: an Idempotency-Key on every request
--   BENCH_SEED      of the random numbers
--   BENCH_CREDENTIAL  the key that every request bears, where the service demands one
-- The last line on standard output is the result, as JSON.
local mode = os.getenv("BENCH_MODE")
local batch = tonumber(os.getenv("BENCH_BATCH") or 1)
local accounts = tonumber(os.getenv("BENCH_ACCOUNTS"))
local pick = os.getenv("BENCH_PICK")
local keys = os.getenv("BENCH_KEYS") == "1"
local seed = tonumber(os.getenv("BENCH_SEED"))
local credential = os.getenv("BENCH_CREDENTIAL") and "Authorization: Bearer " .. os.getenv("BENCH_CREDENTIAL") .. "\r\n" or ""

local format, random = string.format, math.random
local threads = {}

-- global, because done() asks each thread for them
ok, conflicts, other = 0, 0, 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local function uniform()
  return random(1, accounts)
end

-- A table of cumulative weights, searched by halves.
local function zipf()
  local cumulative, sum = {}, 0
  for n = 1, accounts do
    sum = sum + 1 / n
    cumulative[n] = sum
  end
  return function()
    local wanted, low, high = random() * sum, 1, accounts
    while low < high do
      local middle = math.floor((low + high) / 2)
      if cumulative[middle] < wanted then low = middle + 1 else high = middle end
    end
    return low
  end
end

local function id(n)
  return format("00000000-0000-4000-8000-%012d", n)
end

local function uuid()
  return format("%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x", random(0, 65535), random(0, 65535), random(0, 65535),
    random(0, 4095), random(0, 4095), random(0, 65535), random(0, 65535), random(0, 65535))
end

local function post(path, headers, body)
  return format("POST /api/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" ..
    "Content-Length: %d\r\n%s%s\r\n%s", path, #body, credential, headers, body)
end

local function deposit(n, amount)
  local reference = uuid()
  local key = keys and "Idempotency-Key: " .. reference .. "\r\n" or ""
  return post("accounts/" .. id(n) .. "/deposits", key,
    '{"amount":' .. amount .. ',"currency":"USD","transactionId":"' .. reference .. '"}')
end

local function bulk(choose)
  local commands = {}
  for n = 1, batch do
    commands[n] = '{"path":"/api/accounts/' .. id(choose()) .. '/deposits","body":{"amount":1,"currency":"USD","transactionId":"' ..
      uuid() .. '"}}'
  end
  return post("batches", "", '{"commands":[' .. table.concat(commands, ",") .. ']}')
end

local function create(n)
  return post("accounts", "", '{"accountId":"' .. id(n) .. '","ownerId":"bench","currency":"USD"}')
end

local function transfer(n)
  local key = keys and "Idempotency-Key: " .. uuid() .. "\r\n" or ""
  return post("transfers", key, '{"sourceAccountId":"' .. id(n) .. '","destinationAccountId":"' ..
    id((n + random(1, accounts - 1) - 1) % accounts + 1) .. '","amount":1,"currency":"USD"}')
end

function init()
  math.randomseed(seed + number)
  local choose = pick == "zipf" and zipf() or uniform
  local asked = 0
  local function next()
    asked = asked + 1
    return (asked - 1) % accounts + 1
  end
  local requests = {
    create = function() return create(next()) end,
    fund = function() return deposit(next(), 1000000000) end,
    deposit = function() return deposit(choose(), 1) end,
    transfer = function() return transfer(choose()) end,
    bulk = function() return bulk(choose) end,
  }
  request = requests[mode]
end

function response(status, headers, body)
  -- a transfer that is not completed yet is none, nor is a batch of which something was refused
  if status >= 200 and status < 300 and not (mode == "transfer" and status == 202)
      and not (mode == "bulk" and body:find('"problem"', 1, true)) then
    ok = ok + batch
    if (mode == "create" or mode == "fund") and ok == accounts then
      print("done")
      io.stdout:flush()
    end
  elseif status == 409 then
    conflicts = conflicts + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local function total(name)
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + thread:get(name) end
    return sum
  end
  local errors = summary.errors
  print(format('{"ok":%d,"conflicts":%d,"other":%d,"socket_errors":%d,"timeouts":%d,"seconds":%.6f,' ..
    '"p50_ms":%.3f,"p95_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f}',
    total("ok"), total("conflicts"), total("other"), errors.connect + errors.read + errors.write, errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3))
end
