/** Something that answers at "METHOD /path/{parameter}". */
export type Routed = { at: string }

export type Found<Route extends Routed> = {
  route: Route
  params: Record<string, string>
}

/**
 * The route of a request. A literal route comes before one with parameters:
 * in "/v1/products/categories", "categories" is not a product's id.
 *
 * @returns "wrong-method" when only the path is known
 */
export function findRoute<Route extends Routed>(
  routes: readonly Route[],
  method: string,
  path: string
): Found<Route> | "wrong-method" | undefined {
  const candidates = routes
    .flatMap((route) => {
      const params = match(pathOf(route), path)
      return params ? [{ route, params }] : []
    })
    .sort((a, b) => countParams(a.params) - countParams(b.params))

  return (
    candidates.find(({ route }) => route.at.startsWith(`${method} `)) ??
    (candidates.length ? "wrong-method" : undefined)
  )
}

function pathOf({ at }: Routed): string {
  return at.slice(at.indexOf(" ") + 1)
}

function countParams(params: Record<string, string>): number {
  return Object.keys(params).length
}

function match(
  template: string,
  path: string
): Record<string, string> | undefined {
  const wanted = template.split("/")
  const actual = path.split("/")
  if (wanted.length !== actual.length) {
    return undefined
  }

  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = actual[index] ?? ""
    if (part.startsWith("{")) {
      params[part.slice(1, -1)] = decode(value)
    } else if (part !== value) {
      return undefined
    }
  }
  return params
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
