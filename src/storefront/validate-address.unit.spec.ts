import Medusa from "@medusajs/js-sdk"
import {
  abortedStore,
  answering,
  postOf,
  storeThat,
} from "./__fixtures__/answering-store"
import { validateAddress } from "./validate-address"

const OSTIN = {
  address_1: "1100 Congress Ave",
  city: "Ostin",
  province: "TX",
  postal_code: "78701",
  country_code: "us",
}
const ANSWER = {
  status: "partially_verified",
  address: { ...OSTIN, address_2: "" },
  suggestions: [{ ...OSTIN, address_2: "", city: "AUSTIN" }],
  changed_fields: ["city"],
}
const UNAVAILABLE = {
  status: "unavailable",
  address: { ...OSTIN, address_2: "" },
  suggestions: [],
  changed_fields: [],
}

describe("validateAddress", () => {
  it("posts the address to the store, and returns the answer", async () => {
    const store = answering(ANSWER)
    await expect(
      validateAddress(store, {
        ...OSTIN,
        address_2: null,
        ...{ first_name: "Mia", phone: "+1 512 555 0100" },
      })
    ).resolves.toEqual(ANSWER)
    expect(store.requests).toEqual([
      postOf("/store/kintsugi/address-validation", OSTIN),
    ])
  })

  it("calls fetch as a function, as a browser demands", async () => {
    const callers: unknown[] = []
    const store = {
      ...answering(ANSWER),
      fetch: async function (this: unknown) {
        callers.push(this)
        return { ok: true, json: async () => ANSWER }
      },
    }
    await validateAddress(store, OSTIN)
    expect(callers).toEqual([undefined])
  })

  it("uses the client of Medusa's js-sdk", async () => {
    const request = jest
      .spyOn(globalThis, "fetch")
      .mockImplementation(async () => new Response(JSON.stringify(ANSWER)))
    const sdk = new Medusa({
      baseUrl: "https://store.example.com",
      publishableKey: "pk_1",
    })
    await expect(validateAddress(sdk.client, OSTIN)).resolves.toEqual(ANSWER)
    const [url, init] = request.mock.calls[0]!
    expect(String(url)).toBe(
      "https://store.example.com/store/kintsugi/address-validation"
    )
    expect(init).toMatchObject({ method: "POST", body: JSON.stringify(OSTIN) })
    expect(new Headers(init?.headers).get("x-publishable-api-key")).toBe("pk_1")

    request.mockImplementation(async () => new Response("{}", { status: 429 }))
    await expect(validateAddress(sdk.client, OSTIN)).resolves.toEqual(
      UNAVAILABLE
    )
    request.mockRestore()
  })

  it.each([
    ["a refusal", answering({ message: "Field 'city' is required" }, false)],
    ["another page", answering("<html>")],
    ["nothing", answering(null)],
    [
      "no answer",
      storeThat(async () => {
        throw new TypeError("Failed to fetch")
      }),
    ],
    [
      "a broken answer",
      storeThat(async () => ({
        ok: true,
        json: async () => {
          throw new SyntaxError("Unexpected end of JSON input")
        },
      })),
    ],
  ])("returns `unavailable` for %s", async (_, store) => {
    await expect(validateAddress(store, OSTIN)).resolves.toEqual(UNAVAILABLE)
  })

  it("rejects only if it is aborted, with the signal's reason", async () => {
    const { store, signal } = abortedStore()
    await expect(validateAddress(store, OSTIN, { signal })).rejects.toThrow(
      "The shopper typed on."
    )
    expect(store.requests[0]![1].signal).toBe(signal)
  })
})
