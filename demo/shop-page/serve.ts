import { build } from "esbuild"
import express from "express"
import getPort from "get-port"
import { once } from "node:events"
import { join } from "node:path"
import type { Session } from "../../scripts/session"
import type { ShopOnPage } from "./shop-on-page"

/** The usual port of Medusa's own storefronts. */
const USUAL_PORT = 8000

export type ShopPage = {
  /** Without a trailing slash, as a browser sends it as the origin. */
  url: string
  /** Sets the shop that the page shows from now on. */
  show(shop: ShopOnPage): void
}

/** Serves a small one-page storefront on its own port. */
export const serveShopPage = async (session: Session): Promise<ShopPage> => {
  const port = await getPort({ port: USUAL_PORT })
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "browser/index.tsx")],
    bundle: true,
    write: false,
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  })
  let shop: ShopOnPage | undefined
  const app = express()
  app.get("/shop.js", (_, res) => {
    res.type("js").send(outputFiles[0]?.text)
  })
  app.get("/shop.json", (_, res) => {
    res.status(shop ? 200 : 503).json(shop ?? {})
  })
  app.use(express.static(join(__dirname, "public")))
  const server = app.listen(port)
  await once(server, "listening")
  session.onEnd(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined))
        server.closeAllConnections()
      })
  )
  return {
    url: `http://localhost:${port}`,
    show: (next) => {
      shop = next
    },
  }
}
