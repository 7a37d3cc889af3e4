import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import {
  CONTRACT_FILE,
  defaultContract,
  readContractFile,
} from "./contract/carried"
import { differences } from "./contract/differences"
import { formatDocument, structuralDocument } from "./contract/document"

const USAGE = `Usage: npm run contract -- FILE [--carry]

Lists what changed from the sandbox's contract to the one in FILE: an OpenAPI
specification as Kintsugi publishes it, or the structural form of one as
integration-tests/sandbox/contract/contract.json.

  --carry  makes the one in FILE the sandbox's contract

The exit code is 0 if nothing changed, 1 if something did, and 2 if FILE can't
be read.`

/** @returns the exit code */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      carry: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const [file, ...others] = positionals
  if (file === undefined || others.length) {
    throw new Error("Name one file.")
  }

  const contract = readContractFile(file)
  const found = differences(defaultContract, contract)
  for (const difference of found) {
    console.log(difference)
  }
  const from = defaultContract.date || "no date"
  const to = contract.date || "no date"
  console.log(
    found.length
      ? `\n${found.length} differences, from ${from} to ${to}.`
      : `No differences, from ${from} to ${to}.`
  )
  if (values.carry) {
    writeFileSync(
      CONTRACT_FILE,
      `${formatDocument(structuralDocument(contract))}\n`
    )
    console.log(`The sandbox's contract is now the one of ${to}.`)
  }
  return found.length ? 1 : 0
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.error(`\n${USAGE}`)
  process.exitCode = 2
}
