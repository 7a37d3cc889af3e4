// All specs of the pure rooms as one file: what they share is loaded once for
// each mutant, and not once for each spec.
const { readdirSync } = require("node:fs")
const { join, resolve } = require("node:path")

const source = resolve(__dirname, "../../src")

// The property tests of these rooms try hundreds of carts for each mutant: they
// would find more, in hours.
const isTried = (name) =>
  name.endsWith(".unit.spec.ts") && !name.endsWith("property.unit.spec.ts")

for (const room of ["ledger", "tax"]) {
  const names = readdirSync(join(source, room), { recursive: true })
  for (const name of names.filter(isTried).sort()) {
    require(join(source, room, name))
  }
}
