import {
  idsOf,
  item,
  mug,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import { whole } from "../../../integration-tests/provider/whole-cart"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("the whole cart", () => {
  it("is not waited for twice in a row when Kintsugi is down", async () => {
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const provider = providerWith({ retries: 0 })
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(kintsugi.estimateRequests()).toHaveLength(1)
    expect([...ofItems, ...ofShipping].map(({ data }) => data)).toMatchObject([
      { source: "fallback", reason: "unavailable" },
      { source: "fallback", reason: "unavailable" },
      { source: "fallback", reason: "unavailable" },
    ])
  })

  it("gets Kintsugi's tax again as soon as Kintsugi answers", async () => {
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const provider = providerWith({ retries: 0 })
    await provider.getTaxLines([item(), mug()], [], whole())
    await provider.getTaxLines([], [parcel()], whole())
    kintsugi.recover()
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    for (const { data } of [...ofItems, ...ofShipping]) {
      expect(data).toMatchObject({ source: "kintsugi" })
    }
  })

  it("that failed once is asked about again when the shopper retries", async () => {
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const provider = providerWith({ retries: 0, onFailure: "throw" })
    // Medusa stops here and does not ask about the shipping.
    await expect(
      provider.getTaxLines([item(), mug()], [], whole())
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    kintsugi.recover()
    await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(ofShipping[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("that failed is asked about again when shipping is chosen next", async () => {
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const provider = providerWith({ retries: 0, onFailure: "throw" })
    await expect(
      Promise.all([
        provider.getTaxLines([item(), mug()], [], whole()),
        provider
          .getTaxLines([item(), mug()], [parcel()], whole({ prefetch: true }))
          .catch(() => undefined),
      ])
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    kintsugi.recover()
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(ofShipping[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("is not asked about again after a failed prefetch, and repeats the failure once", async () => {
    kintsugi.failEstimates({ kind: "status", status: 422 })
    const provider = providerWith({ retries: 0 })
    const ask = () => provider.getTaxLines([item(), mug()], [], whole())
    await expect(
      provider.getTaxLines([item(), mug()], [], whole({ prefetch: true }))
    ).rejects.toThrow()
    expect(kintsugi.log).toEqual([])
    for (const { data } of [
      ...(await ask()),
      ...(await provider.getTaxLines([], [parcel()], whole())),
    ]) {
      expect(data).toMatchObject({ reason: "invalid_request" })
    }
    expect(kintsugi.estimateRequests()).toHaveLength(1)
    kintsugi.recover()
    expect((await ask())[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("shares a prefetch's request with Medusa's own call", async () => {
    const provider = providerWith()
    const [, lines] = await Promise.all([
      provider.getTaxLines(
        [item(), mug()],
        [parcel()],
        whole({ prefetch: true })
      ),
      provider.getTaxLines([item(), mug()], [], whole()),
    ])
    expect(kintsugi.estimateRequests()).toHaveLength(1)
    expect(idsOf(lines)).toEqual(["cali_01JSHIRT", "cali_01JMUG"])
  })
})
