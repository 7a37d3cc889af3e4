import { configManager } from "@medusajs/framework/config"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { InputConfig } from "@medusajs/framework/types"

/** Every hook that the plugin takes, with the option that gives it back. */
const TAKEN = [
  ["upsertTaxLinesWorkflow", "setTaxLineContext", "cartTaxLines"],
  ["updateTaxLinesWorkflow", "setTaxLineContext", "cartTaxLines"],
  ["updateOrderTaxLinesWorkflow", "setTaxLineContext", "orderTaxLines"],
  [
    "refreshCartItemsWorkflow",
    "beforeRefreshingPaymentCollection",
    "cartRefresh",
  ],
] as const

type Flows = Record<
  string,
  { hooks: Record<string, (handler: () => void) => void> }
>

/** Medusa's workflows as a store has them at boot, and the plugin's files. */
const booting = (
  options: Record<string, unknown>,
  act: (flows: Flows, bootPlugin: () => void) => void
) =>
  jest.isolateModules(() => {
    // It is one for all, however often modules are loaded.
    for (const id of WorkflowManager.getWorkflows().keys()) {
      WorkflowManager.unregister(id)
    }
    const { configManager: own } = jest.requireActual<{
      configManager: typeof configManager
    }>("@medusajs/framework/config")
    own.loadConfig({
      projectConfig: {
        plugins: [{ resolve: "medusa-plugin-kintsugi", options }],
        logger: console,
      } as unknown as InputConfig,
      baseDir: process.cwd(),
      throwOnValidationError: false,
    } as unknown as Parameters<typeof own.loadConfig>[0])
    act(jest.requireActual("@medusajs/medusa/core-flows"), () => {
      jest.requireActual("./set-tax-line-context")
      jest.requireActual("./before-refreshing-payment-collection")
    })
  })

const mine = () => undefined

/** Medusa's workflows take seconds to load, and are loaded for each. */
jest.setTimeout(60_000)

describe("a store with its own handlers", () => {
  let log: jest.SpyInstance

  beforeEach(() => {
    log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  })

  afterEach(() => {
    log.mockRestore()
  })

  it.each(TAKEN)(
    "on %s.hooks.%s is told at boot what to do, whoever comes first",
    (workflow, hook, option) => {
      const advice = `set the plugin's option hooks.${option} to false and call`
      booting({}, (flows, bootPlugin) => {
        flows[workflow]!.hooks[hook]!(mine)
        expect(bootPlugin).toThrow(advice)
      })
      booting({}, (flows, bootPlugin) => {
        bootPlugin()
        expect(() => flows[workflow]!.hooks[hook]!(mine)).toThrow(advice)
      })
    }
  )

  it("has every hook to itself where the options say so", () => {
    const hooks = {
      cartTaxLines: false,
      orderTaxLines: false,
      cartRefresh: false,
    }
    booting({ hooks }, (flows, bootPlugin) => {
      bootPlugin()
      for (const [workflow, hook] of TAKEN) {
        flows[workflow]!.hooks[hook]!(mine)
      }
    })
  })
})
