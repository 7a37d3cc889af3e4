import type { Store } from "./store"

/** A customer with an account, and the token of a session. */
export const registeredCustomer = async (
  store: Pick<Store, "api" | "shop">,
  email = "mia@example.com"
): Promise<{ customerId: string; token: string }> => {
  const credentials = { email, password: "supersecret" }
  const headers = { "x-publishable-api-key": store.shop.publishableKey }
  const { data: registration } = await store.api.post(
    "/auth/customer/emailpass/register",
    credentials
  )
  const { data } = await store.api.post(
    "/store/customers",
    { email: credentials.email },
    { headers: { ...headers, authorization: `Bearer ${registration.token}` } }
  )
  const { data: session } = await store.api.post(
    "/auth/customer/emailpass",
    credentials
  )
  return {
    customerId: data.customer.id as string,
    token: session.token as string,
  }
}
