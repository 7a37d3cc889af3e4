import type { KintsugiOptions } from "../../options"
import type { FaultKind } from "../../../integration-tests/sandbox/index"
import {
  AUSTIN,
  TEXAS_RATE,
  cart,
  fallback,
  item,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import { whole } from "../../../integration-tests/provider/whole-cart"
import {
  moduleWith,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("getTaxLines", () => {
  it.each([
    ["the country alone", { country_code: "us" }],
    ["no postal code", { ...AUSTIN, postal_code: "" }],
    [
      "no state, and a ZIP code that does not decide it",
      { ...AUSTIN, province_code: null, postal_code: "06390" },
    ],
    ["no address", undefined],
  ])("makes no request for %s and charges no tax", async (_, address) => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [parcel()],
      cart({ address })
    )
    const pending = {
      provider_id: "tp_kintsugi_kintsugi",
      name: "Tax pending",
      code: "address-incomplete",
      rate: 0,
      data: { source: "pending", reason: "address_incomplete" },
    }
    expect(lines).toEqual([
      { ...pending, line_item_id: "cali_01JSHIRT" },
      { ...pending, shipping_line_id: "casm_01JPARCEL" },
    ])
    expect(kintsugi.asked()).toEqual([])
    expect(kintsugi.log).toEqual([])
  })
})

describe("an invalid address", () => {
  const badAddresses: [
    string,
    Partial<typeof AUSTIN>,
    FaultKind | undefined,
  ][] = [
    ["in a state of another country", { province_code: "Ontario" }, undefined],
    ["whose status is INVALID", {}, { kind: "lie", lie: "invalid-address" }],
    [
      "that is refused",
      // Of Seattle.
      { postal_code: "98109" },
      undefined,
    ],
  ]

  const tax = (
    fields: Partial<typeof AUSTIN>,
    fault?: FaultKind,
    options: KintsugiOptions = {},
    rates = [TEXAS_RATE]
  ) => {
    if (fault) {
      kintsugi.failEstimates(fault)
    }
    return providerWith(options).getTaxLines(
      [item({}, rates)],
      [],
      cart({ address: { ...AUSTIN, ...fields } })
    )
  }

  it.each(badAddresses)(
    "(%s) is taxed by the store's own rates",
    async (_, fields, fault) => {
      await expect(tax(fields, fault)).resolves.toEqual([
        fallback("invalid_address"),
      ])
      expect(kintsugi.log).toMatchObject([{ level: "warn" }])
    }
  )

  it.each(badAddresses)(
    '(%s) is refused with onInvalidAddress: "reject"',
    async (_, fields, fault) => {
      await expect(
        tax(fields, fault, { onInvalidAddress: "reject" })
      ).rejects.toMatchObject({
        type: "invalid_data",
        code: "kintsugi_invalid_address",
        message:
          "The shipping address could not be found. Please check street, city, state and postal code.",
      })
      expect(kintsugi.log).toHaveLength(1)
      expect(kintsugi.log[0]?.text).toContain(
        "the address was rejected (invalid_address)"
      )
    }
  )

  it.each(["throw", "zero"] as const)(
    "is not affected by onFailure (%s)",
    async (onFailure) => {
      await expect(
        tax({ province_code: "Ontario" }, undefined, { onFailure })
      ).resolves.toEqual([fallback("invalid_address")])
    }
  )

  it("with no rate to fall back on asks the shopper to check it", async () => {
    await expect(
      tax({ province_code: "Ontario" }, undefined, {}, [])
    ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
  })

  it("in a state of another country makes no request", async () => {
    await tax({ province_code: "Ontario" })
    expect(kintsugi.asked()).toEqual([])
  })

  it.each(["PARTIALLY_VERIFIED", "UNVERIFIABLE", "UNVERIFIED"])(
    "is not one whose status is %s",
    async (status) => {
      const lines = await tax(
        {},
        { kind: "change", fields: { addresses: [{ status }] } }
      )
      expect(lines).toMatchObject([
        { data: { source: "kintsugi", address_status: status } },
        { data: { source: "kintsugi", address_status: status } },
        { data: { source: "kintsugi", address_status: status } },
      ])
    }
  )

  describe("of a customer whose group is exempt", () => {
    const taxExempt = async (
      [, fields, fault]: (typeof badAddresses)[number],
      options: KintsugiOptions
    ) => {
      if (fault) {
        kintsugi.failEstimates(fault)
      }
      const provider = providerWith(options, {
        kintsugi: moduleWith({
          getTaxStatus: async (id) => ({
            id,
            exemptBecause: "Public school",
          }),
        }),
      })
      return provider.getTaxLines(
        [item()],
        [],
        cart({ address: { ...AUSTIN, ...fields } })
      )
    }

    it.each(badAddresses)(
      "(%s) is still not charged any tax",
      async (...address) => {
        await expect(taxExempt(address, {})).resolves.toMatchObject([
          {
            rate: 0,
            data: {
              source: "zero",
              reason: "invalid_address",
              exempt_by: "customer_group",
            },
          },
        ])
      }
    )

    it.each(badAddresses)(
      '(%s) is refused with onInvalidAddress: "reject"',
      async (...address) => {
        await expect(
          taxExempt(address, { onInvalidAddress: "reject" })
        ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
      }
    )
  })

  it("is not one if only the billing address is invalid", async () => {
    const lines = await tax(
      {},
      {
        kind: "change",
        fields: {
          addresses: [
            { type: "BILL_TO", status: "INVALID" },
            { type: "SHIP_TO", status: "VERIFIED" },
          ],
        },
      }
    )
    expect(lines[0]?.data).toMatchObject({ source: "kintsugi" })
  })
})

describe("the whole cart", () => {
  it("is taxed at the address that the workflows pass", async () => {
    const address = {
      country_code: "us",
      province_code: "WA",
      postal_code: "98109",
      city: "Seattle",
    }
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ address })
    )
    expect(kintsugi.estimateRequest().addresses).toMatchObject([
      { type: "SHIP_TO", state: "WA", postal_code: "98109", city: "Seattle" },
    ])
    expect(lines[0]?.code).toBe("us-wa:washington-state-sales-tax")
  })

  it("of digital goods is taxed at the billing address, as BILL_TO", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole(
        { address: AUSTIN, address_type: "BILL_TO" },
        { address: { country_code: "us" } }
      )
    )
    expect(kintsugi.estimateRequest().addresses).toMatchObject([
      { type: "BILL_TO", state: "TX", postal_code: "78701", country: "US" },
    ])
    expect(lines[0]?.data).toMatchObject({
      source: "kintsugi",
      address_status: "VERIFIED",
    })
  })

  it("of digital goods with an invalid billing address has an invalid address", async () => {
    kintsugi.failEstimates({ kind: "lie", lie: "invalid-address" })
    await expect(
      providerWith({ onInvalidAddress: "reject" }).getTaxLines(
        [item()],
        [],
        whole({ address_type: "BILL_TO" })
      )
    ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
  })

  it("without an address is pending, and causes no request", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [parcel()],
      whole({}, { address: { country_code: "us" } })
    )
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT", rate: 0, data: { source: "pending" } },
      {
        shipping_line_id: "casm_01JPARCEL",
        rate: 0,
        data: { source: "pending" },
      },
    ])
    expect(kintsugi.asked()).toEqual([])
  })
})
