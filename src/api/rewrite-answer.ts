import type {
  MedusaNextFunction,
  MedusaResponse,
} from "@medusajs/framework/http"

/**
 * Lets a route's answer be another one before it is sent. Errors are left as
 * they are.
 *
 * @param rewrite - `undefined`: the answer stays; if it rejects, that is the
 * answer
 */
export const rewriteAnswer = <Body extends object>(
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
 * Has something done once a route has failed, before its error is sent.
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
