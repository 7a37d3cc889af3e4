import {
  type Requester,
  runInRequestScope,
} from "../../modules/kintsugi/cart-handoff"
import type { KintsugiOptions } from "../../options"
import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import {
  AUSTIN,
  JANE,
  cart,
  cartWithoutHook,
  item,
} from "../../../integration-tests/provider/cart-in-austin"
import { whole } from "../../../integration-tests/provider/whole-cart"
import {
  moduleWith,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("getTaxLines", () => {
  it("sends no customer for a guest", async () => {
    await providerWith().getTaxLines(
      [item()],
      [],
      cart({ customer: undefined })
    )
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
  })

  it("sends no customer who is not signed in, and marks the tax lines", async () => {
    const inRequest = (requester: Requester) =>
      new Promise<TaxLine[]>((resolve, reject) =>
        runInRequestScope({ requester }, () => {
          providerWith({ hooks: { cartTaxLines: false } })
            .getTaxLines([item()], [], cartWithoutHook())
            .then(resolve, reject)
        })
      )
    const [line] = await inRequest({ as: "shopper" })
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
    expect(line?.data).toMatchObject({ customer: "guest" })

    for (const requester of [
      { as: "shopper", customerId: JANE.id } as const,
      { as: "merchant" } as const,
    ]) {
      const [own] = await inRequest(requester)
      expect(own?.data).not.toHaveProperty("customer")
    }
  })

  it("sends no customer in a store's own routes, which don't know who is signed in", async () => {
    const tax = async (options: KintsugiOptions) => {
      const [line] = await providerWith({
        hooks: { cartTaxLines: false },
        ...options,
      }).getTaxLines([item()], [], cartWithoutHook())
      return line?.data
    }
    expect(await tax({})).toMatchObject({ customer: "guest" })
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
    expect(await tax({ exemptGuests: true })).not.toHaveProperty("customer")
  })

  it.each([
    ["a gift card", { gift_cards: ["cali_01JSHIRT"] }, AUSTIN, "gift_card"],
    ["a line without a postal code", {}, { country_code: "us" }, "pending"],
  ])(
    "marks the tax line of %s if the customer is not trusted",
    async (_, given, address, source) => {
      const dataOf = async (customer_trusted: boolean) => {
        const [line] = await providerWith().getTaxLines(
          [item()],
          [],
          cart({
            address,
            additional_context: {
              kintsugi: {
                external_id: "cart_01JAUSTIN",
                replaces: true,
                customer_trusted,
                ...given,
              },
            },
          })
        )
        return line?.data
      }
      expect(await dataOf(false)).toMatchObject({ source, customer: "guest" })
      expect(await dataOf(true)).not.toHaveProperty("customer")
    }
  )
})

describe("the whole cart", () => {
  it.each([
    [true, "GB1"],
    [false, "XI1"],
  ])(
    "to Northern Ireland sends the tax id that applies (ships nothing: %s)",
    async (ships_nothing, registration_number) => {
      const module = moduleWith({
        getTaxStatus: async () => ({
          id: JANE.id,
          taxIds: [
            { country: "GB", number: "GB1" },
            { country: "XI", number: "XI1" },
          ],
        }),
      })
      await providerWith({}, { kintsugi: module }).getTaxLines(
        [item()],
        [],
        whole(
          { ships_nothing },
          { address: { country_code: "gb", postal_code: "BT1 5GS" } }
        )
      )
      expect(kintsugi.estimateRequest().customer).toMatchObject({
        registration_number,
      })
    }
  )

  it("is asked about again when its customer logs in", async () => {
    const provider = providerWith()
    await provider.getTaxLines([item()], [], whole({}, { customer: undefined }))
    await provider.getTaxLines([item()], [], whole())
    expect(kintsugi.estimateRequests().map(({ customer }) => customer)).toEqual(
      [undefined, { external_id: "cus_01JANE" }]
    )
  })
})
