#!/usr/bin/env bash
# What Medusa's data layer makes of a row whose unique key is taken.
#
# Expected: MedusaError has a type of its own for this, `duplicate_error` (and
#   the HTTP layer a status of its own for it, 422), so that a caller can tell
#   "somebody was quicker: read again" from "the input is wrong".
# Seen with @medusajs/utils 2.21.2: a violated unique index (PostgreSQL's code
#   23505) becomes `invalid_data` (400), without a code. Its only mark is the
#   end of an English sentence. A column that must not be null, which is the
#   caller's mistake, has the same type.
# What it means: a service method that finds no row and creates one fails for
#   one of two requests at the same moment, and the other one is answered
#   that its data is invalid. To retry it, one has to compare the sentence.
# Source: dist/dal/mikro-orm/db-error-mapper.js and dist/common/errors.js in
#   @medusajs/utils; dist/http/middlewares/error-handler.js in @medusajs/framework.
#
# Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
  @medusajs/utils@2.21.2 @medusajs/types@2.21.2 @medusajs/deps@2.21.2 >/dev/null

cat >map.cjs <<'JS'
const { resolve } = require("node:path")
const inUtils = (file) =>
  require(resolve("node_modules/@medusajs/utils/dist", file))
const { dbErrorMapper } = inUtils("dal/mikro-orm/db-error-mapper.js")
const { MedusaError } = inUtils("common/errors.js")

// As PostgreSQL reports them.
const errors = {
  taken: {
    code: "23505",
    table: "customer_group",
    detail: "Key (name)=(Schools) already exists.",
  },
  empty: { code: "23502", table: "customer_group", column: "name" },
}
for (const [name, error] of Object.entries(errors)) {
  try {
    dbErrorMapper(Object.assign(new Error(name), error))
  } catch ({ type, code, message }) {
    console.log(`${name}: ${type}, code ${code}: ${message}`)
  }
}
console.log(`has a type for it: ${MedusaError.Types.DUPLICATE_ERROR}`)
JS
node map.cjs >seen

cat >recorded <<'TXT'
taken: invalid_data, code undefined: Customer group with name: Schools, already exists.
empty: invalid_data, code undefined: Cannot set field 'name' of Customer group to null
has a type for it: duplicate_error
TXT
diff recorded seen
cat seen
