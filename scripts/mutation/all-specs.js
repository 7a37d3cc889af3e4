// All specs of a room as one file: what they share is loaded once for each
// mutant, and not once for each spec.
const { readdirSync } = require("node:fs")
const { join, resolve } = require("node:path")

const source = resolve(__dirname, "../../src")

// The property tests of these rooms try hundreds of carts for each mutant: they
// would find more, in hours.
const isTried = (name) =>
  name.endsWith(".unit.spec.ts") && !name.endsWith("property.unit.spec.ts")

const room = join(source, process.env.MUTATED_ROOM ?? "ledger")

const names = readdirSync(room, { recursive: true })
for (const name of names.filter(isTried).sort()) {
  require(join(room, name))
}
