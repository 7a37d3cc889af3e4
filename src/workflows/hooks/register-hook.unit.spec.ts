import { configManager } from "@medusajs/framework/config"
import type { InputConfig } from "@medusajs/framework/types"
import { registerHook } from "./register-hook"

const loadStoreWith = (plugins: unknown[]) =>
  configManager.loadConfig({
    projectConfig: { plugins, logger: console } as unknown as InputConfig,
    baseDir: process.cwd(),
    throwOnValidationError: false,
  } as unknown as Parameters<typeof configManager.loadConfig>[0])

const pluginEntry = (options: Record<string, unknown> = {}) => ({
  resolve: "medusa-plugin-kintsugi",
  options,
})

type Handler = (...parameters: unknown[]) => unknown

/** A workflow with one hook, which accepts one handler, as Medusa's do. */
const createWorkflow = () => {
  const handlers: Handler[] = []
  const hooks = {
    setTaxLineContext: (handler: Handler) => {
      if (handlers.length) {
        throw new Error("Cannot define multiple hook handlers")
      }
      handlers.push(handler)
    },
  }
  return { hooks, handlers }
}

let ran: string[]

const registerOurs = ({ hooks }: ReturnType<typeof createWorkflow>) =>
  registerHook({
    workflow: "upsertTaxLinesWorkflow",
    handler: "clearStaleCartTaxLines",
    hooks,
    invoke: () => ran.push("ours"),
  })

const theirs: Handler = () => ran.push("theirs")

/** What the workflow runs. */
const run = async ({ handlers }: ReturnType<typeof createWorkflow>) => {
  for (const handler of handlers) {
    await handler({}, {})
  }
  return ran
}

describe("registerHook", () => {
  let log: jest.SpyInstance

  beforeEach(() => {
    ran = []
    log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  })

  afterEach(() => {
    log.mockRestore()
  })

  it.each([
    ["by default", [pluginEntry()]],
    ["registered by name alone", ["medusa-plugin-kintsugi"]],
    ["switched on", [pluginEntry({ hooks: { cartTaxLines: true } })]],
    [
      "another hook switched off",
      [pluginEntry({ hooks: { orderTaxLines: false } })],
    ],
  ])("registers our handler: %s", async (_, plugins) => {
    loadStoreWith(plugins)
    const one = createWorkflow()
    registerOurs(one)
    expect(await run(one)).toEqual(["ours"])
  })

  it("leaves the hook to the store where its options turn it off", () => {
    loadStoreWith(["other", pluginEntry({ hooks: { cartTaxLines: false } })])
    const one = createWorkflow()
    registerOurs(one)
    one.hooks.setTaxLineContext(theirs)
    expect(one.handlers).toEqual([theirs])
  })

  it("shares the hook with a handler that is registered later", async () => {
    loadStoreWith([pluginEntry()])
    const one = createWorkflow()
    registerOurs(one)
    one.hooks.setTaxLineContext(theirs)
    expect(await run(one)).toEqual(["ours", "theirs"])
  })

  it("names who may have taken the hook before, and what works", () => {
    loadStoreWith(["@medusajs/loyalty-plugin", pluginEntry()])
    const one = createWorkflow()
    one.hooks.setTaxLineContext(theirs)
    expect(() => registerOurs(one)).toThrow(
      "cannot share upsertTaxLinesWorkflow.hooks.setTaxLineContext: another handler was registered before Medusa loaded the plugins' modules, by this store's medusa-config or a module, or by one of its plugins (@medusajs/loyalty-plugin). " +
        "Register that handler in a file of src/workflows, which Medusa loads later: both then run. " +
        "Or keep it where it is: set the plugin's option hooks.cartTaxLines to false and call clearStaleCartTaxLines"
    )
  })

  it("rejects malformed options instead of guessing", () => {
    loadStoreWith([pluginEntry({ hooks: { cart: false } })])
    expect(() => registerOurs(createWorkflow())).toThrow(
      'there is no option "hooks.cart"'
    )
  })
})
