import { ROOT } from "./request"
import { sdk } from "./sdk"

/** How long a browser may take to start saving a file, in ms. */
const KEPT_MS = 60_000

/**
 * Downloads a file of the plugin's own routes, with the session of the Admin,
 * which a link would not send to another host.
 *
 * @throws Error with the server's message
 */
export const download = async (
  path: string,
  filename: string,
  query?: Record<string, string | number | boolean | undefined>
): Promise<void> => {
  const response = await sdk.client.fetch<Response>(ROOT + path, {
    query,
    headers: { accept: "*/*" },
  })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement("a")
  link.href = url
  link.download = filename
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}

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
