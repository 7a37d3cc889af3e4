import type {
  ICachingModuleService,
  Logger,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KintsugiTaxProvider } from "../../src/providers/kintsugi/provider"
import { describeStore } from "./store"

const ITEM = {
  id: "cali_01JMUG",
  product_id: "prod_01JMUG",
  quantity: 2,
  unit_price: 12.5,
  currency_code: "usd",
}

describeStore("with a shared cache", { caching: true }, (store) => {
  /** Carts with the same content, in Austin. */
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

  /** The provider as another instance of the store creates it. */
  const createOtherProvider = () =>
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

  const taxHere = (context: TaxCalculationContext) =>
    store.container.resolve(Modules.TAX).getTaxLines([ITEM], context)

  const taxElsewhere = (context: TaxCalculationContext) =>
    createOtherProvider().getTaxLines(
      [{ line_item: ITEM, rates: [] }],
      [],
      context
    )

  it("all instances share one estimate", async () => {
    const context = contextOf("cart_01J", "1 Congress Ave")

    const ours = await taxHere(context)
    const theirs = await taxElsewhere(context)

    const sources = ours.map(({ data }) => data?.source)
    expect([...new Set(sources)]).toEqual(["kintsugi"])
    expect(theirs).toEqual(ours)
    expect(estimates()).toHaveLength(1)
  })

  it("an estimate that another instance requested first is reused", async () => {
    const context = contextOf("cart_01K", "2 Congress Ave")

    const theirs = await taxElsewhere(context)
    const ours = await taxHere(context)

    expect(ours).toEqual(theirs)
    expect(estimates()).toHaveLength(1)
  })

  it("another address is estimated again", async () => {
    await taxElsewhere(contextOf("cart_01L", "3 Congress Ave"))
    await taxHere(contextOf("cart_01L", "4 Congress Ave"))

    expect(estimates()).toHaveLength(2)
  })
})
