import type { CategoryPair } from "../contract/category-names"
import { createCategorySpelling } from "./category-spelling"
import { KintsugiInvalidRequestError, timedOut } from "./errors"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const CLOTHING_WORD = { category: "PHYSICAL", subcategory: "GENERAL_CLOTHING" }
const GOODS = { category: "Physical", subcategory: "General Physical" }
const GOODS_WORD = { category: "PHYSICAL", subcategory: "PHYSICAL_GENERAL" }

const refusal = (places: number[]) =>
  new KintsugiInvalidRequestError({
    message: "Kintsugi refused the request (422)",
    merchantMessage: "",
    fields: places.map((place) => ({
      path: `body.transaction_items.${place}.product_subcategory`,
      message: "is not a product category",
    })),
  })

/** An API that accepts some pairs and names the indexes of the others. */
const api = (isAccepted: (pair: CategoryPair) => boolean) => {
  const sent: CategoryPair[][] = []
  return {
    sent,
    send:
      (pairs: CategoryPair[]) =>
      async (spell: (pair: CategoryPair) => CategoryPair) => {
        const spelt = pairs.map(spell)
        sent.push(spelt)
        const places = spelt.flatMap((pair, index) =>
          isAccepted(pair) ? [] : index
        )
        if (places.length) {
          throw refusal(places)
        }
        return "taken"
      },
  }
}

const isWord = ({ category }: CategoryPair) => category === "PHYSICAL"

describe("createCategorySpelling", () => {
  it("tries a refused pair once in the other spelling, and remembers it", async () => {
    const spelling = createCategorySpelling(async () => [])
    const { send, sent } = api(isWord)
    await spelling.send([CLOTHING, GOODS], send([CLOTHING, GOODS]))
    await spelling.send([GOODS, CLOTHING], send([GOODS, CLOTHING]))
    expect(sent).toEqual([
      [CLOTHING, GOODS],
      [CLOTHING_WORD, GOODS_WORD],
      [GOODS_WORD, CLOTHING_WORD],
    ])
  })

  it("converts an enum pair to the label in Kintsugi's list", async () => {
    let reads = 0
    const spelling = createCategorySpelling(async () => {
      reads++
      return [GOODS, CLOTHING]
    })
    const { send, sent } = api((pair) => !isWord(pair))
    await spelling.send([CLOTHING_WORD], send([CLOTHING_WORD]))
    await spelling.send([CLOTHING_WORD], send([CLOTHING_WORD]))
    expect(sent).toEqual([[CLOTHING_WORD], [CLOTHING], [CLOTHING]])
    expect(reads).toBe(1)
  })

  it("changes only the pairs that were refused", async () => {
    const spelling = createCategorySpelling(async () => [])
    const { send, sent } = api(
      ({ subcategory }) => subcategory !== "General Clothing"
    )
    await spelling.send([GOODS, CLOTHING], send([GOODS, CLOTHING]))
    expect(sent.at(-1)).toEqual([GOODS, CLOTHING_WORD])
  })

  it("returns to the original spelling when the API refuses the other", async () => {
    const spelling = createCategorySpelling(async () => [])
    const words = api(isWord)
    await spelling.send([CLOTHING], words.send([CLOTHING]))
    const labels = api((pair) => !isWord(pair))
    await spelling.send([CLOTHING], labels.send([CLOTHING]))
    await spelling.send([CLOTHING], labels.send([CLOTHING]))
    expect(labels.sent).toEqual([[CLOTHING_WORD], [CLOTHING], [CLOTHING]])
  })

  it("does not retry when both spellings are refused, and throws the first error", async () => {
    const spelling = createCategorySpelling(async () => [])
    const { send, sent } = api(() => false)
    for (let times = 0; times < 2; times++) {
      await expect(
        spelling.send([CLOTHING], send([CLOTHING]))
      ).rejects.toMatchObject({ code: "invalid_request" })
    }
    expect(sent).toEqual([[CLOTHING], [CLOTHING_WORD], [CLOTHING]])
  })

  it("keeps the spelling when the refusal is about something else", async () => {
    const spelling = createCategorySpelling(async () => [])
    let sends = 0
    const error = new KintsugiInvalidRequestError({
      message: "the name is too long",
      merchantMessage: "",
      fields: [{ path: "body.name", message: "too long" }],
    })
    await expect(
      spelling.send([CLOTHING], async () => {
        sends++
        throw error
      })
    ).rejects.toBe(error)
    expect(sends).toBe(1)
  })

  it("waits for Kintsugi's list no longer than the caller's deadline", async () => {
    const spelling = createCategorySpelling(() => new Promise(() => undefined))
    const { send, sent } = api((pair) => !isWord(pair))
    await spelling.send([CLOTHING_WORD], send([CLOTHING_WORD]), Date.now() + 50)
    expect(sent).toEqual([
      [CLOTHING_WORD],
      [{ category: "Physical", subcategory: "General Clothing" }],
    ])
  })

  it("throws the second try's error when that is not a refusal", async () => {
    const spelling = createCategorySpelling(async () => [])
    let tries = 0
    const send = async () => {
      throw tries++ ? timedOut(1500) : refusal([0])
    }
    await expect(spelling.send([CLOTHING], send)).rejects.toMatchObject({
      code: "timed_out",
    })
  })
})
