import { groupCalls } from "./group-calls"

/** Groups calls that double a number, and fail for 0. */
const doubling = () => {
  const groups: number[][] = []
  const double = groupCalls(async (numbers: number[]) => {
    groups.push(numbers)
    if (numbers.includes(0)) {
      throw new Error("Zero was refused.")
    }
    return numbers.map((number) => 2 * number)
  })
  return { groups, double }
}

describe("groupCalls", () => {
  it("makes one call of several, each with its own result", async () => {
    const { groups, double } = doubling()
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
    expect(groups).toEqual([[1, 2, 3]])
  })

  it("also of the same item twice", async () => {
    const { groups, double } = doubling()
    expect(await Promise.all([double(4), double(4)])).toEqual([8, 8])
    expect(groups).toEqual([[4, 4]])
  })

  it("starts another group after the first is under way", async () => {
    const { groups, double } = doubling()
    await double(1)
    await double(2)
    expect(groups).toEqual([[1], [2]])
  })

  it("an item that fails does not make the others of its group fail", async () => {
    const { double } = doubling()
    const results = await Promise.allSettled([1, 0, 3].map(double))
    expect(results).toEqual([
      { status: "fulfilled", value: 2 },
      { status: "rejected", reason: new Error("Zero was refused.") },
      { status: "fulfilled", value: 6 },
    ])
  })

  it("does not repeat a single item that failed", async () => {
    const { groups, double } = doubling()
    await expect(double(0)).rejects.toThrow("Zero was refused.")
    expect(groups).toEqual([[0]])
  })

  it("passes on a result that is missing", async () => {
    const find = groupCalls(async (ids: string[]) =>
      ids.map((id) => (id === "known" ? id : undefined))
    )
    expect(await Promise.all([find("known"), find("unknown")])).toEqual([
      "known",
      undefined,
    ])
  })

  it("divides more than 100 calls", async () => {
    const { groups, double } = doubling()
    const numbers = Array.from({ length: 250 }, (_, index) => index + 1)
    await Promise.all(numbers.map(double))
    expect(groups.map(({ length }) => length)).toEqual([100, 100, 50])
  })
})
