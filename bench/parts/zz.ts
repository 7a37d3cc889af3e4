import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { Ground } from "../bench"
import { withPlugin, withoutPlugin } from "../stores"
import { wholeCheckout } from "../whole-checkout"
export const zz = async (ground: Ground) => {
  const sandbox = await startSandbox()
  ground.session.onEnd(() => sandbox.close())
  const sync = process.env.ZZ_SYNC === "off" ? { sync: { enabled: false } } : {}
  const stores = [await withPlugin(ground, sandbox, "p", sync), await withoutPlugin(ground, sandbox, "b")]
  for (let i = 0; i < 4; i++) for (const s of stores) await wholeCheckout(s)
  await delay(500)
  for (const s of stores) await s.memory()
  const t = [0, 0]
  for (let i = 0; i < Number(process.env.ZZ_N ?? 10); i++) for (const k of [0, 1]) { await delay(200); const st = performance.now(); await wholeCheckout(stores[k]!); t[k]! += performance.now() - st }
  console.log(t)
}
