import { createLikelyOptions } from "./likely-option"

/** What is predicted after these choices, the latest last. */
const predictAfter = (...choices: string[]) => {
  const options = createLikelyOptions()
  for (const choice of choices) {
    options.record("us", choice)
  }
  return options.predict("us")
}

const times = (count: number, option: string): string[] =>
  Array.from({ length: count }, () => option)

describe("createLikelyOptions", () => {
  it("predicts nothing at first", () => {
    expect(predictAfter()).toBeUndefined()
    expect(predictAfter(...times(7, "standard"))).toBeUndefined()
  })

  it("predicts what eight of the latest ten have chosen", () => {
    expect(predictAfter(...times(8, "standard"))).toBe("standard")
    expect(predictAfter("express", ...times(8, "standard"), "express")).toBe(
      "standard"
    )
  })

  it("predicts nothing where shoppers differ", () => {
    expect(
      predictAfter(...times(7, "standard"), ...times(3, "express"))
    ).toBeUndefined()
  })

  it("forgets what was chosen before the latest ten", () => {
    expect(predictAfter(...times(50, "standard"), ...times(8, "express"))).toBe(
      "express"
    )
  })

  it("keeps regions apart", () => {
    const options = createLikelyOptions()
    times(10, "standard").forEach((choice) => options.record("us", choice))
    expect(options.predict("eu")).toBeUndefined()
  })
})
