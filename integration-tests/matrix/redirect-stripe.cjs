// Loaded into a store (`node --require`): Stripe's client gets no address but
// its own, so that its requests are sent to the stand-in from here.
const http = require("node:http")
const https = require("node:https")

const { hostname, port } = new URL(process.env.STRIPE_URL)
const request = https.request

https.request = (options, ...rest) => {
  if (options.host !== "api.stripe.com") {
    return request(options, ...rest)
  }
  const redirected = http.request(
    { ...options, host: hostname, port, agent: undefined, protocol: "http:" },
    ...rest
  )
  // The client waits for the handshake before it sends anything.
  redirected.once("socket", (socket) =>
    socket.once("connect", () => socket.emit("secureConnect"))
  )
  return redirected
}
