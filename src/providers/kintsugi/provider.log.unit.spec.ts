import {
  AUSTIN,
  cart,
  item,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  API_KEY,
  ORGANIZATION_ID,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("the log of getTaxLines", () => {
  const PRIVATE = [
    API_KEY,
    ORGANIZATION_ID,
    "1100 Congress Ave",
    "Austin",
    "78701",
    "jane@example.com",
    "cus_01JANE",
  ]

  /** What the same cart is asked about with. */
  const quoteRequest = async () => {
    await taxShirts()
    const request = JSON.stringify(kintsugi.estimateRequest())
    return `${API_KEY} of ${ORGANIZATION_ID} sent ${request}`
  }

  it.each([400, 401, 403, 409, 422, 500])(
    "contains no key, organization, address or e-mail, even if a %i quotes them",
    async (status) => {
      const body = JSON.stringify({ detail: await quoteRequest() })
      kintsugi.failEstimates({ kind: "body", status, body })
      await taxShirts({ retries: 0 })
      expect(kintsugi.log).toHaveLength(1)
      const text = kintsugi.log[0]?.text ?? ""
      expect(PRIVATE.filter((word) => text.includes(word))).toEqual([])
    }
  )

  it("contains none of them for an address that does not exist", async () => {
    await providerWith().getTaxLines(
      [item()],
      [],
      cart({ address: { ...AUSTIN, province_code: "Ontario" } })
    )
    expect(kintsugi.log).toHaveLength(1)
    const text = kintsugi.log[0]?.text ?? ""
    const words = [...PRIVATE, "Ontario"]
    expect(words.filter((word) => text.includes(word))).toEqual([])
  })

  it("reads as sentences", async () => {
    kintsugi.failEstimates({ kind: "status", status: 500 })
    await taxShirts({ retries: 0 })
    expect(kintsugi.log).toHaveLength(1)
    expect(kintsugi.log[0]?.text).toMatch(/[^.]\.$/)
    expect(kintsugi.log[0]?.text).not.toContain("..")
  })
})
