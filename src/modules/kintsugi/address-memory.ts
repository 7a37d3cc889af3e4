import { LRUCache } from "lru-cache"
import { createHash } from "node:crypto"
import type {
  AddressSearch,
  AddressSearchResult,
  Deadline,
  KintsugiClient,
} from "../../kintsugi"

/** How long an answer is given again, in ms: a checkout's time. */
const TTL_MS = 10 * 60 * 1000

/** An answer is some hundred bytes. */
const MAX_ADDRESSES = 1_000

/**
 * Kintsugi's validation of addresses, which remembers the latest answers in this
 * process and nowhere else. Those who ask the same meanwhile share the one
 * request; a failure is not remembered.
 *
 * @returns a function that throws KintsugiError
 */
export const createAddressMemory = (
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
    ttl: TTL_MS,
    // Who waits gets the answer, even if others have taken its place meanwhile.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: { address, call } }) =>
      client.searchAddress(address, call),
  })
  return async (address, call) =>
    (await memory.fetch(nameOf(address), { context: { address, call } })) ??
    client.searchAddress(address, call)
}

/** The same for spellings that differ in capitals and spaces alone. */
const nameOf = ({
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
