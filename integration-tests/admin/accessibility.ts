import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"

type Violation = {
  id: string
  impact: string | null
  nodes: { target: unknown[]; html: string }[]
}

/** What axe-core holds against our part of a page, the serious part of it. */
export const seriousViolations = async (
  page: Page,
  within: string
): Promise<string[]> => {
  await page.evaluate(readFileSync(require.resolve("axe-core"), "utf8"))
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}).then(({ violations }) => violations)`
  )) as Violation[]
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html}`)
    )
}
