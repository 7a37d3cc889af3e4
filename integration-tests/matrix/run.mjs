import { prepare } from "../../scripts/prepare/index.mjs"
import { openSession } from "../../scripts/session.mjs"
import { loadTypeScript } from "../../scripts/typescript.mjs"

/**
 * npm run matrix [-- a part of a row's title]
 *
 * Tries the packed plugin with the versions of Medusa and Node, and the engines,
 * that stores run; prints the table of docs/compatibility.md.
 */
const session = openSession()

await session.run(async () => {
  await prepare(session)
  const { runMatrix } = await loadTypeScript(
    new URL("matrix.ts", import.meta.url)
  )
  return runMatrix(session, process.argv.slice(2))
})
