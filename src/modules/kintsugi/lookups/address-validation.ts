import { LRUCache } from "lru-cache"
import { createHash } from "node:crypto"
import type {
  AddressSearch,
  AddressSearchResult,
  Deadline,
  KintsugiClient,
} from "../../../kintsugi-api"

/** How long an answer is reused, in ms: the length of a checkout. */
const TTL_MS = 10 * 60 * 1000

/** An answer is a few hundred bytes. */
const MAX_ADDRESSES = 1_000

/** All answers together, in characters. */
const MAX_CHARACTERS = 8 * 1024 * 1024

/**
 * Kintsugi's validation of addresses. Remembers the latest answers in this
 * process only. Simultaneous calls for the same address share one request;
 * failures are not remembered.
 *
 * @returns a function that throws KintsugiError
 */
export const createAddressLookup = (
  client: Pick<KintsugiClient, "searchAddress">
): ((
  address: AddressSearch,
  call: Deadline
) => Promise<AddressSearchResult[]>) => {
  const memory = new LRUCache<
    string,
    AddressSearchResult[],
    { address: AddressSearch; call: Deadline }
  >({
    max: MAX_ADDRESSES,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (found) => JSON.stringify(found).length,
    ttl: TTL_MS,
    // A waiting caller gets the answer even if it was evicted in between.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: { address, call } }) =>
      client.searchAddress(address, call),
  })
  return async (address, call) =>
    (await memory.fetch(keyOf(address), { context: { address, call } })) ??
    client.searchAddress(address, call)
}

/** The same key for spellings that differ only in case and spaces. */
const keyOf = ({
  street_1,
  street_2,
  city,
  state,
  postal_code,
}: AddressSearch): string =>
  createHash("sha256")
    .update(
      JSON.stringify(
        [street_1, street_2, city, state, postal_code].map((part) =>
          (part ?? "").trim().replace(/\s+/g, " ").toUpperCase()
        )
      )
    )
    .digest("base64url")
