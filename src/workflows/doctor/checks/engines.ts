import { Modules } from "@medusajs/framework/utils"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"

/** Medusa's `configModule.modules`, as far as it is read here. */
export type ConfiguredModules = Record<string, unknown>

/** What an engine keeps its state in. */
export type EngineKind = "memory" | "redis" | "postgres" | "none" | "other"

type Engine = {
  name: string
  kind: EngineKind
  /** The package, or the provider's. */
  resolve: string
}

type Declaration = {
  resolve?: unknown
  options?: {
    providers?: { resolve?: unknown; id?: string; is_default?: boolean }[]
  }
}

const declarationOf = (
  modules: ConfiguredModules,
  name: string
): Declaration | undefined => {
  const declared = modules[name]
  return typeof declared === "object" && declared !== null
    ? declared
    : undefined
}

const kindOf = (resolve: string): EngineKind =>
  /redis/i.test(resolve)
    ? "redis"
    : /postgres/i.test(resolve)
      ? "postgres"
      : /local|in-?memory/i.test(resolve)
        ? "memory"
        : "other"

const nameOf = (resolve: unknown): string =>
  typeof resolve === "string" ? resolve : "a module of the store's"

const plainEngine = (
  name: string,
  declaration: Declaration | undefined,
  fallback: string
): Engine => {
  const resolve = declaration ? nameOf(declaration.resolve) : fallback
  return { name, resolve, kind: kindOf(resolve) }
}

const lockingEngine = (declaration: Declaration | undefined): Engine => {
  const providers = declaration?.options?.providers ?? []
  const provider =
    providers.find(({ is_default }) => is_default) ?? providers[0]
  const resolve = provider ? nameOf(provider.resolve) : "in-memory"
  return { name: "Locking", resolve, kind: kindOf(resolve) }
}

const cachingEngine = (declaration: Declaration | undefined): Engine => {
  const providers = declaration?.options?.providers ?? []
  const provider =
    providers.find(({ is_default }) => is_default) ?? providers[0]
  return !declaration
    ? { name: "Caching", resolve: "none", kind: "none" }
    : provider
      ? {
          name: "Caching",
          resolve: nameOf(provider.resolve),
          kind: kindOf(nameOf(provider.resolve)),
        }
      : { name: "Caching", resolve: "in-memory", kind: "memory" }
}

/** The engines of a store, as its configuration declares them. */
export const enginesOf = (modules: ConfiguredModules) => ({
  locking: lockingEngine(declarationOf(modules, Modules.LOCKING)),
  caching: cachingEngine(declarationOf(modules, Modules.CACHING)),
  events: plainEngine(
    "Events",
    declarationOf(modules, Modules.EVENT_BUS),
    "event-bus-local"
  ),
  workflows: plainEngine(
    "Workflows",
    declarationOf(modules, Modules.WORKFLOW_ENGINE),
    "workflow-engine-inmemory"
  ),
})

const WORDS: Record<EngineKind, string> = {
  memory: "in this process's memory",
  redis: "in Redis",
  postgres: "in PostgreSQL",
  none: "none",
  other: "an engine that the doctor does not know",
}

/** What it means for several instances that an engine is in memory. */
const ALONE = {
  locking:
    "Locks hold on one instance only: two changes of one cart on two instances may overlap.",
  caching:
    "Each instance asks Kintsugi itself about a cart that another one has asked about.",
  events:
    "An event reaches the instance that it happened on, and is lost where that stops: a sale is then reported by the sweep, some minutes later.",
  workflows:
    "Scheduled jobs run on every instance; the plugin's own do their work once, by leases in the database.",
} as const

/**
 * What the store's engines keep their state in, and what that means.
 *
 * @param instances - how many instances were seen in the last day
 */
export const checkEngines = (
  modules: ConfiguredModules,
  instances: number
): CheckResult => {
  const engines = enginesOf(modules)
  const alone = (Object.keys(ALONE) as (keyof typeof ALONE)[]).filter(
    (name) => engines[name].kind === "memory" || engines[name].kind === "none"
  )
  const facts = Object.values(engines).map(
    ({ name, resolve, kind }) =>
      `${name}: ${WORDS[kind]}${kind === "none" ? "" : ` (${resolve})`}.`
  )
  const meaning = alone.map((name) => ALONE[name]).join(" ")
  const several = alone.filter((name) => name !== "caching")
  const findings: Finding[] =
    instances > 1 && several.length
      ? [
          {
            status: "warning",
            meaning: `The store seems to run as ${instances} instances. ${meaning}`,
            advice:
              "Use Medusa's Redis engines for events and workflows, and its Redis or PostgreSQL provider for locking.",
          },
        ]
      : []
  return toCheckResult(
    "engines",
    facts,
    findings,
    alone.length
      ? `That is right for one instance. With several: ${meaning}`
      : "The engines are shared by all instances."
  )
}
