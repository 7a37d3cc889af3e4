import { prepare } from "../scripts/prepare/index.mjs"
import { openSession } from "../scripts/session.mjs"
import { loadTypeScript } from "../scripts/typescript.mjs"

const USAGE = `Usage: npm run demo [-- --once]

Starts a Medusa store taxed by Kintsugi, buys something in it, prints the tax,
and stays up until Ctrl-C. --once: exits after the checkout, with status 0 if
the tax was Kintsugi's.

KINTSUGI_API_KEY and KINTSUGI_ORGANIZATION_ID: uses the real Kintsugi, not the
sandbox. DATABASE_URL: a PostgreSQL server to use, where a database is created
and dropped.`

const args = process.argv.slice(2)
const session = openSession()

await session.run(async () => {
  if (args.some((arg) => arg !== "--once")) {
    console.log(USAGE)
    return args.includes("--help") ? 0 : 2
  }
  await prepare(session)
  const { demo } = await loadTypeScript(new URL("demo.ts", import.meta.url))
  await demo(session, { once: args.includes("--once") })
  return 0
})
