import { asValue } from "@medusajs/framework/awilix"
import {
  ContainerRegistrationKeys,
  createMedusaContainer,
} from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createHook,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { type HookHandler, shareHook } from "./share-hook"

const failStep = createStep("fail-later", async (fails: boolean) => {
  if (fails) {
    throw new Error("a later step failed")
  }
})

let count = 0

/** A workflow of Medusa's kind, with one hook and a step after it. */
const createHookedWorkflow = () =>
  createWorkflow(`hooked-${++count}`, (input: { fails: boolean }) => {
    const changed = createHook("changed", input)
    const output = changed.getResult() as object
    failStep(input.fails)
    return new WorkflowResponse(output, { hooks: [changed] })
  })

describe("shareHook", () => {
  let log: string[]
  let errors: string[]

  beforeEach(() => {
    log = []
    errors = []
  })

  const run = async (
    workflow: ReturnType<typeof createHookedWorkflow>,
    fails = false
  ) => {
    const container = createMedusaContainer()
    container.register(
      ContainerRegistrationKeys.LOGGER,
      asValue({ error: (message: string) => errors.push(message) })
    )
    const { result, errors: failures } = await workflow(container).run({
      input: { fails },
      throwOnError: false,
    })
    return {
      result: result as unknown,
      failures: failures.map(({ error }) => (error as Error).message),
    }
  }

  /** A handler that records what happens to it. */
  const recorder = (
    name: string,
    respond: () => unknown = () => new StepResponse(undefined, `undo ${name}`)
  ): Required<HookHandler> => ({
    invoke: async () => {
      log.push(name)
      return respond()
    },
    compensate: async (input: unknown) => {
      log.push(`compensate ${name}: ${JSON.stringify(input)}`)
    },
  })

  const cannotBeUndone = (name: string): Required<HookHandler> => ({
    ...recorder(name),
    compensate: async () => {
      throw new Error("could not be undone")
    },
  })

  const share = (workflow: ReturnType<typeof createHookedWorkflow>) =>
    shareHook(workflow.hooks, "changed")
  const register = (
    workflow: ReturnType<typeof createHookedWorkflow>,
    { invoke, compensate }: Required<HookHandler>
  ) =>
    (workflow.hooks.changed as (...handlers: unknown[]) => void)(
      invoke,
      compensate
    )

  it.each(["before", "after"])(
    "runs our handler first where the others are registered %s it",
    async (when) => {
      const workflow = createHookedWorkflow()
      const shared = share(workflow)
      if (when === "after") {
        shared.addFirst(recorder("ours"))
      }
      register(workflow, recorder("theirs"))
      register(workflow, recorder("the store's"))
      if (when === "before") {
        shared.addFirst(recorder("ours"))
      }
      expect(await run(workflow)).toEqual({ result: undefined, failures: [] })
      expect(log).toEqual(["ours", "theirs", "the store's"])
    }
  )

  it("compensates each handler with its own input, the last one first", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours"))
    register(workflow, recorder("theirs"))
    expect((await run(workflow, true)).failures).toEqual([
      "a later step failed",
    ])
    expect(log).toEqual([
      "ours",
      "theirs",
      'compensate theirs: "undo theirs"',
      'compensate ours: "undo ours"',
    ])
  })

  it("compensates a handler without a response of its own as Medusa does: with its output", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours", () => new StepResponse({ a: 1 })))
    register(
      workflow,
      recorder("theirs", () => ({ b: 2 }))
    )
    await run(workflow, true)
    expect(log.slice(2)).toEqual([
      'compensate theirs: {"b":2}',
      'compensate ours: {"a":1}',
    ])
  })

  it("stops at a handler that fails, and compensates those that ran once", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours"))
    register(
      workflow,
      recorder("theirs", () => {
        throw new Error("theirs failed")
      })
    )
    register(workflow, recorder("the store's"))
    expect((await run(workflow)).failures).toEqual(["theirs failed"])
    expect(log).toEqual([
      "ours",
      "theirs",
      "compensate theirs: undefined",
      'compensate ours: "undo ours"',
    ])
  })

  it("passes the input of a permanent failure to its compensation", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours"))
    register(
      workflow,
      recorder("theirs", () =>
        StepResponse.permanentFailure("not allowed", "half done")
      )
    )
    expect((await run(workflow)).failures).toEqual(["not allowed"])
    expect(log.slice(2)).toEqual([
      'compensate theirs: "half done"',
      'compensate ours: "undo ours"',
    ])
  })

  it("runs all compensations and keeps the error, even if one of them fails", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours"))
    register(workflow, cannotBeUndone("theirs"))
    register(
      workflow,
      recorder("the store's", () => {
        throw new Error("the store's failed")
      })
    )
    expect((await run(workflow)).failures).toEqual(["the store's failed"])
    expect(log.at(-1)).toBe('compensate ours: "undo ours"')
    expect(errors).toEqual([expect.stringContaining("could not be undone")])
  })

  it("runs all compensations after a later step, even if one of them fails", async () => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours"))
    register(workflow, cannotBeUndone("theirs"))
    expect((await run(workflow, true)).failures).toEqual([
      "a later step failed",
    ])
    expect(log.at(-1)).toBe('compensate ours: "undo ours"')
  })

  it.each([
    ["nothing", [undefined, undefined], undefined],
    ["one output", [undefined, { member: true }], { member: true }],
    [
      "the fields of all outputs, the first handler's where they are the same",
      [
        { amount: 1, ours: true },
        { amount: 2, theirs: true },
      ],
      { amount: 1, ours: true, theirs: true },
    ],
    ["the first of outputs without fields", ["ours", "theirs"], "ours"],
  ])("gives the workflow %s", async (_, [ours, theirs], output) => {
    const workflow = createHookedWorkflow()
    share(workflow).addFirst(recorder("ours", () => new StepResponse(ours)))
    register(
      workflow,
      recorder("theirs", () => theirs)
    )
    expect((await run(workflow)).result).toEqual(output)
  })

  it("has the other handlers as one, if there are any", async () => {
    const workflow = createHookedWorkflow()
    const shared = share(workflow)
    shared.addFirst(recorder("ours"))
    expect(shared.others).toBeUndefined()
    register(workflow, recorder("theirs"))
    await shared.others?.invoke({}, {})
    expect(log).toEqual(["theirs"])
  })

  it("is one for each hook, however often it is asked for", async () => {
    const workflow = createHookedWorkflow()
    share(workflow)
    share(workflow).addFirst(recorder("ours"))
    await run(workflow)
    expect(log).toEqual(["ours"])
  })

  it("refuses a hook that has a handler already", () => {
    const workflow = createHookedWorkflow()
    register(workflow, recorder("theirs"))
    expect(() => share(workflow)).toThrow(
      "Cannot define multiple hook handlers"
    )
  })
})
