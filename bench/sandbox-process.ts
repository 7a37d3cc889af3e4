import { once } from "node:events"
import { join } from "node:path"
import getPort from "get-port"
import {
  DEFAULT_API_KEY,
  DEFAULT_ORGANIZATION_ID,
} from "../integration-tests/sandbox"
import { keepOutput } from "../scripts/output"
import { spawnGroup } from "../scripts/process-group"
import type { Session } from "../scripts/session"

/** A sandbox in a separate process, so that its work is not measured. */
export const startSandboxProcess = async (session: Session) => {
  const port = await getPort()
  const child = spawnGroup(
    session,
    process.execPath,
    [
      require.resolve("tsx/cli"),
      join(__dirname, "../integration-tests/sandbox/cli.ts"),
      "--port",
      String(port),
    ],
    {
      env: {
        ...process.env,
        KINTSUGI_API_KEY: DEFAULT_API_KEY,
        KINTSUGI_ORGANIZATION_ID: DEFAULT_ORGANIZATION_ID,
      },
      stdio: ["ignore", "pipe", "pipe"],
    }
  )
  const output = keepOutput(child)
  await Promise.race([
    // It prints its introduction once it listens.
    once(child.stdout!, "data"),
    once(child, "close").then(() => {
      throw new Error(`The sandbox did not start:\n${output.text}`)
    }),
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey: DEFAULT_API_KEY,
    organizationId: DEFAULT_ORGANIZATION_ID,
  }
}
