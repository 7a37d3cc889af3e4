import { prepare } from "../scripts/prepare/index.mjs"
import { openSession } from "../scripts/session.mjs"
import { loadTypeScript } from "../scripts/typescript.mjs"

/**
 * npm test [-- [unit] [http] [processes] [install] [admin]
 *   [Jest's arguments: a pattern, -t, …]]
 *
 * Without a suite's name, runs all but `admin`. `npm test -- changed` runs what
 * differs from the branch point with `main`, `changed=REF` from another commit.
 */
const session = openSession()

await session.run(async () => {
  await prepare(session)
  const { runSuites } = await loadTypeScript(
    new URL("../scripts/tests/suites.ts", import.meta.url)
  )
  return runSuites(session, process.argv.slice(2))
})
