import {
  KintsugiForbiddenError,
  KintsugiUnauthorizedError,
  notConnected,
} from "../../../kintsugi-api"
import { createClassifiedProducts } from "./classified-at-kintsugi"

const soon = () => Date.now() + 5000

/** Kintsugi's products, and the requests that it got. */
const kintsugiWith = (
  known: string[],
  answer: (id: string) => Promise<boolean> = async (id) => known.includes(id)
) => {
  const asked: { id: string; deadline: number }[] = []
  const running = { now: 0, most: 0 }
  const findProduct = async (
    id: string,
    { deadline }: { deadline: number }
  ) => {
    asked.push({ id, deadline })
    running.now += 1
    running.most = Math.max(running.most, running.now)
    try {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return (await answer(id))
        ? {
            id: `kintsugi_${id}`,
            external_id: id,
            name: id,
            product_category: "Physical",
            product_subcategory: "General Clothing",
          }
        : undefined
    } finally {
      running.now -= 1
    }
  }
  return { asked, running, products: createClassifiedProducts({ findProduct }) }
}

const failing = (error: Error) => kintsugiWith([], () => Promise.reject(error))

describe("products classified at Kintsugi", () => {
  it("are those that Kintsugi has", async () => {
    const { products } = kintsugiWith(["prod_1", "prod_3"])
    const known = await products.among(["prod_1", "prod_2", "prod_3"], soon())
    expect([...known].sort()).toEqual(["prod_1", "prod_3"])
  })

  it("are not asked about when there are none", async () => {
    const { products, asked } = kintsugiWith(["prod_1"])
    await expect(products.among([], soon())).resolves.toEqual(new Set())
    expect(asked).toEqual([])
  })

  it("are asked about once, known or not", async () => {
    const { products, asked } = kintsugiWith(["prod_1"])
    await products.among(["prod_1", "prod_2", "prod_1"], soon())
    await products.among(["prod_2", "prod_1"], soon())
    expect(asked.map(({ id }) => id)).toEqual(["prod_1", "prod_2"])
  })

  it("are asked about once by two carts at the same time", async () => {
    const { products, asked } = kintsugiWith(["prod_1"])
    const answers = await Promise.all([
      products.among(["prod_1"], soon()),
      products.among(["prod_1"], soon()),
    ])
    expect(answers.map((known) => known.has("prod_1"))).toEqual([true, true])
    expect(asked).toHaveLength(1)
  })

  it("are asked about ten at a time", async () => {
    const ids = Array.from({ length: 35 }, (_, index) => `prod_${index}`)
    const { products, asked, running } = kintsugiWith(ids)
    await expect(products.among(ids, soon())).resolves.toEqual(new Set(ids))
    expect(asked).toHaveLength(35)
    expect(running.most).toBe(10)
  })

  it("are asked about with the caller's deadline", async () => {
    const { products, asked } = kintsugiWith([])
    const deadline = soon()
    await products.among(["prod_1"], deadline)
    expect(asked).toEqual([{ id: "prod_1", deadline }])
  })

  it.each([
    notConnected("ECONNREFUSED"),
    new TypeError("something of our own"),
  ])("exclude those whose look-up failed (%s)", async (error) => {
    const { products } = failing(error)
    await expect(products.among(["prod_1"], soon())).resolves.toEqual(new Set())
  })

  it("are looked up again after a failed look-up", async () => {
    const { products, asked } = failing(notConnected("ECONNREFUSED"))
    await products.among(["prod_1"], soon())
    await products.among(["prod_1"], soon())
    expect(asked).toHaveLength(2)
  })

  it("include all others when one look-up fails", async () => {
    const { products } = kintsugiWith([], async (id) => {
      if (id === "prod_2") {
        throw notConnected("ECONNRESET")
      }
      return true
    })
    const known = await products.among(["prod_1", "prod_2", "prod_3"], soon())
    expect([...known].sort()).toEqual(["prod_1", "prod_3"])
  })

  it.each([
    new KintsugiUnauthorizedError({ message: "401", merchantMessage: "" }),
    new KintsugiForbiddenError({ message: "403", merchantMessage: "" }),
  ])(
    "end the calculation if the credentials are refused (%s)",
    async (error) => {
      const { products } = failing(error)
      await expect(products.among(["prod_1", "prod_2"], soon())).rejects.toBe(
        error
      )
    }
  )
})
