/** Something that answers at "METHOD /path/{parameter}". */
export type Routed = { at: string }

export type Found<Route extends Routed> = {
  route: Route
  params: Record<string, string>
}

/**
 * The route of a request. A route that is spelt out comes before one with
 * parameters: "/v1/products/categories" is no product's id.
 *
 * @returns "wrong-method" when only the path is known
 */
export function findRoute<Route extends Routed>(
  routes: readonly Route[],
  method: string,
  path: string
): Found<Route> | "wrong-method" | undefined {
  const here = routes
    .flatMap((route) => {
      const params = match(pathOf(route), path)
      return params ? [{ route, params }] : []
    })
    .sort((a, b) => count(a.params) - count(b.params))

  return (
    here.find(({ route }) => route.at.startsWith(`${method} `)) ??
    (here.length ? "wrong-method" : undefined)
  )
}

function pathOf({ at }: Routed): string {
  return at.slice(at.indexOf(" ") + 1)
}

function count(params: Record<string, string>): number {
  return Object.keys(params).length
}

function match(
  template: string,
  path: string
): Record<string, string> | undefined {
  const wanted = template.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) {
    return undefined
  }

  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ""
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
