import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

const ROOT = join(__dirname, "../..")
const EXAMPLES = join(ROOT, "examples/storefront")

/** A link to an example, and the code below it. */
const QUOTE =
  /\]\(\.\.\/examples\/storefront\/([\w-]+\.tsx?)\):\n\n```tsx?\n(.*?)^```$/gms

describe("docs/storefront.md", () => {
  const page = readFileSync(join(ROOT, "docs/storefront.md"), "utf8")
  const quotes = [...page.matchAll(QUOTE)].map(([, name, code]) => ({
    name: name!,
    code,
  }))

  it("shows every example, and no other code", () => {
    const files = readdirSync(EXAMPLES).filter((name) => /\.tsx?$/.test(name))
    expect(quotes.map(({ name }) => name).toSorted()).toEqual(files.toSorted())
    expect(page.match(/^```tsx?$/gm)).toHaveLength(files.length)
  })

  it.each(quotes)("shows $name as it is type-checked", ({ name, code }) => {
    expect(code).toBe(readFileSync(join(EXAMPLES, name), "utf8"))
  })
})
