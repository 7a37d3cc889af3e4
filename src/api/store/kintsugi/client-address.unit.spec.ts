import { clientAddress } from "./client-address"

describe("clientAddress", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:51234", "203.0.113.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
  ])("reads %j as %s", (forwarded, address) => {
    expect(clientAddress(forwarded, "10.0.0.1")).toBe(address)
  })

  it.each([
    undefined,
    "",
    "unknown",
    "localhost",
    "203.0.113.7, 10.0.0.1",
    "203.0.113.256",
    "203.0.113",
    "1",
    "fe80::1%eth0",
    "[203.0.113.7",
    "a".repeat(12_000),
    "1".repeat(12_000),
  ])("uses the connection's address for the proxy's %j", (forwarded) => {
    expect(clientAddress(forwarded, "10.0.0.1")).toBe("10.0.0.1")
  })

  it("returns the same text for all clients whose connection is gone", () => {
    expect(clientAddress("nobody", undefined)).toBe("unknown")
  })
})
