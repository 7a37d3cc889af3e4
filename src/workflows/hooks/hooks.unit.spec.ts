import { configManager } from "@medusajs/framework/config"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { InputConfig } from "@medusajs/framework/types"

/** Every hook that the plugin handles, with the option that turns it off. */
const PLUGIN_HOOKS = [
  ["upsertTaxLinesWorkflow", "setTaxLineContext", "cartTaxLines"],
  ["updateTaxLinesWorkflow", "setTaxLineContext", "cartTaxLines"],
  ["updateOrderTaxLinesWorkflow", "setTaxLineContext", "orderTaxLines"],
  [
    "refreshCartItemsWorkflow",
    "beforeRefreshingPaymentCollection",
    "cartRefresh",
  ],
  ["updateCartPromotionsWorkflow", "setPromotionContext", "cartPromotions"],
] as const

type Flows = Record<
  string,
  { hooks: Record<string, (handler: () => void) => void> }
>

/** Loads Medusa's workflows as a store does at boot, and the plugin's files. */
const bootStore = (
  options: Record<string, unknown>,
  act: (flows: Flows, bootPlugin: () => void) => void
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
    act(jest.requireActual("@medusajs/medusa/core-flows"), () => {
      jest.requireActual("./set-tax-line-context")
      jest.requireActual("./before-refreshing-payment-collection")
      jest.requireActual("./set-promotion-context")
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

  it.each(PLUGIN_HOOKS)(
    "explains a conflict on %s.hooks.%s at boot, in either order",
    (workflow, hook, option) => {
      const advice = `set the plugin's option hooks.${option} to false and call`
      bootStore({}, (flows, bootPlugin) => {
        flows[workflow]!.hooks[hook]!(storeHandler)
        expect(bootPlugin).toThrow(advice)
      })
      bootStore({}, (flows, bootPlugin) => {
        bootPlugin()
        expect(() => flows[workflow]!.hooks[hook]!(storeHandler)).toThrow(
          advice
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
    bootStore({ hooks }, (flows, bootPlugin) => {
      bootPlugin()
      for (const [workflow, hook] of PLUGIN_HOOKS) {
        flows[workflow]!.hooks[hook]!(storeHandler)
      }
    })
  })
})
