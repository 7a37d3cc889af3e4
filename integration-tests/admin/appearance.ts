import type { AdminStore } from "./browser-store"
import { seriousViolations } from "./accessibility"

/**
 * Medusa's table of data, whose box that scrolls has no name: the section around
 * it has one, and what is in it takes the focus.
 */
const DATA_TABLE = "table.isolate"

/**
 * What sticks out of its card or drawer, or lies over its neighbor in a table's
 * row: the beginning of its text. A table that scrolls in its card is no such
 * thing, but one that scrolls needs a name and a place in the tab order.
 */
const overflowingWithin = (root: string): string => `(() => {
  const found = []
  const inRoot = (selector) =>
    [...document.querySelectorAll(${JSON.stringify(root)})].flatMap((one) => [
      ...(one.matches(selector) ? [one] : []), ...one.querySelectorAll(selector)
    ])
  for (const card of inRoot("[role=region], [role=dialog], [role=alertdialog]")) {
    const { left, right } = card.getBoundingClientRect()
    if (!right) continue
    for (const part of card.querySelectorAll("button, input:not([aria-hidden]), p, span, dd, dt, li, h1, h2, h3")) {
      const box = part.getBoundingClientRect()
      // What scrolls or is cut off within its box may be wider.
      const scrolls = part.closest("[data-scrolls], ${DATA_TABLE}, .sr-only, [role=combobox] span")
      if (box.width && !scrolls && (box.right > right + 1 || box.left < left - 1)) {
        found.push(part.textContent.slice(0, 40) || part.outerHTML.slice(0, 80))
      }
    }
    // A badge or a button is as high as one line, whatever is in it.
    for (const part of card.querySelectorAll("span, button")) {
      const isHigher = part.clientHeight && part.scrollHeight > part.clientHeight + 2
      if (isHigher && !part.closest(".sr-only, [role=combobox], [aria-hidden]")) {
        found.push("Cut off: " + part.textContent.slice(0, 40))
      }
    }
    for (const part of card.querySelectorAll("td *, button span:not(.sr-only)")) {
      const box = part.getBoundingClientRect()
      const around = (part.closest("button") ?? part.parentElement).getBoundingClientRect()
      const hangsOut = box.height && (box.bottom > around.bottom + 2 || box.top < around.top - 2)
      const isCut = part.closest("td") && part.clientHeight && part.scrollHeight > part.clientHeight + 2
      if (hangsOut || (isCut && part.textContent)) {
        found.push(part.textContent.slice(0, 40) + ": " + [box.top, box.bottom, around.top, around.bottom])
      }
    }
  }
  for (const table of inRoot("table")) {
    for (let box = table.parentElement; box && box !== document.body; box = box.parentElement) {
      if (box.matches("main, [role=dialog]")) break
      const { overflowX } = getComputedStyle(box)
      if (overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1) {
        const isNamed = table.matches("${DATA_TABLE}")
          ? box.closest("[role=region]") && box.querySelector("a, button, input")
          : box.hasAttribute("aria-label") && box.tabIndex === 0
        if (!isNamed) {
          found.push("A table scrolls without a name: " + table.textContent.slice(0, 60))
        }
        break
      }
    }
  }
  return found
})()`

const WIDTHS = [1440, 390]
const THEMES = ["light", "dark"] as const

/** Of a page that is ours: its title comes before the titles of its parts. */
const FIRST_HEADING =
  "document.querySelector('main :is(h1, h2, h3, h4)')?.tagName"

const SIDEWAYS =
  "document.documentElement.scrollWidth - document.documentElement.clientWidth"

/**
 * Looks at what is open, light and dark, on a desk and on a phone.
 *
 * @param within - a selector of our own parts; the others are Medusa's
 * @returns what is wrong: what axe calls serious, what sticks out, and a page
 * that scrolls sideways
 */
export const findFlaws = async (
  store: AdminStore,
  name: string,
  within = "main [role=region]"
): Promise<string[]> => {
  const { page } = store
  const before = page.viewportSize()
  const found: string[] = []
  if (
    within === "main" &&
    (await page.evaluate<string>(FIRST_HEADING)) !== "H1"
  ) {
    found.push(`${name}: the page does not begin with an h1`)
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    for (const theme of THEMES) {
      await store.wear(theme)
      const problems = [
        ...(await seriousViolations(page, within)),
        ...(await page.evaluate<string[]>(overflowingWithin(within))),
        ...((await page.evaluate<number>(SIDEWAYS)) > 0
          ? ["the page scrolls sideways"]
          : []),
      ]
      found.push(
        ...problems.map((problem) => `${name}, ${width} ${theme}: ${problem}`)
      )
      await store.picture(`${name}-${theme}-${width}`, "whole")
    }
  }
  await store.wear("light")
  if (before) {
    await page.setViewportSize(before)
  }
  return found
}
