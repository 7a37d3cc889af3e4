#!/usr/bin/env bash
# Kintsugi's OpenAPI document: the pattern of a decimal accepts what the server
# refuses
#
# Expected  An estimate item's `amount` is described as a string of at most ten
#           digits before the point and two after it. A JSON-Schema validator
#           with the document's `pattern` refuses "1.2345", as the server does.
# Version   Kintsugi's OpenAPI document of 2026-06-14 (the pattern below is as
#           published there), ajv 8.20.0
# Behaviour The first alternative of the pattern, digits without a point, is not
#           followed by the end of the text, so that it matches the beginning of
#           any longer number, and nothing at the beginning of a word. Too many
#           decimals pass, and so do eleven digits before the point. The two counts can be read out of the pattern, but
#           it checks neither.
# Source    `#/components/schemas/TransactionItemEstimateBase`, property `amount`
# Output    "1.23" valid, "1.2345" valid, "12345678901" valid, "one" valid,
#           "-" invalid
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0 >/dev/null 2>&1
cat >run.js <<'JS'
const Ajv = require("ajv")

const amount = {
  type: "string",
  pattern:
    "^(?!^[-+.]*$)[+-]?0*(?:\\d{0,10}|(?=[\\d.]{1,13}0*$)\\d{0,10}\\.\\d{0,2}0*$)",
}
const isAmount = new Ajv().compile(amount)
const line = ["1.23", "1.2345", "12345678901", "one", "-"]
  .map((text) => `"${text}" ${isAmount(text) ? "valid" : "invalid"}`)
  .join(", ")
console.log(line)
const seen =
  '"1.23" valid, "1.2345" valid, "12345678901" valid, "one" valid, "-" invalid'
process.exit(line === seen ? 0 : 1)
JS
node run.js
