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

type Handler = () => string

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

const registerOurs = (
  { hooks }: ReturnType<typeof createWorkflow>,
  ours: Handler
) =>
  registerHook({
    option: "cartTaxLines",
    workflow: "upsertTaxLinesWorkflow",
    handler: "clearStaleCartTaxLines",
    hooks,
    name: "setTaxLineContext",
    register: () => hooks.setTaxLineContext(ours),
  })

const ours: Handler = () => "ours"
const theirs: Handler = () => "theirs"

const ADVICE =
  "a handler for upsertTaxLinesWorkflow.hooks.setTaxLineContext, and Medusa allows one. " +
  "Keep the store's: set the plugin's option hooks.cartTaxLines to false and call clearStaleCartTaxLines"

describe("registerHook", () => {
  let log: jest.SpyInstance

  beforeEach(() => {
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
  ])("registers our handler: %s", (_, plugins) => {
    loadStoreWith(plugins)
    const one = createWorkflow()
    registerOurs(one, ours)
    expect(one.handlers).toEqual([ours])
  })

  it("leaves the hook to the store where its options turn it off", () => {
    loadStoreWith(["other", pluginEntry({ hooks: { cartTaxLines: false } })])
    const one = createWorkflow()
    registerOurs(one, ours)
    one.hooks.setTaxLineContext(theirs)
    expect(one.handlers).toEqual([theirs])
  })

  it("explains the conflict when the store registered first", () => {
    loadStoreWith([pluginEntry()])
    const one = createWorkflow()
    one.hooks.setTaxLineContext(theirs)
    expect(() => registerOurs(one, ours)).toThrow(ADVICE)
  })

  it("explains the conflict when the store registers second", () => {
    loadStoreWith([pluginEntry()])
    const one = createWorkflow()
    registerOurs(one, ours)
    expect(() => one.hooks.setTaxLineContext(theirs)).toThrow(ADVICE)
    expect(one.handlers).toEqual([ours])
  })

  it("rejects malformed options instead of guessing", () => {
    loadStoreWith([pluginEntry({ hooks: { cart: false } })])
    expect(() => registerOurs(createWorkflow(), ours)).toThrow(
      'there is no option "hooks.cart"'
    )
  })
})
