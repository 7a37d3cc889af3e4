import { configManager } from "@medusajs/framework/config"
import type { InputConfig } from "@medusajs/framework/types"
import { takeHook } from "./take-hook"

const storeWith = (plugins: unknown[]) =>
  configManager.loadConfig({
    projectConfig: { plugins, logger: console } as unknown as InputConfig,
    baseDir: process.cwd(),
    throwOnValidationError: false,
  } as unknown as Parameters<typeof configManager.loadConfig>[0])

const kintsugi = (options: Record<string, unknown> = {}) => ({
  resolve: "medusa-plugin-kintsugi",
  options,
})

type Handler = () => string

/** A workflow with one hook, which takes one handler, as Medusa's does. */
const workflow = () => {
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

const take = ({ hooks }: ReturnType<typeof workflow>, ours: Handler) =>
  takeHook({
    option: "cartTaxLines",
    workflow: "upsertTaxLinesWorkflow",
    handler: "replaceCartTaxLines",
    hooks,
    name: "setTaxLineContext",
    register: () => hooks.setTaxLineContext(ours),
  })

const ours: Handler = () => "ours"
const theirs: Handler = () => "theirs"

const ADVICE =
  "a handler for upsertTaxLinesWorkflow.hooks.setTaxLineContext, and Medusa allows one. " +
  "Keep the store's: set the plugin's option hooks.cartTaxLines to false and call replaceCartTaxLines"

describe("takeHook", () => {
  let log: jest.SpyInstance

  beforeEach(() => {
    log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  })

  afterEach(() => {
    log.mockRestore()
  })

  it.each([
    ["by default", [kintsugi()]],
    ["registered by name alone", ["medusa-plugin-kintsugi"]],
    ["switched on", [kintsugi({ hooks: { cartTaxLines: true } })]],
    [
      "another hook switched off",
      [kintsugi({ hooks: { orderTaxLines: false } })],
    ],
  ])("registers our handler: %s", (_, plugins) => {
    storeWith(plugins)
    const one = workflow()
    take(one, ours)
    expect(one.handlers).toEqual([ours])
  })

  it("leaves the hook to the store where its options say so", () => {
    storeWith(["other", kintsugi({ hooks: { cartTaxLines: false } })])
    const one = workflow()
    take(one, ours)
    one.hooks.setTaxLineContext(theirs)
    expect(one.handlers).toEqual([theirs])
  })

  it("says what to do when the store came first", () => {
    storeWith([kintsugi()])
    const one = workflow()
    one.hooks.setTaxLineContext(theirs)
    expect(() => take(one, ours)).toThrow(ADVICE)
  })

  it("says what to do when the store comes second", () => {
    storeWith([kintsugi()])
    const one = workflow()
    take(one, ours)
    expect(() => one.hooks.setTaxLineContext(theirs)).toThrow(ADVICE)
    expect(one.handlers).toEqual([ours])
  })

  it("refuses malformed options rather than guess", () => {
    storeWith([kintsugi({ hooks: { cart: false } })])
    expect(() => take(workflow(), ours)).toThrow(
      'there is no option "hooks.cart"'
    )
  })
})
