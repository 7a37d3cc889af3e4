import { MathBN } from "@medusajs/framework/utils"
import {
  createTestMemory,
  inMemoryRows,
} from "../../../../integration-tests/provider/in-memory-rows"
import type { LineTax } from "../../../tax/estimate/validate-estimate"
import { ZERO } from "../../../tax/money"
import { recallTaxes } from "../../../tax/memory/recall"
import { createTaxMemory, type TaxedPlace } from "./tax-memory"

const GOODS = JSON.stringify(["Physical", "General Physical"])

const placeIn = (fields: Partial<TaxedPlace["address"]> = {}): TaxedPlace => ({
  organizationId: "orgn_1",
  address: {
    type: "SHIP_TO",
    street_1: "1100 Congress Ave",
    city: "Austin",
    state: "TX",
    postal_code: "78701",
    country: "US",
    ...fields,
  },
  currency: "USD",
})

const lineOf = (amount: string): LineTax["line"] => ({
  kind: "item",
  id: "cali_1",
  quantity: MathBN.convert(1),
  price: { withTax: ZERO, withoutTax: MathBN.convert(amount) },
  amount: MathBN.convert(amount),
  currencyCode: "USD",
  rates: [],
})

const answer = (rate: string, isRegistered = true) => {
  const tax = MathBN.mult(100, rate)
  return {
    subjects: [GOODS],
    isRegistered,
    taxes: [
      {
        line: lineOf("100"),
        amount: tax,
        taxableAmount: MathBN.convert(100),
        rate: MathBN.convert(rate),
        exempt: false,
        jurisdictions: [
          {
            name: "Texas State Tax",
            rate: MathBN.convert(rate),
            amount: tax,
            exempt: false,
          },
        ],
      },
    ] as LineTax[],
  }
}

/** What 200.00 of goods is taxed there, without asking. */
const recalled = async (
  memory: ReturnType<typeof createTaxMemory>,
  place: TaxedPlace
): Promise<string | undefined> => {
  const { known, at } = await memory.recall(place)
  const [tax] = recallTaxes(
    [{ line: lineOf("200"), subject: GOODS }],
    at,
    known
  )
  return tax?.amount.toFixed()
}

describe("createTaxMemory", () => {
  it("knows an answer at once, and saves it for other instances", async () => {
    const rows = inMemoryRows()
    const memory = createTestMemory(rows)
    memory.learn(placeIn(), answer("0.0625"))
    expect(rows.all()).toEqual([])
    expect(await recalled(memory, placeIn())).toBe("12.5")
    expect(rows.all().map(({ topic }) => topic.kind)).toEqual([
      "subject",
      "rule",
    ])
    expect(await recalled(createTestMemory(rows), placeIn())).toBe("12.5")
  })

  it("knows nothing of other organizations, states and currencies", async () => {
    const memory = createTestMemory()
    memory.learn(placeIn(), answer("0.0625"))
    for (const other of [
      { ...placeIn(), organizationId: "orgn_2" },
      { ...placeIn(), currency: "CAD" },
      placeIn({ state: "OK" }),
      placeIn({ country: "CA" }),
    ]) {
      expect(await recalled(memory, other)).toBe(undefined)
    }
  })

  it("takes the four digits after a ZIP code for a street, not for a place", async () => {
    const memory = createTestMemory()
    memory.learn(placeIn({ postal_code: "78701-1234" }), answer("0.0625"))
    const { known } = await memory.recall(placeIn())
    expect([...known.places.keys()]).toEqual(["78701"])
  })

  it("distinguishes the streets of a postal code, however they are typed", async () => {
    const memory = createTestMemory()
    const inCity = placeIn({ street_1: "1 Main St" })
    const outside = placeIn({ street_1: "99 County Rd" })
    memory.learn(inCity, answer("0.07"))
    const city = answer("0.05")
    city.taxes[0]!.jurisdictions[0]!.name = "County Tax"
    memory.learn(outside, city)
    expect(await recalled(memory, placeIn({ street_1: " 1  MAIN st" }))).toBe(
      "14"
    )
    expect(await recalled(memory, outside)).toBe("10")
  })

  it("forgets a state when the registration there changes", async () => {
    const rows = inMemoryRows()
    const memory = createTestMemory(rows)
    memory.learn(placeIn(), answer("0.0625"))
    memory.learn(placeIn({ postal_code: "75201" }), answer("0.0625"))
    await memory.save()
    memory.learn(placeIn(), answer("0", false))
    await memory.save()
    expect(
      rows
        .all()
        .flatMap(({ topic }) =>
          topic.kind === "subject" ? topic.postalCode : []
        )
    ).toEqual(["78701"])
    expect(await recalled(memory, placeIn({ postal_code: "75201" }))).toBe("0")
  })

  it("keeps within its bounds: the age, the rows, and the lines that wait", async () => {
    const rows = inMemoryRows()
    const trim = jest.spyOn(rows, "trim")
    const memory = createTestMemory(rows)
    const large = answer("0.0625")
    large.taxes = Array.from({ length: 9_999 }, () => large.taxes[0]!)
    large.subjects = large.taxes.map(() => GOODS)
    memory.learn(placeIn(), large)
    memory.learn(placeIn({ postal_code: "75201" }), {
      ...answer("0.0625"),
      taxes: [...answer("0.0625").taxes, ...answer("0.0625").taxes],
      subjects: [GOODS, GOODS],
    })
    await memory.save()
    expect(JSON.stringify(rows.all())).not.toContain("75201")
    const [{ since, maxRows }] = trim.mock.calls[0]!
    expect(maxRows).toBe(1_000)
    expect(Date.now() - since.getTime()).toBeCloseTo(90 * 86_400_000, -4)
  })

  it("loses nothing but the answers of the moment if the database fails", async () => {
    const rows = inMemoryRows()
    const memory = createTestMemory(rows)
    memory.learn(placeIn(), answer("0.0625"))
    await memory.save()
    expect(await recalled(memory, placeIn())).toBe("12.5")
    jest.spyOn(rows, "save").mockRejectedValueOnce(new Error("no database"))
    memory.learn(placeIn(), answer("0.08"))
    await memory.save()
    expect(await recalled(memory, placeIn())).toBe("12.5")
  })
})
