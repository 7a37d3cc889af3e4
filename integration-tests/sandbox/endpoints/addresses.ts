import { ok } from "../answers"
import { searchAddress, type SubmittedAddress } from "../tax/search-address"
import type { Endpoint } from "./endpoint"

export const searchAddresses: Endpoint = {
  at: "POST /v1/address_validation/search",
  answer: ({ body }) => ok(searchAddress(body as SubmittedAddress)),
}
