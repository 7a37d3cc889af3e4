import { toStoredJson } from "./stored-json"

describe("toStoredJson", () => {
  it("is JSON", () => {
    const value = { a: [1, "two", null], at: new Date(0), gone: undefined }
    expect(toStoredJson(value)).toBe(JSON.stringify(value))
  })

  it("keeps emoji, also behind a backslash", () => {
    const value = { title: "Mug 🎁", path: "C:\\u0000\\ud83c" }
    expect(JSON.parse(toStoredJson(value))).toEqual(value)
  })

  it.each([
    ["the first half of an emoji", "Mug \ud83c", "Mug \ufffd"],
    ["the second half of an emoji", "\udf81 Mug", "\ufffd Mug"],
    ["halves in the wrong order", "\udf81\ud83c", "\ufffd\ufffd"],
    ["NUL", "Mug\0", "Mug\ufffd"],
  ])("replaces %s", (_, title, stored) => {
    expect(JSON.parse(toStoredJson([{ title, other: "🎁" }]))).toEqual([
      { title: stored, other: "🎁" },
    ])
  })
})
