import fc from "fast-check"
import { runsOf } from "../../../integration-tests/exactness/runs"
import english from "../i18n/sentences/en.json"
import {
  type Part,
  type Value,
  createRecognizer,
  flattenTexts,
} from "./recognize-sentences"

const TEXTS = {
  waits: "Waits for payment: {{amount}} is not captured yet.",
  refused: "Kintsugi refused it: {{problem}}",
  retried: "It is retried automatically.",
  missing: "The {{word}} is missing.",
  differs: "Kintsugi has {{id}} with other figures: {{list}}.",
  unreachable: "Kintsugi could not be reached ({{problem}}).",
  twice: "The order is of {{id}}, so {{other}} has no order of {{id}}.",
  words: {
    amount: "amount",
    total: "total {{wordThere}} at Kintsugi, {{wordHere}} here",
    ofLine: "{{word}} of line {{number}}",
    nothing: "nothing",
  },
}

const recognize = createRecognizer(TEXTS)
const sentences = (...parts: Part[]): Value => ({
  sentences: parts,
  isPhrase: false,
})
const waits = (amount: string): Part => ({
  code: "waits",
  values: { amount: { text: amount } },
})
const RETRIED: Part = { code: "retried", values: {} }

describe("createRecognizer", () => {
  it.each<[name: string, message: string, Value]>([
    [
      "a sentence",
      "Waits for payment: 10.83 USD is not captured yet.",
      sentences(waits("10.83 USD")),
    ],
    [
      "several sentences",
      "Waits for payment: 1.00 USD is not captured yet. It is retried automatically.",
      sentences(waits("1.00 USD"), RETRIED),
    ],
    [
      "a sentence in a sentence",
      "Kintsugi refused it: It is retried automatically.",
      sentences({
        code: "refused",
        values: { problem: sentences(RETRIED) },
      }),
    ],
    [
      "a sentence without its period",
      "Kintsugi could not be reached (It is retried automatically).",
      sentences({
        code: "unreachable",
        values: { problem: { sentences: [RETRIED], isPhrase: true } },
      }),
    ],
    [
      "what is not known, between sentences",
      "It is retried automatically. Nobody knows why. It is retried automatically.",
      sentences(RETRIED, "Nobody knows why.", RETRIED),
    ],
    [
      "Kintsugi's own words in a sentence",
      "Kintsugi refused it: no such thing.",
      sentences({
        code: "refused",
        values: { problem: { text: "no such thing." } },
      }),
    ],
    [
      "words with words in them",
      "The amount of line 2 is missing.",
      sentences({
        code: "missing",
        values: {
          word: {
            words: [
              {
                code: "words.ofLine",
                values: {
                  word: {
                    words: [{ code: "words.amount", values: {} }],
                    separator: "",
                  },
                  number: { text: "2" },
                },
              },
            ],
            separator: "",
          },
        },
      }),
    ],
    [
      "words that are not known",
      "The shoe size is missing.",
      sentences({
        code: "missing",
        values: { word: { words: ["shoe size"], separator: "" } },
      }),
    ],
    [
      "a list, of which something is known",
      "Kintsugi has trx_1 with other figures: total nothing at Kintsugi, 5.00 here; color.",
      sentences({
        code: "differs",
        values: {
          id: { text: "trx_1" },
          list: {
            words: [
              {
                code: "words.total",
                values: {
                  wordThere: {
                    words: [{ code: "words.nothing", values: {} }],
                    separator: "",
                  },
                  wordHere: { words: ["5.00"], separator: "" },
                },
              },
              "color",
            ],
            separator: "; ",
          },
        },
      }),
    ],
    [
      "a value that stands there twice",
      "The order is of a, so b has no order of a.",
      sentences({
        code: "twice",
        values: { id: { text: "a" }, other: { text: "b" } },
      }),
    ],
    [
      "words alone",
      "amount",
      { words: [{ code: "words.amount", values: {} }], separator: "" },
    ],
  ])("reads %s", (_, message, value) => {
    expect(recognize(message)).toEqual(value)
  })

  it.each([
    ["a sentence of another wording", "Waits for a payment of 10.83 USD."],
    [
      "a sentence without its value",
      "Waits for payment:  is not captured yet.",
    ],
    [
      "two values where one is due",
      "The order is of a, so b has no order of c.",
    ],
    ["a sentence that looks like words", "It says total of line 2."],
    ["nothing", ""],
    ["more than a message has", "It is retried automatically. ".repeat(1000)],
  ])("leaves %s as it is", (_, message) => {
    expect(recognize(message)).toEqual({ text: message })
  })
})

it("a message that repeats itself is read in no time", () => {
  const read = createRecognizer(english)
  const message = "Kintsugi refused it: The date is missing. ".repeat(24).trim()
  const value = read(message)
  expect("sentences" in value && value.sentences).toHaveLength(24)
  const nested = `${"Kintsugi refused it: ".repeat(400)}The date is missing.`
  expect(read(nested)).toHaveProperty("sentences.0.code", "records.refused")
})

describe("what was recognized, in English again", () => {
  const recognizeAll = createRecognizer(english)
  const texts = new Map(flattenTexts(english))

  const write = (value: Value): string => {
    if ("text" in value) {
      return value.text
    }
    if ("words" in value) {
      return value.words.map(writePart).join(value.separator)
    }
    const message = value.sentences.map(writePart).join(" ")
    return value.isPhrase ? message.slice(0, -1) : message
  }
  const writePart = (part: Part): string =>
    typeof part === "string"
      ? part
      : texts
          .get(part.code)!
          .replace(/{{(\w+)}}/g, (_, name: string) => write(part.values[name]!))

  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(...texts.values()),
    fc.constantFrom("amount of line 2", "a, b and c", "{{id}}", ". ", "$&")
  )
  const sentence = fc
    .tuple(
      fc.constantFrom(...texts.values()),
      fc.array(value, { minLength: 8 })
    )
    .map(([text, values]) =>
      text.replace(/{{\w+}}/g, () => values.pop() ?? "…")
    )

  it("is the message, whatever it says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(sentence, sentence, fc.string()), { maxLength: 4 }),
        fc.constantFrom(" ", ". ", ""),
        (parts, between) => {
          const message = parts.join(between)
          expect(write(recognizeAll(message))).toBe(message)
        }
      ),
      { numRuns: runsOf(300) }
    )
  })
})
