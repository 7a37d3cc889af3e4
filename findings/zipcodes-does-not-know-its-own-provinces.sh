#!/usr/bin/env bash
# zipcodes: three territories come back under names that the package itself
# does not know
#
# Expected  What `lookup` answers as the state of a Canadian postal code can be
#           turned into its two letters by the same package's
#           `states.normalize`, as it can be for the provinces.
# Version   zipcodes 8.0.0
# Behaviour The provinces' names are found. "Northwest Territory", "Nunavut
#           Territory" and "Yukon" are not: the package's own table has
#           "NORTHEWEST TERRITORIES" (so spelled), "NUNAVUT" and "YUKON
#           TERRITORY". US codes are answered as two letters, Canadian ones as
#           names. A store that fills in addresses from it sends a tax service
#           a state that matches no list.
# Source    The package's data, lib/codes.js and lib/states.js
# Output    V5K British Columbia -> BC
#           X1A Northwest Territory -> undefined
#           X0A Nunavut Territory -> undefined
#           Y1A Yukon -> undefined
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts zipcodes@8.0.0 >/dev/null 2>&1
cat >run.js <<'JS'
const { lookup, states } = require("zipcodes")

const lines = ["V5K", "X1A", "X0A", "Y1A"].map((code) => {
  const { state } = lookup(code)
  return `${code} ${state} -> ${states.normalize(state)}`
})
console.log(lines.join("\n"))
const seen = [
  "V5K British Columbia -> BC",
  "X1A Northwest Territory -> undefined",
  "X0A Nunavut Territory -> undefined",
  "Y1A Yukon -> undefined",
]
process.exit(lines.join() === seen.join() ? 0 : 1)
JS
node run.js
