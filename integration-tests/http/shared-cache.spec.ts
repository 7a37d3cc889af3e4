import type {
  ICachingModuleService,
  Logger,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KintsugiTaxProvider } from "../../src/providers/kintsugi/service"
import { describeStore } from "./store"

const ITEM = {
  id: "cali_01JMUG",
  product_id: "prod_01JMUG",
  quantity: 2,
  unit_price: 12.5,
  currency_code: "usd",
}

describeStore("with a shared cache", { caching: true }, (store) => {
  /** Two carts of one content, in Austin. */
  const contextOf = (cartId: string, street: string): TaxCalculationContext =>
    ({
      address: {
        country_code: "us",
        province_code: "us-tx",
        city: "Austin",
        postal_code: "78701",
        address_1: street,
      },
      additional_context: {
        kintsugi: {
          external_id: cartId,
          replaces: true,
          lines: [
            {
              kind: "item",
              id: ITEM.id,
              product_id: ITEM.product_id,
              quantity: "2",
              with_tax: "0",
              without_tax: "25",
            },
          ],
        },
      },
    }) as unknown as TaxCalculationContext

  const estimates = () => store.sandbox.requests({ path: "/v1/tax/estimate" })

  /** The provider as another instance of the store has it. */
  const ofAnotherInstance = () =>
    new KintsugiTaxProvider(
      {
        logger: store.container.resolve<Logger>(
          ContainerRegistrationKeys.LOGGER
        ),
        caching: store.container.resolve<ICachingModuleService>(
          Modules.CACHING
        ),
      },
      {
        apiKey: "sk_sandbox_key",
        organizationId: "orgn_sandbox",
        baseUrl: store.sandbox.url,
      }
    )

  const byTheStore = (context: TaxCalculationContext) =>
    store.container.resolve(Modules.TAX).getTaxLines([ITEM], context)

  const byAnother = (context: TaxCalculationContext) =>
    ofAnotherInstance().getTaxLines(
      [{ line_item: ITEM, rates: [] }],
      [],
      context
    )

  it("asks once for all instances", async () => {
    const context = contextOf("cart_01J", "1 Congress Ave")

    const ours = await byTheStore(context)
    const theirs = await byAnother(context)

    const sources = ours.map(({ data }) => data?.source)
    expect([...new Set(sources)]).toEqual(["kintsugi"])
    expect(theirs).toEqual(ours)
    expect(estimates()).toHaveLength(1)
  })

  it("asks once where another instance was first", async () => {
    const context = contextOf("cart_01K", "2 Congress Ave")

    const theirs = await byAnother(context)
    const ours = await byTheStore(context)

    expect(ours).toEqual(theirs)
    expect(estimates()).toHaveLength(1)
  })

  it("asks again about another address", async () => {
    await byAnother(contextOf("cart_01L", "3 Congress Ave"))
    await byTheStore(contextOf("cart_01L", "4 Congress Ave"))

    expect(estimates()).toHaveLength(2)
  })
})
