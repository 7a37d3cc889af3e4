import { safeErrorMessage } from "./safe-error-message"

describe("safeErrorMessage", () => {
  it.each([
    [new TypeError("lines is not iterable"), "lines is not iterable"],
    [new Error("Austin - Texas"), "Austin - Texas"],
    ["a text", "a text"],
    [{ name: "error", message: "as workflows reject" }, "as workflows reject"],
  ])("returns the error's message: %s", (error, message) => {
    expect(safeErrorMessage(error)).toBe(message)
  })

  it.each(["insert into", "update", "select", " \n SELECT"])(
    "leaves out the statement with its values (%s)",
    (verb) => {
      const error = new Error(
        `${verb} "kintsugi_ledger_entry" ("request") values ('{"email":"jane@example.com",\n"street":"1 A - B"}') - value too long for type character(5)`
      )
      expect(safeErrorMessage(error)).toBe(
        "value too long for type character(5)"
      )
    }
  )
})
