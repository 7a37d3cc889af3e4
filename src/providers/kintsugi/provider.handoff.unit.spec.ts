import { takeAnswer } from "../../modules/kintsugi/cart-handoff"
import {
  idsOf,
  item,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  WHOLE_CART,
  whole,
} from "../../../integration-tests/provider/whole-cart"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("the whole cart", () => {
  describe("with an answer that Medusa asked only a part of", () => {
    const keptIds = (): string[] =>
      idsOf(takeAnswer("cart_01JAUSTIN")?.taxLines ?? [])

    it("is kept whole, for one refresh", async () => {
      const ofShipping = await providerWith().getTaxLines(
        [],
        [parcel()],
        whole()
      )
      const kept = takeAnswer("cart_01JAUSTIN")
      expect(kept).toMatchObject({
        lines: WHOLE_CART,
        fingerprint: ofShipping[0]?.data?.fingerprint,
      })
      expect(idsOf(kept!.taxLines)).toEqual(WHOLE_CART.map(({ id }) => id))
      expect(keptIds()).toEqual([])
    })

    it.each<[string, Record<string, unknown>, () => void]>([
      [
        "Kintsugi fails",
        {},
        () => {
          kintsugi.failEstimates({ kind: "status", status: 422 })
        },
      ],
      [
        "the address is removed",
        { address: { country_code: "us" } },
        () => undefined,
      ],
    ])("is not kept when %s", async (_, context, happen) => {
      const provider = providerWith({ retries: 0 })
      await provider.getTaxLines([item()], [], whole())
      happen()
      const other = { ...WHOLE_CART[0]!, quantity: "3" }
      await provider.getTaxLines(
        [item()],
        [],
        whole({ lines: [other] }, context)
      )
      expect(keptIds()).toEqual([])
    })

    it.each([
      ["an order", { exact_rates: true }],
      ["a prefetch", { prefetch: true }],
      ["a call without the whole cart", { lines: undefined }],
    ])("is not kept for %s", async (_, fields) => {
      await providerWith().getTaxLines([item()], [], whole(fields))
      expect(keptIds()).toEqual([])
    })
  })
})
