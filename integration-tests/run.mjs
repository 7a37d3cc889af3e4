import { prepare } from "../scripts/prepare/index.mjs"
import { openSession } from "../scripts/session.mjs"
import { loadTypeScript } from "../scripts/typescript.mjs"

/**
 * npm test [-- [unit] [http] [processes] [install] [admin]
 *   [Jest's arguments: a pattern, -t, …]]
 *
 * Without a suite's name, runs all but `admin`.
 */
const session = openSession()

await session.run(async () => {
  await prepare(session)
  const { runSuites } = await loadTypeScript(
    new URL("../scripts/tests/suites.ts", import.meta.url)
  )
  return runSuites(session, process.argv.slice(2))
})
