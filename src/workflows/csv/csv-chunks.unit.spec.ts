import { csvChunks } from "./csv-chunks"

/** Numbers from 1 to `last`, three to a page. */
const pagesUpTo = (last: number) => {
  const read: (number | undefined)[] = []
  const nextPage = async (after: number | undefined) => {
    read.push(after)
    return [1, 2, 3]
      .map((step) => (after ?? 0) + step)
      .filter((value) => value <= last)
  }
  return { nextPage, read }
}

const chunks = (last: number) => {
  const { nextPage, read } = pagesUpTo(last)
  return {
    read,
    chunks: csvChunks(["n"], nextPage, (n) => [{ number: String(n) }]),
  }
}

const textOf = async (parts: AsyncIterable<string>) => {
  let text = ""
  for await (const part of parts) {
    text += part
  }
  return text
}

describe("csvChunks", () => {
  it.each([0, 1, 3, 4, 6])("has each of %i rows once", async (last) => {
    const numbers = Array.from({ length: last }, (_, n) => `${n + 1}\r\n`)
    await expect(textOf(chunks(last).chunks)).resolves.toBe(
      `n\r\n${numbers.join("")}`
    )
  })

  it("reads a page only when the previous one was taken", async () => {
    const { chunks: parts, read } = chunks(9)
    expect(read).toEqual([])
    await parts.next()
    expect(read).toEqual([undefined])
    await parts.next()
    expect(read).toEqual([undefined, 3])
  })

  it("sends nothing before the first page was read", async () => {
    const failing = csvChunks(
      ["n"],
      () => Promise.reject(new Error("no database")),
      () => []
    )
    await expect(failing.next()).rejects.toThrow("no database")
  })
})
