import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"

type Violation = {
  id: string
  impact: string | null
  nodes: { target: unknown[]; html: string }[]
}

/** Doesn't wait for endless animations, such as a spinner's. */
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

/** The serious violations that axe-core finds in our part of a page. */
export const seriousViolations = async (
  page: Page,
  within: string
): Promise<string[]> => {
  await page.evaluate(readFileSync(require.resolve("axe-core"), "utf8"))
  // During a transition of colors, the contrast is not final; and the Admin may
  // apply a theme a moment after the page has come to rest.
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
