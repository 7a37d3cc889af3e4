import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  OrchestrationUtils,
  isObject,
} from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { safeErrorMessage } from "../safe-error-message"

/** What Medusa passes to a hook's handler in addition to the hook's input. */
type HookContext = { container: MedusaContainer }

// Medusa types the handler of each hook differently.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type HookHandler = {
  /** Returns a StepResponse, a plain output, or nothing. */
  invoke: (input: any, context: any) => unknown
  compensate?: (input: any, context: any) => unknown
}

type RegisterHandler = (
  invoke: HookHandler["invoke"],
  compensate?: HookHandler["compensate"]
) => void

/** The hooks of a Medusa workflow, by name. */
export type WorkflowHooks = Record<string, any>
/* eslint-enable @typescript-eslint/no-explicit-any */

export type SharedHook = {
  /** Has a handler run before all others. */
  addFirst(handler: HookHandler): void
  /** The others, as one handler; undefined: there are none. */
  readonly others: Required<HookHandler> | undefined
}

/** What is kept of an invocation: the handlers that ran, in that order. */
type Ran = { handler: number; input: unknown }[]

/** By the function that registers further handlers. */
const sharedHooks = new WeakMap<object, SharedHook>()

/**
 * Lets any number of handlers share a hook of a Medusa workflow, for which
 * Medusa (2.21) accepts one: takes the hook with a handler that calls those
 * that are registered later, by whomever. They run one after the other; if one
 * fails, those before it are compensated in reverse order, as Medusa does with
 * the steps of a workflow.
 *
 * Of several outputs with the same field, the first handler's counts.
 *
 * @throws Medusa's error where the hook has a handler already
 */
export const shareHook = (hooks: WorkflowHooks, name: string): SharedHook => {
  const register = hooks[name] as RegisterHandler
  const known = sharedHooks.get(register)
  if (known) {
    return known
  }
  const first: HookHandler[] = []
  const others: HookHandler[] = []
  const all = asOne(() => [...first, ...others])
  const allOthers = asOne(() => others)
  register(all.invoke, all.compensate)
  const add: RegisterHandler = (invoke, compensate) => {
    others.push({ invoke, compensate })
  }
  const shared: SharedHook = {
    addFirst: (handler) => void first.unshift(handler),
    get others() {
      return others.length ? allOthers : undefined
    },
  }
  hooks[name] = add
  sharedHooks.set(add, shared)
  return shared
}

/** The hook as {@link shareHook} has taken it; undefined: it has not. */
export const findSharedHook = (
  hooks: WorkflowHooks,
  name: string
): SharedHook | undefined => sharedHooks.get(hooks[name] as RegisterHandler)

const asOne = (handlers: () => HookHandler[]): Required<HookHandler> => ({
  invoke: async (input: unknown, context: HookContext) => {
    const { outputs, ran } = await invokeAll(handlers(), input, context)
    return new StepResponse(mergeOutputs(outputs), { ran })
  },
  compensate: async (
    state: { ran?: Ran } | undefined,
    context: HookContext
  ) => {
    const [failure] = await compensateAll(handlers(), state?.ran ?? [], context)
    if (failure) {
      throw failure
    }
  },
})

const invokeAll = async (
  handlers: HookHandler[],
  input: unknown,
  context: HookContext
): Promise<{ outputs: unknown[]; ran: Ran }> => {
  const outputs: unknown[] = []
  const ran: Ran = []
  for (const [index, { invoke }] of handlers.entries()) {
    try {
      const response = readResponse(await invoke(input, context))
      outputs.push(response.output)
      ran.push({ handler: index, input: response.compensateInput })
    } catch (error) {
      // Medusa compensates a step that has failed, too.
      ran.push({ handler: index, input: inputOfFailure(error) })
      for (const failure of await compensateAll(handlers, ran, context)) {
        logFailure(failure, context)
      }
      throw error
    }
  }
  return { outputs, ran }
}

/** @returns the errors of compensations that failed */
const compensateAll = async (
  handlers: HookHandler[],
  ran: Ran,
  context: HookContext
): Promise<Error[]> => {
  const failures: Error[] = []
  for (const { handler, input } of ran.toReversed()) {
    try {
      await handlers[handler]?.compensate?.(input, context)
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return failures
}

/**
 * The parts of what a handler returns. A plain output is also what its
 * compensation gets.
 */
const readResponse = (
  response: unknown
): { output: unknown; compensateInput: unknown } =>
  isStepResponse(response)
    ? { output: response.output, compensateInput: response.compensateInput }
    : { output: response, compensateInput: response }

/** By Medusa's mark: another plugin may have another copy of the class. */
const isStepResponse = (
  response: unknown
): response is StepResponse<unknown, unknown> =>
  (response as { __type?: unknown } | null | undefined)?.__type ===
  OrchestrationUtils.SymbolWorkflowStepResponse

/** What `StepResponse.permanentFailure` gives to the compensation. */
const inputOfFailure = (error: unknown): unknown =>
  (
    error as {
      getStepResponse?: () => { compensateInput?: unknown } | undefined
    } | null
  )?.getStepResponse?.()?.compensateInput

const mergeOutputs = (outputs: unknown[]): unknown => {
  const given = outputs.filter((output) => output !== undefined)
  return given.every(isObject)
    ? given.reduceRight<object | undefined>(
        (merged, output) => ({ ...merged, ...output }),
        undefined
      )
    : given[0]
}

const logFailure = (failure: unknown, { container }: HookContext): void =>
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .error(
      `[kintsugi] A handler of a workflow hook failed, and undoing another one failed too (${safeErrorMessage(failure)}).`
    )
