import { resolveOptions } from "../../../options"
import { PLUGIN_HOOKS } from "../../../shared-hooks/plugin-hooks"
import { checkHooks } from "./hooks"

const { hooks } = resolveOptions({})

const taken = (isShared = true, hasOthers = false) =>
  Object.fromEntries(
    Object.keys(PLUGIN_HOOKS).map((workflow) => [
      workflow,
      { isShared, hasOthers },
    ])
  )

describe("checkHooks", () => {
  it("is fine where all are taken", () => {
    const check = checkHooks({ isRegistered: true, hooks, taken: taken() })
    expect(check).toMatchObject({ id: "hooks", status: "ok", advice: null })
    expect(check.facts).toEqual([
      "upsertTaxLinesWorkflow.hooks.setTaxLineContext: taken.",
      "updateTaxLinesWorkflow.hooks.setTaxLineContext: taken.",
      "refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection: taken.",
      "updateCartPromotionsWorkflow.hooks.setPromotionContext: taken.",
      "updateOrderTaxLinesWorkflow.hooks.setTaxLineContext: taken.",
      "The Store API's routes of carts: wrapped.",
      "The Admin API's routes of order edits, exchanges, claims and drafts: wrapped.",
    ])
  })

  it("tells of other handlers", () => {
    expect(
      checkHooks({ isRegistered: true, hooks, taken: taken(true, true) })
        .facts[0]
    ).toContain("taken, and shared with other handlers")
  })

  it.each([
    ["cartRefresh", "refreshCartTaxAfterChange"],
    ["cartRoutes", "prepareCartForCompletion"],
    ["orderRoutes", "refreshOrderChangeTaxWorkflow"],
  ] as const)("says what %s leaves to the store", (option, call) => {
    const check = checkHooks({
      isRegistered: true,
      hooks: { ...hooks, [option]: false },
      taken: taken(),
    })
    expect(check.status).toBe("warning")
    expect(check.meaning).toContain(call)
    expect(check.facts.join()).toContain(`hooks.${option} is false`)
  })

  it("fails where one is not taken", () => {
    expect(
      checkHooks({ isRegistered: true, hooks, taken: taken(false) })
    ).toMatchObject({ status: "failed" })
  })

  it("fails where the store has the modules only", () => {
    const check = checkHooks({
      isRegistered: false,
      hooks,
      taken: taken(false),
    })
    expect(check).toMatchObject({
      status: "failed",
      advice: expect.stringContaining("withKintsugi"),
    })
  })
})
