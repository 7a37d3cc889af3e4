import type {
  MedusaNextFunction,
  MedusaResponse,
} from "@medusajs/framework/http"

/**
 * Replaces a route's answer before it is sent. Leaves errors as they are.
 *
 * @param rewrite - `undefined`: keeps the answer; if it rejects, answers with
 * the error
 */
export const interceptResponse = <Body extends object>(
  res: MedusaResponse,
  next: MedusaNextFunction,
  rewrite: (body: Partial<Body>) => Promise<object> | undefined
): void => {
  const answer = res.json.bind(res)
  res.json = (body) => {
    res.json = answer
    const rewritten =
      res.statusCode < 400 ? rewrite((body ?? {}) as Partial<Body>) : undefined
    if (!rewritten) {
      return answer(body)
    }
    rewritten.then(answer).catch(next)
    return res
  }
  next()
}

/**
 * Runs an action once a route has failed, before its error is sent.
 *
 * @param act - never rejects
 */
export const beforeError = (
  res: MedusaResponse,
  next: MedusaNextFunction,
  act: () => Promise<void>
): void => {
  const answer = res.json.bind(res)
  res.json = (body) => {
    res.json = answer
    if (res.statusCode < 400) {
      return answer(body)
    }
    act()
      .then(() => answer(body))
      .catch(next)
    return res
  }
  next()
}
