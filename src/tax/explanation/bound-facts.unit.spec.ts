import { facts, line } from "./__fixtures__/facts"
import { boundFacts } from "./bound-facts"

it("facts of an ordinary order stay as they are", () => {
  const ordinary = facts()
  expect(boundFacts(ordinary)).toEqual(ordinary)
})

it("a record has at most 256 KiB, and says how many lines it leaves out", () => {
  const lines = Array.from({ length: 2_000 }, (_, index) =>
    line({ id: `ordli_${index}` })
  )
  const bounded = boundFacts(facts({ lines }))
  expect(JSON.stringify(bounded.lines).length).toBeLessThanOrEqual(
    256 * 1024 + bounded.lines.length + 1
  )
  expect(bounded.lines.length).toBeGreaterThan(200)
  expect(bounded.omitted_lines).toBe(2_000 - bounded.lines.length)
  expect(bounded.lines).toEqual(lines.slice(0, bounded.lines.length))
})

it("a title is cut between characters", () => {
  const [first] = boundFacts(
    facts({ lines: [line({ title: "🧾".repeat(300) })] })
  ).lines
  expect(first?.title).toBe("🧾".repeat(200))
})
