#!/usr/bin/env bash
# Medusa's locks in PostgreSQL: one whose time is over is given to nobody
#
# Expected  A lock that was acquired with `expire` is free once that time is
#           over, as with the provider in memory, so that a process that died
#           while it held a cart blocks that cart for ten seconds.
# Version   @medusajs/locking-postgres 2.21.2 (and @medusajs/locking 2.21.2)
# Behavior  The row stays, and `acquire` refuses everybody but its owner. A lock
#           without an owner, such as those of Medusa's own cart workflows, is
#           refused to its owner as well: until somebody deletes the row, the
#           cart can't be changed.
# Source    dist/services/advisory-lock.js: the expiration is read after the
#           owner was compared.
# Output    see `recorded` below
#
# PGlite is PostgreSQL in this process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @medusajs/locking-postgres@2.21.2 @medusajs/locking@2.21.2 \
  @medusajs/framework@2.21.2 @electric-sql/pglite@0.3.14 ioredis@5.11.1 \
  >/dev/null 2>&1
export MEDUSA_DISABLE_TELEMETRY=true
cat >run.cjs <<'JS'
const { resolve } = require("node:path")
const { setTimeout: delay } = require("node:timers/promises")
const { PGlite } = require("@electric-sql/pglite")

const inMedusa = (file) => require(resolve("node_modules/@medusajs", file))
const { PostgresAdvisoryLockProvider } = inMedusa(
  "locking-postgres/dist/services/advisory-lock.js"
)
const { InMemoryLockingProvider } = inMedusa(
  "locking/dist/providers/in-memory.js"
)

const main = async () => {
  const database = await PGlite.create()
  // The columns of the provider's own migration that it reads.
  await database.exec(
    `create table locking (
       id text constraint locking_pkey primary key,
       owner_id text,
       expiration timestamptz
     )`
  )
  const manager = {
    execute: async (sql, values = []) => {
      let count = 0
      const numbered = sql.replace(/\?/g, () => `$${++count}`)
      return (await database.query(numbered, values)).rows
    },
  }
  const providers = {
    memory: new InMemoryLockingProvider(),
    postgres: new PostgresAdvisoryLockProvider({ manager }),
  }
  for (const [name, locks] of Object.entries(providers)) {
    for (const owner of [undefined, "process 1"]) {
      const key = `cart of ${owner ?? "nobody"}`
      await locks.acquire(key, { expire: 1, ownerId: owner })
      await delay(1500)
      const outcome = await locks
        .acquire(key, { expire: 1, ownerId: owner && "process 2" })
        .then(
          () => "given to the next",
          ({ message }) => message
        )
      console.log(`${name}, ${key}: ${outcome}`)
    }
  }
  process.exit(0)
}
main()
JS
timeout 120 node run.cjs >seen

cat >recorded <<'TXT'
memory, cart of nobody: given to the next
memory, cart of process 1: given to the next
postgres, cart of nobody: Failed to acquire lock for key "cart of nobody"
postgres, cart of process 1: Failed to acquire lock for key "cart of process 1"
TXT
diff recorded seen
cat seen
