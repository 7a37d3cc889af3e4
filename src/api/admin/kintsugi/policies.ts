/** The policies, in Medusa's terms, that the Admin routes require of a role. */
export const KINTSUGI_POLICIES = {
  read: { resource: "kintsugi", operation: "read" },
  update: { resource: "kintsugi", operation: "update" },
}
