import { messageOf } from "./message-of"

describe("what an error says", () => {
  it.each([
    [new TypeError("lines is not iterable"), "lines is not iterable"],
    [new Error("Austin - Texas"), "Austin - Texas"],
    ["a text", "a text"],
  ])("is its message: %s", (error, message) => {
    expect(messageOf(error)).toBe(message)
  })

  it.each(["insert into", "update", "select", " \n SELECT"])(
    "leaves out the values of a statement (%s)",
    (verb) => {
      const error = new Error(
        `${verb} "kintsugi_transaction" ("request") values ('{"email":"jane@example.com",\n"street":"1 A - B"}') - value too long for type character(5)`
      )
      expect(messageOf(error)).toBe("value too long for type character(5)")
    }
  )
})
