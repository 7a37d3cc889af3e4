import { keyEnding, maskKey } from "./stored-settings"

describe("a key as the Admin shows it", () => {
  it.each([
    ["sk_live_4f9a27d1c3", "••••d1c3"],
    ["secret-9876", "••••9876"],
    ["12345678", "••••"],
    ["abc", "••••"],
  ])("hides most of the key: %s", (key, shown) => {
    expect(maskKey(keyEnding(key))).toBe(shown)
  })
})
