import { readFileSync } from "node:fs"
import path from "node:path"
import { type Contract, readContract } from "./document"

/** The contract that the sandbox uses by default. */
export const CONTRACT_FILE = path.join(__dirname, "contract.json")

export const defaultContract: Contract = readContractFile(CONTRACT_FILE)

/** @throws a readable error if the file is not a contract */
export function readContractFile(file: string): Contract {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${file} can't be read as JSON: ${reason}`, {
      cause: error,
    })
  }
  return readContract(document)
}
