import type { Locator, Page } from "playwright-core"

/** Does without a mouse what a click does. */
export const keyboardOf = (store: { page: Page }) => {
  /** Presses a button or the like, once it can be. */
  const press = async (control: Locator, key = "Enter"): Promise<void> => {
    await control.click({ trial: true })
    await control.focus()
    await store.page.keyboard.press(key)
  }

  /** Opens a list, types the beginning of a choice, and takes it. */
  const choose = async (box: Locator, choice: string): Promise<void> => {
    await press(box)
    const option = store.page.getByRole("option", { name: choice, exact: true })
    await option.waitFor()
    await store.page.keyboard.type(choice)
    await option.and(store.page.locator(":focus")).waitFor()
    await store.page.keyboard.press("Enter")
    await option.waitFor({ state: "detached" })
  }

  return { press, choose }
}
