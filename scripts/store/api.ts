/** Calls a store's HTTP API; rejects on any answer outside 2xx. */
export type Api = <T>(
  method: "GET" | "POST",
  path: string,
  body?: unknown
) => Promise<T>

/** How long an answer may take, in ms: a first one may wait for a cold store. */
const TIMEOUT_MS = 180_000

export const apiOf = (
  storeUrl: string,
  headers: Record<string, string> = {}
): Api => {
  return async <T>(method: "GET" | "POST", path: string, body?: unknown) => {
    const response = await fetch(storeUrl + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    }
    return JSON.parse(text) as T
  }
}

/** The Admin API, as this user. */
export const signIn = async (
  storeUrl: string,
  admin: { email: string; password: string }
): Promise<Api> => {
  const { token } = await apiOf(storeUrl)<{ token: string }>(
    "POST",
    "/auth/user/emailpass",
    admin
  )
  return apiOf(storeUrl, { authorization: `Bearer ${token}` })
}
