import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"

type Violation = {
  id: string
  impact: string | null
  nodes: { target: unknown[]; html: string }[]
}

/** Animations without an end, as a spinner's, are not waited for. */
const UNTIL_AT_REST = `new Promise(requestAnimationFrame).then(() =>
  Promise.allSettled(
    document
      .getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
      .map(({ finished }) => finished)
  )
).then(() => undefined)`

const WITHOUT_TRANSITIONS =
  "*, *::before, *::after { transition: none !important }"

/** What axe-core holds against our part of a page, the serious part of it. */
export const seriousViolations = async (
  page: Page,
  within: string
): Promise<string[]> => {
  await page.evaluate(readFileSync(require.resolve("axe-core"), "utf8"))
  // Half-way through a transition of colours, no contrast is what it will be;
  // and the Admin may take on a theme a moment after the page has come to rest.
  await page.addStyleTag({ content: WITHOUT_TRANSITIONS })
  await page.evaluate(UNTIL_AT_REST)
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}).then(({ violations }) => violations)`
  )) as Violation[]
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html}`)
    )
}
