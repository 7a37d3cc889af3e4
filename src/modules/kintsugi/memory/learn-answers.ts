import type { LineTax } from "../../../tax/estimate/validate-estimate"
import {
  basesOf,
  learnFees,
  learnRule,
  learnSubject,
} from "../../../tax/memory/learn"
import {
  type LearnedFee,
  type LearnedRule,
  type LearnedSubject,
  type Subject,
  ruleKey,
} from "../../../tax/memory/learned"
import { type Observation, observeAnswer } from "../../../tax/memory/observe"
import { currencyDigits } from "../../../tax/money"
import {
  type LearnedContent,
  type Region,
  type Topic,
  learnedRowId,
} from "./learned-row"

/** An answer of Kintsugi's about an ordinary buyer's cart. */
export type AnswerToLearn = {
  region: Region
  postalCode: string
  /** A token of the street; absent where the address has none. */
  street?: string
  isRegistered: boolean
  taxes: LineTax[]
  /** What each of these lines was taxed as. */
  subjects: Subject[]
  /** The day of the answer, in ISO 8601. */
  at: string
}

/** What has changed about a topic. */
export type LearnedChange = {
  id: string
  region: Region
  topic: Topic
  content: LearnedContent
  isRegistered?: boolean
}

/** Reads what is known by row id. */
type ReadKnown = (ids: string[]) => Promise<ReadonlyMap<string, LearnedContent>>

/**
 * What these answers teach, together with what is known already.
 *
 * @returns one change per topic
 */
export const learnAnswers = async (
  answers: AnswerToLearn[],
  readKnown: ReadKnown
): Promise<LearnedChange[]> => {
  const observed = answers.flatMap((answer) => {
    const observation = observeAnswer(answer.taxes, answer.subjects, {
      digits: currencyDigits(answer.region.currency),
    })
    return observation ? { answer, observation } : []
  })
  const places = createChanges(
    await readKnown(
      observed.flatMap(({ answer: { region, postalCode }, observation }) => [
        ...observation.lines.map(({ subject }) =>
          learnedRowId(region, { kind: "subject", postalCode, subject })
        ),
        learnedRowId(region, { kind: "fees", postalCode }),
      ])
    )
  )
  const bases: {
    region: Region
    base: Observation["bases"][number]
    key: string
  }[] = []
  for (const { answer, observation } of observed) {
    const { region, postalCode, isRegistered, street, at } = answer
    for (const line of observation.lines) {
      const { subject } = line
      const learned = places.change<LearnedSubject>(
        region,
        { kind: "subject", postalCode, subject },
        (known) => learnSubject(known, line, { isRegistered, street, at }),
        isRegistered
      )
      bases.push(
        ...basesOf(line, learned).map((base) => ({
          region,
          base,
          key: ruleKey(subject, base.tax),
        }))
      )
    }
    places.change<LearnedFee[]>(region, { kind: "fees", postalCode }, (known) =>
      learnFees(known ?? [], observation)
    )
  }
  const rules = createChanges(
    await readKnown(
      bases.map(({ region, key }) =>
        learnedRowId(region, { kind: "rule", ruleKey: key })
      )
    )
  )
  for (const { region, base, key } of bases) {
    rules.change<LearnedRule>(region, { kind: "rule", ruleKey: key }, (known) =>
      learnRule(known, base)
    )
  }
  return [...places.all(), ...rules.all()].filter(isWorthKeeping)
}

/** Most places have no fees. */
const isWorthKeeping = ({ topic, content }: LearnedChange): boolean =>
  topic.kind !== "fees" || (content as LearnedFee[]).length > 0

const createChanges = (known: ReadonlyMap<string, LearnedContent>) => {
  const changes = new Map<string, LearnedChange>()
  return {
    change<T extends LearnedContent>(
      region: Region,
      topic: Topic,
      learn: (known: T | undefined) => T,
      isRegistered?: boolean
    ): T {
      const id = learnedRowId(region, topic)
      const content = learn(
        (changes.get(id)?.content ?? known.get(id)) as T | undefined
      )
      changes.set(id, { id, region, topic, content, isRegistered })
      return content
    },
    all: () => [...changes.values()],
  }
}
