import { checkEngines, enginesOf } from "./engines"

const REDIS = {
  event_bus: { resolve: "@medusajs/medusa/event-bus-redis", options: {} },
  workflows: { resolve: "@medusajs/medusa/workflow-engine-redis" },
  locking: {
    resolve: "@medusajs/medusa/locking",
    options: {
      providers: [
        { resolve: "@medusajs/medusa/locking-postgres", id: "pg" },
        {
          resolve: "@medusajs/medusa/locking-redis",
          id: "redis",
          is_default: true,
        },
      ],
    },
  },
  caching: {
    resolve: "@medusajs/medusa/caching",
    options: {
      providers: [{ resolve: "@medusajs/caching-redis", id: "caching-redis" }],
    },
  },
}

/** As Medusa fills in what a configuration leaves out. */
const DEFAULTS = {
  event_bus: { resolve: "@medusajs/medusa/event-bus-local" },
  workflows: { resolve: "@medusajs/medusa/workflow-engine-inmemory" },
  locking: { resolve: "@medusajs/medusa/locking" },
}

const kindsOf = (modules: object) =>
  Object.fromEntries(
    Object.entries(enginesOf(modules as Record<string, unknown>)).map(
      ([name, { kind }]) => [name, kind]
    )
  )

describe("enginesOf", () => {
  it.each([
    [
      "Medusa's defaults",
      DEFAULTS,
      {
        locking: "memory",
        caching: "none",
        events: "memory",
        workflows: "memory",
      },
    ],
    [
      "Redis",
      REDIS,
      {
        locking: "redis",
        caching: "redis",
        events: "redis",
        workflows: "redis",
      },
    ],
    [
      "others",
      {
        event_bus: { resolve: "./src/modules/my-events" },
        workflows: false,
        locking: {
          options: { providers: [{ resolve: "@medusajs/locking-postgres" }] },
        },
        caching: { options: { in_memory: { enable: true } } },
      },
      {
        locking: "postgres",
        caching: "memory",
        events: "other",
        workflows: "memory",
      },
    ],
  ])("reads %s from the configuration", (_, modules, kinds) => {
    expect(kindsOf(modules)).toEqual(kinds)
  })
})

describe("checkEngines", () => {
  it("is fine in memory for one instance, and says what several mean", () => {
    const check = checkEngines(DEFAULTS, 1)
    expect(check.status).toBe("ok")
    expect(check.meaning).toContain(
      "That is right for one instance. With several: Locks hold on one instance only"
    )
  })

  it("warns of memory where there are several", () => {
    expect(checkEngines(DEFAULTS, 2)).toMatchObject({
      status: "warning",
      meaning: expect.stringContaining("as 2 instances"),
      advice: expect.stringContaining("Redis"),
    })
  })

  it("is fine with shared engines", () => {
    expect(checkEngines(REDIS, 3)).toMatchObject({
      status: "ok",
      meaning: "The engines are shared by all instances.",
    })
  })
})
