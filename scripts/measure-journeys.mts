import { cruise } from "dependency-cruiser"
import { readFileSync } from "node:fs"

/** Longest file, in lines; with more than one idea it should have 300 at most. */
const MAX_LINES = 400

/** Files that may be longer: tables, and texts. */
const TABLES = /(migrations\/|subdivisions\.ts$|zip-codes\.ts$|i18n\/)/

/**
 * The journeys that a stranger follows. Each is what its entry points import at
 * run time, up to the doors of the rooms that a reader need not enter: the
 * module, the client, the options; and pure functions, which are read by what
 * they return.
 */
const JOURNEYS = [
  {
    name: "a cart's tax",
    from: [
      "src/workflows/cart-tax/hook-handlers.ts",
      "src/workflows/cart-tax/workflow.ts",
      "src/providers/kintsugi/provider.ts",
    ],
    target: 40,
  },
  {
    name: "a captured payment to a sale at Kintsugi",
    from: [
      "src/workflows/ledger-sync/enqueue.ts",
      "src/workflows/ledger-sync/process-orders.ts",
    ],
    target: 30,
  },
]

/** Counted themselves; what they import is not. */
const isDoor = (file: string): boolean =>
  [
    "src/modules/kintsugi/index.ts",
    "src/modules/kintsugi/service.ts",
    "src/kintsugi-api/index.ts",
    "src/options/index.ts",
  ].includes(file) || isPure(file)

const isPure = (file: string): boolean =>
  /^src\/(contract|ledger|tax)\//.test(file)

type Imports = ReadonlyMap<string, string[]>

const readImports = async (): Promise<Imports> => {
  const { output } = await cruise(["src"], {
    includeOnly: "^src/",
    tsPreCompilationDeps: true,
  })
  if (typeof output === "string") {
    throw new TypeError(output)
  }
  return new Map(
    output.modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(
          ({ dependencyTypes, preCompilationOnly }) =>
            !preCompilationOnly && !dependencyTypes.includes("type-only")
        )
        .map(({ resolved }) => resolved),
    ])
  )
}

const filesOf = (
  entries: string[],
  imports: Imports,
  isEnd: (file: string) => boolean
): string[] => {
  const files = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) {
      return
    }
    files.add(file)
    if (!isEnd(file)) {
      imports.get(file)?.forEach(visit)
    }
  }
  entries.forEach(visit)
  return [...files].sort()
}

const linesOf = (file: string): number =>
  readFileSync(file, "utf8").split("\n").length - 1

const main = async (): Promise<void> => {
  const isVerbose = process.argv.includes("--files")
  const imports = await readImports()
  for (const { name, from, target } of JOURNEYS) {
    const missing = from.filter((file) => !imports.has(file))
    if (missing.length) {
      throw new Error(`No such file: ${missing.join(", ")}`)
    }
    const files = filesOf(from, imports, isDoor)
    const isOtherDoor = (file: string) => isDoor(file) && !isPure(file)
    const all = filesOf(from, imports, isOtherDoor)
    console.log(
      `${name}: ${files.length} files (target: ${target}), ${files.filter(isPure).length} of them pure; with all that these import, ${all.length}`
    )
    if (isVerbose) {
      files.forEach((file) => console.log(`  ${file}`))
    }
  }
  const long = [...imports.keys()]
    .filter((file) => !/spec\.tsx?$/.test(file) && !TABLES.test(file))
    .map((file) => ({ file, lines: linesOf(file) }))
    .filter(({ lines }) => lines > MAX_LINES)
  for (const { file, lines } of long) {
    console.log(`${file}: ${lines} lines (at most ${MAX_LINES})`)
  }
}

void main()
