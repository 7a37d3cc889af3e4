import type { LineFacts, TaxFacts } from "./tax-facts"

/** The most that is kept of one order, in characters of JSON. */
const MAX_CHARACTERS = 256 * 1024

/** Longer than any title that explains something. */
const MAX_TITLE = 200

/**
 * Facts of a bounded size: lines beyond {@link MAX_CHARACTERS} are counted and
 * left out. The tax lines of the order still explain those.
 */
export const boundFacts = (facts: TaxFacts): TaxFacts => {
  let left = MAX_CHARACTERS
  const lines: LineFacts[] = []
  for (const line of facts.lines) {
    const bounded = { ...line, title: cut(line.title) }
    left -= JSON.stringify(bounded).length
    if (left < 0) {
      break
    }
    lines.push(bounded)
  }
  const omitted = facts.lines.length - lines.length
  return {
    ...facts,
    lines,
    ...(omitted > 0 && { omitted_lines: omitted }),
  }
}

const cut = (title: string | null): string | null =>
  title && title.length > MAX_TITLE
    ? [...title].slice(0, MAX_TITLE).join("")
    : title
