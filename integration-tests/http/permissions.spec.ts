import { Modules, generateJwtToken } from "@medusajs/framework/utils"
import { SECRET, describeStore } from "./store"

type Roles = {
  createRbacRoles(role: { name: string }): Promise<{ id: string }>
  listRbacPolicies(filter: object): Promise<{ id: string }[]>
  createRbacRolePolicies(policy: {
    role_id: string
    policy_id: string
  }): Promise<unknown>
}

describeStore("permissions", { rbac: true }, (store) => {
  /** Sends requests as a user whose role allows these operations only. */
  const requestsWith = async (operations: string[]) => {
    const roles = store.container.resolve<Roles>(Modules.RBAC)
    const role = await roles.createRbacRoles({
      name: `May ${operations.join(" and ") || "nothing"}`,
    })
    for (const operation of operations) {
      const [policy] = await roles.listRbacPolicies({
        resource: "kintsugi",
        operation,
      })
      await roles.createRbacRolePolicies({
        role_id: role.id,
        policy_id: policy?.id ?? "",
      })
    }
    const authorization = `Bearer ${generateJwtToken(
      {
        actor_id: "user_somebody",
        actor_type: "user",
        auth_identity_id: "authid_somebody",
        app_metadata: { user_id: "user_somebody", roles: [role.id] },
      },
      { secret: SECRET, expiresIn: "1h" }
    )}`
    return async (method: string, path: string, data?: unknown) =>
      (
        await store.api.request({
          method,
          url: `/admin/kintsugi/${path}`,
          data,
          headers: { authorization },
          validateStatus: () => true,
        })
      ).status
  }

  it("every route requires a permission", async () => {
    const ask = await requestsWith([])
    for (const [method, path] of [
      ["GET", "settings"],
      ["GET", "Settings/"],
      ["GET", "../KINTSUGI/settings"],
      ["HEAD", "settings"],
      ["POST", "settings"],
      ["DELETE", "settings"],
      ["GET", "transactions"],
      ["POST", "backfill"],
      ["POST", "doctor"],
      ["GET", "customers/cus_1"],
      ["POST", "customers/cus_1/exemptions/exmp_1/certificates"],
      ["GET", "exemptions"],
      ["GET", "exemptions/export"],
      ["GET", "customer-groups"],
      ["GET", "customer-groups/cusgroup_1/certificate"],
      ["POST", "customer-groups/cusgroup_1/certificate"],
      ["DELETE", "customer-groups/cusgroup_1/certificate"],
      ["GET", "products/export"],
      ["POST", "products/import"],
      ["GET", "classification-rules/products"],
    ] as const) {
      expect([path, await ask(method, path)]).toEqual([path, 403])
    }
  })

  it("the read permission does not allow changes", async () => {
    const ask = await requestsWith(["read"])
    expect(await ask("GET", "settings")).toBe(200)
    expect(await ask("GET", "transactions")).toBe(200)
    expect(await ask("GET", "exemptions")).toBe(200)
    expect(await ask("GET", "exemptions/export")).toBe(200)
    expect(await ask("GET", "products/export")).toBe(200)
    expect(await ask("POST", "products/import?preview=true")).toBe(403)
    expect(await ask("DELETE", "customer-groups/cusgroup_1/certificate")).toBe(
      403
    )
    expect(await ask("POST", "settings", { on_failure: "zero" })).toBe(403)
    expect(await ask("DELETE", "settings")).toBe(403)
  })

  it("the update permission allows changes", async () => {
    const ask = await requestsWith(["read", "update"])
    expect(await ask("POST", "settings", { on_failure: "zero" })).toBe(200)
    expect(await ask("POST", "settings", { on_failure: null })).toBe(200)
  })

  it("a super admin has every permission", async () => {
    await expect(
      store.admin("GET", "/admin/kintsugi/settings")
    ).resolves.toMatchObject({ source: "options" })
  })
})
