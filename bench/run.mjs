import { prepare } from "../scripts/prepare/index.mjs"
import { openSession } from "../scripts/session.mjs"
import { loadTypeScript } from "../scripts/typescript.mjs"

const session = openSession()

await session.run(async () => {
  const args = process.argv.slice(2)
  await prepare(session)
  const { bench } = await loadTypeScript(new URL("bench.ts", import.meta.url))
  return bench(session, args)
})
