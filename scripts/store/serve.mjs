import { once } from "node:events"
import { createRequire } from "node:module"
import { join } from "node:path"

// The store's own Medusa, wherever the store is.
const require = createRequire(join(process.cwd(), "package.json"))

const { ADMIN_EMAIL, ADMIN_PASSWORD, PORT } = process.env

/**
 * Does what `medusa start` and then `medusa user` do in this folder, but in one
 * process: the second command would boot the whole store again.
 */
const { default: start } = require("@medusajs/medusa/commands/start")
const { server } = await start({
  directory: process.cwd(),
  port: Number(PORT),
})
// Medusa does not wait for its port: if another program has it, whoever waits
// for this store would talk to that program.
if (!server.listening) {
  await once(server, "listening")
}

// A store that was started before has its user already.
if (ADMIN_EMAIL) {
  const { container } = require("@medusajs/framework")
  const { result: users } = await container
    .resolve("workflows")
    .run("create-users-workflow", {
      input: { users: [{ email: ADMIN_EMAIL }] },
    })
  const auth = container.resolve("auth")
  const { authIdentity, error } = await auth.register("emailpass", {
    body: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD },
  })
  if (error) {
    throw new Error(`The admin user could not be created: ${error}`)
  }
  await auth.updateAuthIdentities({
    id: authIdentity.id,
    app_metadata: { user_id: users[0].id },
  })
}
process.send?.("ready")
