-- Ask one shape of query again and again: wrk … -s replay.lua ADDRESS -- PARTS VALUES FIRST STEP ACCEPT
-- PARTS has one line a part of the query string, "=n" for the number and "=value" for a value; VALUES one value a line.

local parts, values, number, step, headers = {}, {}, 0, 1, {}
local failed = 0

local function lines(path)
  local found = {}
  for line in io.lines(path) do found[#found + 1] = line end
  return found
end

function init(args)
  parts, values = lines(args[1]), lines(args[2])
  number, step = tonumber(args[3]), tonumber(args[4])
  headers = { ["Accept"] = args[5] }
end

function request()
  number = number + step
  local said = {}
  for place, part in ipairs(parts) do
    said[place] = part == "=n" and number or part == "=value" and values[number % #values + 1] or part
  end
  headers["X-Forwarded-For"] = "198.51.100." .. math.random(4)
  return wrk.format("GET", wrk.path .. "?query=" .. table.concat(said), headers)
end
