/** What the Admin routes ask of a role, in Medusa's words. */
export const KINTSUGI_POLICIES = {
  read: { resource: "kintsugi", operation: "read" },
  update: { resource: "kintsugi", operation: "update" },
}
