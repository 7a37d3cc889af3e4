import { MathBN } from "@medusajs/framework/utils"
import { isMixed, netAfterTax, netAt, netOf } from "./net-price"

const decimal = (value: number | string) => MathBN.convert(value)
const price = (withTax: number, withoutTax: number) => ({
  withTax: decimal(withTax),
  withoutTax: decimal(withoutTax),
})

describe("isMixed", () => {
  it.each([
    [100, 0, false],
    [0, 100, false],
    [0, 0, false],
    [100, -10, true],
  ])("for %s with and %s without tax is %s", (withTax, withoutTax, mixed) => {
    expect(isMixed(price(withTax, withoutTax))).toBe(mixed)
  })
})

describe("netAt", () => {
  const at = (withTax: number, withoutTax: number, rate: number) =>
    netAt(price(withTax, withoutTax), decimal(rate))?.toFixed()

  it("takes the tax out of what includes it", () => {
    expect(at(119, 0, 0.19)).toBe("100")
    expect(at(119, 50, 0.19)).toBe("150")
    expect(at(0, 50, 0.19)).toBe("50")
    expect(at(119, -10, 0.19)).toBe("90")
    expect(at(-119, 0, 0.19)).toBe("-100")
  })

  it("is nothing where the discount leaves nothing, or the other sign", () => {
    expect(at(119, -100, 0.19)).toBeUndefined()
    expect(at(119, -110, 0.19)).toBeUndefined()
    expect(at(0, 0, 0.19)).toBeUndefined()
  })
})

describe("netOf", () => {
  const of = (withTax: number, withoutTax: number, tax: number, asked = 0) =>
    netOf(price(withTax, withoutTax), decimal(tax), decimal(asked))?.toFixed()

  it("is the price itself where that excludes tax", () => {
    expect(of(0, 50, 9.5)).toBe("50")
    expect(of(0, 0, 0)).toBe("0")
  })

  it("is the price less its tax where that includes tax", () => {
    expect(of(119, 0, 19)).toBe("100")
    expect(of(-119, 0, -19)).toBe("-100")
  })

  it("is nothing where the tax is all of the price, or more", () => {
    expect(of(10, 0, 10)).toBeUndefined()
    expect(of(10, 0, 12)).toBeUndefined()
  })

  it("solves a price of both kinds: tax = rate × net", () => {
    // 119.00 with 19 % less 10.00 net: 90.00, and a tax of 17.10.
    expect(of(119, -10, 17.1, 90)).toBe("90")
    // 119.00 with 19 % and 50.00 net: 150.00, and a tax of 28.50.
    expect(of(119, 50, 28.5, 150)).toBe("150")
  })

  it("takes that of two nets which is nearer to the one that was asked", () => {
    // 120.00 less 20.00 net: a tax of 17.10 is that of two rates.
    const nets = [1, 90].map((asked) => Number(of(120, -20, 10, asked)))
    expect(nets[0]).toBeLessThan(nets[1]!)
    for (const net of nets) {
      expect(net * (120 / (net + 20) - 1)).toBeCloseTo(10, 8)
    }
  })

  it("takes the rate that yields the most for a tax that is a cent above it", () => {
    // 4.00 less 1.00 net yields a tax of 1.00 at most, on a net of 1.00.
    expect(of(4, -1, 1, 1)).toBe("1")
    expect(Number(of(4, -1, 1.01, 1))).toBeCloseTo(0.995, 10)
    expect(of(4, -1, 3, 1)).toBeUndefined()
  })
})

describe("netAfterTax", () => {
  const after = (
    withTax: number,
    withoutTax: number,
    net: number,
    tax: number
  ) =>
    netAfterTax(
      price(withTax, withoutTax),
      decimal(net),
      decimal(tax),
      2
    ).toFixed()

  it("is rounded to the currency's digits", () => {
    expect(after(19.99, 0, 16.8, 3.1917)).toBe("16.8")
    expect(after(10, 0, 9, 1.005)).toBe("9")
    expect(after(0, 12.345, 12.345, 1)).toBe("12.35")
  })

  it("uses the rate for a price of both kinds, and the tax for others", () => {
    // 19 % of 80.00 was due; at that rate the price leaves 90.00.
    expect(after(119, -10, 80, 15.2)).toBe("90")
    expect(after(119, 0, 80, 15.2)).toBe("103.8")
  })

  it("is zero where nothing is left", () => {
    expect(after(10, 0, 8, 10)).toBe("0")
    expect(after(119, -110, 5, 0.95)).toBe("0")
    expect(after(0, 0, 0, 0)).toBe("0")
    // Of the two nets with this tax, the one nearer to nothing.
    expect(after(119, -10, 0, 17.1)).toBe("1.9")
  })
})
