import type { Sandbox } from "../integration-tests/sandbox"

/**
 * Where the demo's merchant is registered: wherever the demo and its shop page
 * sell, and no further, so that the map has something to show.
 */
const REGISTERED = ["US-TX", "US-CA", "US-NY", "US-WA", "US-TN", "CA-ON", "EU"]

/**
 * Puts the merchant near one threshold, over another, and in the middle of a
 * registration.
 */
export const setUpCollection = (
  sandbox: Pick<
    Sandbox,
    "setRegistrations" | "setOtherRegistrations" | "setNexus"
  >
): void => {
  sandbox.setRegistrations(REGISTERED)
  sandbox.setOtherRegistrations([
    { place: "US-NJ", status: "AWAITING_CLARIFICATION" },
  ])
  sandbox.setNexus([
    {
      place: "US-FL",
      status: "APPROACHING",
      transactions_amount: "86420.50",
      transaction_count: 121,
    },
    {
      place: "US-IL",
      status: "APPROACHING",
      transactions_amount: "23110.00",
      transaction_count: 187,
    },
    {
      place: "US-GA",
      status: "EXPOSED",
      transactions_amount: "131200.00",
      transaction_count: 310,
    },
    {
      place: "US-CO",
      status: "NOT_EXPOSED",
      transactions_amount: "9870.00",
      transaction_count: 22,
    },
    {
      place: "GB",
      status: "APPROACHING",
      transactions_amount: "71500.00",
      threshold_sales: 85000,
    },
  ])
}
