import { spawnSync } from "node:child_process"

/**
 * npm run mutation [-- [ledger] [tax] [Stryker's arguments]]
 *
 * Changes the arithmetic of each room in thousands of ways, and tells which of
 * these changes no spec notices.
 */
const args = process.argv.slice(2)
const named = ["ledger", "tax"].filter((room) => args.includes(room))
const rooms = named.length ? named : ["ledger", "tax"]

for (const room of rooms) {
  console.log(`\n── ${room} ──`)
  const { status } = spawnSync(
    "stryker",
    ["run", ...args.filter((arg) => !named.includes(arg))],
    { stdio: "inherit", env: { ...process.env, MUTATED_ROOM: room } }
  )
  process.exitCode ||= status ?? 1
}
