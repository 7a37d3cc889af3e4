/** The rooms of src, and which others each may import from. */
const ROOMS = {
  contract: [],
  options: ["contract"],
  "kintsugi-api": ["contract"],
  tax: ["contract"],
  ledger: ["tax", "contract"],
  report: ["ledger", "tax", "contract"],
  // Hooks are taken while Medusa loads the modules, and used by the workflows.
  "shared-hooks": ["options"],
  modules: [
    "shared-hooks",
    "options",
    "report",
    "ledger",
    "tax",
    "kintsugi-api",
    "contract",
  ],
  providers: ["modules", "options", "tax", "kintsugi-api", "contract"],
  workflows: [
    "shared-hooks",
    "modules",
    "options",
    "report",
    "ledger",
    "tax",
    "kintsugi-api",
    "contract",
  ],
  links: ["modules"],
  subscribers: ["workflows"],
  jobs: ["workflows"],
  api: [
    "workflows",
    "modules",
    "options",
    "report",
    "ledger",
    "tax",
    "kintsugi-api",
  ],
  scripts: ["workflows", "api"],
  // Medusa loads this folder and no other for policies.
  policies: ["api"],
  admin: ["tax"],
  // It runs in browsers, and must not load what needs a server.
  storefront: ["contract"],
}

/** From where a room may take types in addition: what goes over a wire. */
const TYPES = {
  tax: ["kintsugi-api"],
  ledger: ["kintsugi-api"],
  scripts: ["ledger"],
  admin: ["api", "workflows", "report", "ledger"],
  storefront: ["tax"],
}

const oneOf = (rooms) => `^src/(${rooms.join("|")})/`

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(([room, allowed]) => {
      const open = [room, ...allowed]
      const types = TYPES[room] ?? []
      return [
        {
          name: `${room} imports from rooms that it must not know`,
          severity: "error",
          from: { path: oneOf([room]), pathNot: "spec\\.tsx?$" },
          to: { path: "^src/[^/]+/", pathNot: oneOf([...open, ...types]) },
        },
        ...(types.length
          ? [
              {
                name: `${room} takes types alone from there`,
                severity: "error",
                from: { path: oneOf([room]), pathNot: "spec\\.tsx?$" },
                to: {
                  path: oneOf(types),
                  dependencyTypesNot: ["type-only"],
                },
              },
            ]
          : []),
      ]
    }),
    {
      name: "no circle",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "what is shipped imports no test",
      severity: "error",
      from: { path: "^src/", pathNot: "(spec\\.tsx?$|__fixtures__)" },
      to: { path: "(spec\\.tsx?$|__fixtures__|^integration-tests/)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    includeOnly: "^(src|integration-tests)/",
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
}
