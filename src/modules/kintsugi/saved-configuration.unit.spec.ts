import { endingOf, masked } from "./saved-configuration"

describe("a key as the Admin shows it", () => {
  it.each([
    ["sk_live_4f9a27d1c3", "••••d1c3"],
    ["secret-9876", "••••9876"],
    ["12345678", "••••"],
    ["abc", "••••"],
  ])("keeps most of it a secret: %s", (key, shown) => {
    expect(masked(endingOf(key))).toBe(shown)
  })
})
