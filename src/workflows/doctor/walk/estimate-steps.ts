import { MathBN } from "@medusajs/framework/utils"
import type { EstimateRequest } from "../../../kintsugi-api"
import type { DestinationAddress } from "../../../tax/address/read-address"
import type { TaxableLine } from "../../../tax/cart/taxable-line"
import { doctorLimits } from "../doctor-connection"
import {
  type TestProducts,
  chargedLinesFrom,
  estimateRequest,
  taxableLines,
} from "./test-records"
import { tryTo } from "./try-to"
import type { Step, StepId, WalkState } from "./walk-state"

const needsProduct = ({ products }: WalkState) =>
  products.goods ? undefined : "Kintsugi took no product to sell."

/** Estimates the walk's cart, and keeps the lines as they would be charged. */
const chargeStep = (
  id: StepId,
  units: number,
  keep: "lines" | "changedLines"
): Step => ({
  id,
  blockedBy: needsProduct,
  run: async (state) => {
    const lines = taxableLines(units)
    const estimate = await state.connection.client.estimateTax(
      requestFor(state, { lines }),
      doctorLimits()
    )
    const charged = chargedLinesFrom(
      estimate,
      lines,
      state.products as TestProducts
    )
    if ("problem" in charged) {
      throw new Error(
        `The estimate can't be used: ${charged.problem}. No sale is made without its tax.`
      )
    }
    state[keep] = charged.lines
    return { message: taxed(estimate.total_tax_amount_calculated) }
  },
})

/** Estimates something else, of which only the answer counts. */
const probeStep = (
  id: StepId,
  change: (
    state: WalkState
  ) => Partial<{ address: DestinationAddress; lines: TaxableLine[] }>,
  request: (sent: EstimateRequest) => EstimateRequest = (sent) => sent
): Step => ({
  id,
  run: async (state) => {
    const { value, acceptance } = await tryTo(() =>
      state.connection.client.estimateTax(
        request(requestFor(state, change(state))),
        doctorLimits()
      )
    )
    if (!acceptance.accepted) {
      return { message: acceptance.message, isRefused: true }
    }
    const status = value?.addresses?.find(
      ({ status }) => status !== undefined
    )?.status
    return {
      message: `${taxed(value?.total_tax_amount_calculated)}${status ? ` The address is ${status}.` : ""}`,
    }
  },
})

const requestFor = (
  state: WalkState,
  {
    address = state.place,
    lines = taxableLines(2),
    customerId,
  }: {
    address?: DestinationAddress
    lines?: TaxableLine[]
    customerId?: string
  }
): EstimateRequest =>
  estimateRequest(
    {
      externalId: `${state.run}-cart`,
      at: new Date(),
      address,
      lines,
      customerId,
    },
    state.settings,
    { asIfRegistered: true }
  )

const taxed = (total: string | undefined): string =>
  `Tax: ${total ?? "not stated"}.`

/** One line of this amount, in major units. */
const oneLine = (amount: string): TaxableLine[] =>
  taxableLines(1)
    .slice(0, 1)
    .map((line) => ({
      ...line,
      amount: MathBN.convert(amount),
      price: { ...line.price, withoutTax: MathBN.convert(amount) },
    }))

/** The estimates that the sales are made of. */
export const CHARGE_STEPS: Step[] = [
  chargeStep("estimate", 2, "lines"),
  chargeStep("estimate_changed_lines", 1, "changedLines"),
]

const OTHER_PLACE = {
  type: "SHIP_TO",
  street_1: "200 N Spring St",
  city: "Los Angeles",
  state: "CA",
  postal_code: "90012",
  country: "US",
} as const

/** Estimates of what a checkout meets, each of which creates nothing. */
export const PROBE_STEPS: Step[] = [
  probeStep("estimate_changed_address", () => ({ address: OTHER_PLACE })),
  probeStep("estimate_invalid_address", ({ place }) => ({
    // A ZIP code of another state.
    address: {
      ...place,
      postal_code: place.state === "CA" ? "78701" : "90012",
    },
  })),
  probeStep("estimate_other_city", ({ place }) => ({
    address: { ...place, city: "Houston" },
  })),
  probeStep("estimate_incomplete_address", ({ place }) => ({
    address: {
      type: "SHIP_TO",
      state: place.state,
      postal_code: place.postal_code,
      country: place.country,
    },
  })),
  probeStep("estimate_international", () => ({
    address: {
      type: "SHIP_TO",
      street_1: "Platz der Republik 1",
      city: "Berlin",
      state: "",
      postal_code: "11011",
      country: "DE",
    },
  })),
  probeStep(
    "estimate_other_currency",
    () => ({
      address: {
        type: "SHIP_TO",
        street_1: "111 Wellington St",
        city: "Ottawa",
        state: "ON",
        postal_code: "K1A 0A9",
        country: "CA",
      },
    }),
    (request) => ({ ...request, currency: "CAD" })
  ),
  probeStep("estimate_high_value", () => ({ lines: oneLine("1234567.89") })),
  probeStep("estimate_zero_value", () => ({ lines: oneLine("0") })),
]

/** An estimate for the exempt customer. */
export const EXEMPT_STEP: Step = {
  id: "estimate_exempt",
  blockedBy: ({ exemptionId }) =>
    exemptionId ? undefined : "The customer has no exemption.",
  run: async (state) => {
    const estimate = await state.connection.client.estimateTax(
      requestFor(state, { customerId: state.customerId }),
      doctorLimits()
    )
    return { message: taxed(estimate.total_tax_amount_calculated) }
  },
}
