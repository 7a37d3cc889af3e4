import type { KintsugiClient } from "../../../kintsugi-api"
import { createLookups } from "./lookups"

/** A client whose only category is `name`. */
const clientWith = (name: string) =>
  ({
    productCategories: jest.fn(async () => [{ name, subcategories: [] }]),
  }) as unknown as KintsugiClient

const AUSTIN = { state: "TX", postal_code: "78701", country: "US" } as const

describe("createLookups", () => {
  it("reuses an answer until other credentials take effect", async () => {
    const clients = [clientWith("Physical"), clientWith("Digital")] as const
    let current = clients[0]
    const lookups = createLookups(async () => current)
    await lookups.getProductCategories()
    await lookups.getProductCategories()
    expect(clients[0].productCategories).toHaveBeenCalledTimes(1)

    current = clients[1]
    await expect(lookups.getProductCategories()).resolves.toMatchObject([
      { name: "Digital" },
    ])
  })

  it("throws what is missing if Kintsugi is not configured", async () => {
    const lookups = createLookups(() =>
      Promise.reject(new Error("Kintsugi is not configured"))
    )
    const deadline = { deadline: 17 }
    for (const lookUp of [
      () => lookups.getProductCategories(),
      () => lookups.getNexus(),
      () => lookups.searchAddress(AUSTIN, deadline),
    ]) {
      await expect(lookUp()).rejects.toThrow("Kintsugi is not configured")
    }
  })
})
