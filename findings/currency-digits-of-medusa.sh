#!/usr/bin/env bash
# Medusa's own table of currencies against ISO 4217.
#
# Expected: `defaultCurrencies[CODE].decimal_digits` (@medusajs/utils) is the
#   standard's "minor unit", since Medusa derives from it how small a difference
#   between what is owed and what was paid counts as none.
# Seen with @medusajs/utils 2.21.2 and currency-codes 2.2.0, whose data is the
#   list that ISO's maintenance agency (SIX) publishes: for 21 currencies the
#   table says 0 where the standard says 2, or 3 for IQD.
# What it means: an order in such a currency counts as paid though up to one
#   whole unit of it is missing, and a refund may exceed the capture by as much.
# Source: dist/defaults/currencies.js and getEpsilonFromDecimalPrecision in
#   @medusajs/utils; https://www.iso.org/iso-4217-currency-codes.html
#
# Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
  @medusajs/utils@2.21.2 @medusajs/types@2.21.2 currency-codes@2.2.0 >/dev/null

cat >compare.cjs <<'JS'
const { data } = require("currency-codes")
const { resolve } = require("node:path")
// Its own file: the package's entry needs all of the framework.
const { defaultCurrencies } = require(
  resolve("node_modules/@medusajs/utils/dist/defaults/currencies.js")
)

const digits = new Map(data.map((currency) => [currency.code, currency.digits]))
for (const { code, decimal_digits } of Object.values(defaultCurrencies)) {
  const standard = digits.get(code)
  if (standard !== undefined && standard !== decimal_digits) {
    console.log(`${code} ${standard} ${decimal_digits}`)
  }
}
JS
node compare.cjs | sort >seen

cat >recorded <<'TXT'
AFN 2 0
ALL 2 0
AMD 2 0
COP 2 0
CRC 2 0
HUF 2 0
IDR 2 0
IQD 3 0
IRR 2 0
LBP 2 0
MGA 2 0
MMK 2 0
MNT 2 0
MUR 2 0
PKR 2 0
RSD 2 0
SOS 2 0
SYP 2 0
TZS 2 0
UZS 2 0
YER 2 0
TXT

echo "code, digits by ISO 4217, digits by Medusa:"
cat seen
diff recorded seen
