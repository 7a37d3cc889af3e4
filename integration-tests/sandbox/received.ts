import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import type { Query } from "./contract/schema-check"

/** A request that has arrived completely. */
export type Received = {
  method: string
  path: string
  query: Query
  headers: IncomingHttpHeaders
  text: string
  /** The file of a multipart body. */
  file?: { name: string; content: Buffer }
}

export async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
  }

  const body = Buffer.concat(chunks)
  const target = request.url ?? "/"
  const question = target.indexOf("?")

  return {
    method: request.method ?? "GET",
    path: question < 0 ? target : target.slice(0, question),
    query: readSearch(question < 0 ? "" : target.slice(question + 1)),
    headers: request.headers,
    text: body.toString("utf8"),
    file: await fileIn(body, request.headers["content-type"]),
  }
}

async function fileIn(
  body: Buffer,
  type: string | undefined
): Promise<Received["file"]> {
  if (!type?.startsWith("multipart/form-data")) {
    return undefined
  }
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": type },
  })
    // The sandbox reads only what a test sends it, in its own process.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    .formData()
    .catch(() => undefined)
  const file = form?.get("file")
  return file && typeof file === "object"
    ? { name: file.name, content: Buffer.from(await file.arrayBuffer()) }
    : undefined
}

/** The parsed body, or why it could not be parsed. */
export function parseJson(
  text: string
): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

function readSearch(search: string): Query {
  const query: Query = {}
  for (const [name, value] of new URLSearchParams(search)) {
    const before = query[name]
    query[name] = before === undefined ? value : [before, value].flat()
  }
  return query
}
