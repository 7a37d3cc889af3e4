#!/usr/bin/env bash
# Medusa: no index helps to find what has changed since a moment
#
# Expected  The Admin API filters orders by `updated_at` and `created_at`, and
#           integrations poll for "changed since": at least one of both columns
#           is indexed in the tables of orders, returns, captures and refunds.
# Version   @medusajs/order 2.21.2, @medusajs/payment 2.21.2
# Behaviour After the modules' own migrations none of these tables has an index
#           on either column, so each such poll reads the whole table. Their ids
#           begin with the time (ULID), and can be compared with the primary key
#           instead.
# Source    The modules' migrations, run on PGlite (PostgreSQL in this process).
# Output    see `recorded` below: the number of indexes on the table, and of
#           those that contain one of the two columns
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @medusajs/order@2.21.2 @medusajs/payment@2.21.2 \
  @medusajs/framework@2.21.2 @electric-sql/pglite@0.3.14 ioredis@5.11.1 \
  >/dev/null 2>&1
export MEDUSA_DISABLE_TELEMETRY=true
cat >run.cjs <<'JS'
const { readdirSync } = require("node:fs")
const { resolve } = require("node:path")
const { PGlite } = require("@electric-sql/pglite")

const main = async () => {
  const database = await PGlite.create()
  for (const name of ["order", "payment"]) {
    const folder = resolve(`node_modules/@medusajs/${name}/dist/migrations`)
    const files = readdirSync(folder).filter((file) =>
      /^Migration.*\.js$/.test(file)
    )
    const numberOf = (file) => /\d+/.exec(file)[0]
    files.sort((a, b) => (numberOf(a) < numberOf(b) ? -1 : 1))
    for (const file of files) {
      const [Migration] = Object.values(require(resolve(folder, file)))
      const migration = new Migration(undefined, undefined)
      migration.execute = async (sql) => (await database.query(sql)).rows
      await migration.up()
      for (const sql of migration.getQueries()) {
        await database.exec(String(sql))
      }
    }
  }
  for (const table of ["order", "return", "capture", "refund"]) {
    const { rows } = await database.query(
      "select indexdef from pg_indexes where tablename = $1",
      [table]
    )
    const dated = rows.filter(({ indexdef }) =>
      /\b(updated|created)_at\b/.test(indexdef)
    )
    console.log(`${table} ${rows.length} ${dated.length}`)
  }
}
main()
JS
timeout 300 node run.cjs >seen
cat seen
cat >recorded <<'TXT'
order 11 0
return 5 0
capture 3 0
refund 4 0
TXT
diff recorded seen
