import { ROOT } from "./request"
import { sdk } from "./sdk"

/** How long a browser may take to start saving a file, in ms. */
const KEPT_MS = 60_000

/**
 * Saves a file of the plugin's own routes as the browser saves a download. Not
 * by a link: with tokens instead of sessions, the browser alone has no key.
 *
 * @param name - the file's name, where the server does not say it
 * @throws Error with the server's message
 */
export const download = async (
  path: string,
  name: string,
  query?: Record<string, string | string[] | number | boolean | undefined>
): Promise<void> => {
  const response = await sdk.client.fetch<Response>(ROOT + path, {
    query,
    headers: { accept: "*/*" },
  })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement("a")
  link.href = url
  link.download = nameBy(response) ?? name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}

const nameBy = ({ headers }: Response): string | undefined =>
  /filename="([^"]+)"/.exec(headers.get("content-disposition") ?? "")?.[1]

/** A multipart form with one file, for a route that takes an upload. */
export const uploadFile = <T>(
  path: string,
  file: File,
  query?: Record<string, boolean>
): Promise<T> => {
  const body = new FormData()
  body.set("file", file)
  return sdk.client.fetch<T>(ROOT + path, {
    method: "POST",
    query,
    body,
    // The browser adds the boundary.
    headers: { "content-type": null },
  })
}
