import { configManager } from "@medusajs/framework/config"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { InputConfig } from "@medusajs/framework/types"
import { PLUGIN_HOOKS } from "../../shared-hooks/plugin-hooks"

const HOOKS = Object.entries(PLUGIN_HOOKS)

/** The files that register them, with the option of each one's first hook. */
const FILES = [
  ["./set-tax-line-context", "cartTaxLines"],
  ["./before-refreshing-payment-collection", "cartRefresh"],
  ["./set-promotion-context", "cartPromotions"],
] as const

type Flows = Record<
  string,
  { hooks: Record<string, (handler: () => void) => void> }
>

type Boot = {
  flows: Flows
  /** What happens while Medusa loads the plugin's module. */
  loadModule: () => void
  /** What happens when it loads the plugin's workflows. */
  loadWorkflows: () => void
}

/** Loads Medusa's workflows as a store does at boot, and the plugin's files. */
const bootStore = (
  options: Record<string, unknown>,
  act: (boot: Boot) => void
) =>
  jest.isolateModules(() => {
    // All copies of the modules share one registry of workflows.
    for (const id of WorkflowManager.getWorkflows().keys()) {
      WorkflowManager.unregister(id)
    }
    const { configManager: isolatedManager } = jest.requireActual<{
      configManager: typeof configManager
    }>("@medusajs/framework/config")
    isolatedManager.loadConfig({
      projectConfig: {
        plugins: [{ resolve: "medusa-plugin-kintsugi", options }],
        logger: console,
      } as unknown as InputConfig,
      baseDir: process.cwd(),
      throwOnValidationError: false,
    } as unknown as Parameters<typeof isolatedManager.loadConfig>[0])
    const flows = jest.requireActual<Flows>("@medusajs/medusa/core-flows")
    act({
      flows,
      loadModule: () =>
        jest
          .requireActual<typeof import("../../shared-hooks/plugin-hooks")>(
            "../../shared-hooks/plugin-hooks"
          )
          .claimHooks(flows),
      loadWorkflows: () => {
        for (const [file] of FILES) {
          jest.requireActual(file)
        }
      },
    })
  })

const storeHandler = () => undefined

/** Medusa's workflows take seconds to load, and are loaded for each test. */
jest.setTimeout(60_000)

describe("registerHook in a store with its own handlers", () => {
  let log: jest.SpyInstance

  beforeEach(() => {
    log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  })

  afterEach(() => {
    log.mockRestore()
  })

  it.each(["before", "after"])(
    "shares every hook with handlers that are loaded %s the plugin's",
    (when) => {
      bootStore({}, ({ flows, loadModule, loadWorkflows }) => {
        loadModule()
        if (when === "after") {
          loadWorkflows()
        }
        for (const [workflow, { name }] of HOOKS) {
          flows[workflow]!.hooks[name]!(storeHandler)
        }
        if (when === "before") {
          loadWorkflows()
        }
      })
    }
  )

  it.each(FILES)(
    "explains what to do where the hooks of %s were taken before",
    (file, option) => {
      bootStore({}, ({ flows, loadModule }) => {
        for (const [workflow, { name }] of HOOKS) {
          flows[workflow]!.hooks[name]!(storeHandler)
        }
        loadModule()
        expect(() => jest.requireActual<object>(file)).toThrow(
          `set the plugin's option hooks.${option} to false and call`
        )
      })
    }
  )

  it("leaves every hook to the store where the options turn it off", () => {
    const hooks = {
      cartTaxLines: false,
      orderTaxLines: false,
      cartRefresh: false,
      cartPromotions: false,
    }
    bootStore({ hooks }, ({ flows, loadModule, loadWorkflows }) => {
      const registered = HOOKS.map(
        ([workflow, { name }]) => flows[workflow]!.hooks[name]
      )
      loadModule()
      loadWorkflows()
      for (const [index, [workflow, { name }]] of HOOKS.entries()) {
        expect(flows[workflow]!.hooks[name]).toBe(registered[index])
        flows[workflow]!.hooks[name]!(storeHandler)
      }
    })
  })
})
