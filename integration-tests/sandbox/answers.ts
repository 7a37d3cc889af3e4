/** What an endpoint answers; how it is sent is decided elsewhere. */
export type Answer = {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** One complaint of a 422, as pydantic writes it. */
export type Refusal = {
  type: string
  loc: (string | number)[]
  msg: string
  input?: unknown
  ctx?: Record<string, unknown>
}

export function ok(body: unknown): Answer {
  return { status: 200, body }
}

/** Kintsugi's error shape: a single sentence under `detail`. */
export function problem(status: number, detail: string): Answer {
  return { status, body: { detail } }
}

/** Kintsugi's 422: a list of complaints under `detail`. */
export function unprocessable(refusals: readonly Refusal[]): Answer {
  return { status: 422, body: { detail: refusals } }
}

export const wrongUrl = problem(404, "Entered an incorrect URL.")
