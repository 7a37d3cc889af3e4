import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import getPort from "get-port"
import { keepOutput, type Output } from "../output"
import { spawnGroup } from "../process-group"
import type { Session } from "../session"
import { storeEnvironment } from "./environment"

export type StoreSettings = {
  /** The store's folder, with its medusa-config. */
  folder: string
  /** The variables that its medusa-config reads. */
  environment: Record<string, string>
  /** The port to take if it is free; absent: any free one. */
  preferredPort?: number
}

export type Admin = { email: string; password: string }

export type RunningStore = {
  url: string
  child: ChildProcess
  output: Output
}

/** Medusa's default, which its documentation assumes. */
export const DEFAULT_PORT = 9000

/** Another program can take a port while the store boots. */
const ATTEMPTS = 3

/** Creates the tables of an empty database. */
export const migrateStore = async (
  session: Session,
  settings: StoreSettings
): Promise<void> => {
  const { child, output } = launch(session, "migrate.mjs", settings)
  const [code] = await once(child, "close")
  if (code !== 0) {
    throw new Error(`The database could not be migrated:\n${output.text}`)
  }
}

/**
 * Starts the store, and waits until it answers.
 *
 * @param admin - a user to create first; absent for a store that was started
 * before
 */
export const startStore = async (
  session: Session,
  settings: StoreSettings,
  admin?: Admin
): Promise<RunningStore> => {
  for (let attempt = 1; ; attempt++) {
    const port = await getPort({
      port: attempt === 1 ? settings.preferredPort : undefined,
    })
    try {
      return await startAt(session, settings, admin, port)
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes("EADDRINUSE")) {
        throw error
      }
    }
  }
}

const startAt = async (
  session: Session,
  { folder, environment }: StoreSettings,
  admin: Admin | undefined,
  port: number
): Promise<RunningStore> => {
  const url = `http://localhost:${port}`
  const { child, output } = launch(session, "serve.mjs", {
    folder,
    environment: {
      ...environment,
      PORT: String(port),
      ADMIN_CORS: url,
      ...(admin && {
        ADMIN_EMAIL: admin.email,
        ADMIN_PASSWORD: admin.password,
      }),
    },
  })
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve())
    child.once("close", () =>
      reject(new Error(`The store did not start:\n${output.text}`))
    )
  })
  return { url, child, output }
}

const launch = (
  session: Session,
  script: string,
  { folder, environment }: StoreSettings
) => {
  const child = spawnGroup(
    session,
    process.execPath,
    [join(__dirname, script)],
    {
      cwd: folder,
      env: storeEnvironment({ NODE_ENV: "development", ...environment }),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    }
  )
  return { child, output: keepOutput(child) }
}
