import { readFileSync, readdirSync } from "node:fs"
import { resolve } from "node:path"
import ts from "typescript"
import resources from "."
import {
  type Value,
  createRecognizer,
  flattenTexts,
} from "../kintsugi/recognize-sentences"

const ROOT = resolve(__dirname, "../..")

/** Files whose sentences the Admin does not show. */
const NOT_SHOWN = [
  // Only for whoever reads a terminal, the log or a Markdown report.
  /^(scripts|subscribers|jobs|options|policies|shared-hooks|links)\//,
  /^(index|with-kintsugi)\.ts$/,
  /^workflows\/doctor\/(report|walk)\//,
  /^workflows\/doctor\/(doctor-arguments|run-doctor|verdicts)\.ts$/,
  /^workflows\/hooks\//,
  // For shoppers.
  /^(storefront|api\/store|workflows\/cart-tax)\//,
  /^workflows\/addresses\/validate-at-completion\.ts$/,
  // Medusa's bell is in English, whatever is in it.
  /^workflows\/alerts\//,
  // Statements and columns.
  /^modules\/kintsugi\/(migrations|models|queries|stats)\//,
  // The Admin itself.
  /^admin\//,
]

/** Sentences of the other files that the Admin does not show. */
const NOT_SENTENCES = [
  // Of refusals that only a request by hand can meet.
  /there is no such field\.$/,
  // A part of a database error.
  /^already exists\.$/,
  /^Virgin Islands, U\.S\.$/,
  // For shoppers.
  /^Tax could not be calculated right now\.$/,
  /^The shipping address could not be found\.$/,
  /^Please (check street|try again in a moment)/,
  // A moment before "UTC", which begins no sentence.
  /^§ failures, the latest after §\.$/,
  // No key has no end, and each engine has a package.
  /^The key in use (was saved in the Admin|is in the plugin's options)\.$/,
  /^No key is in use \(§\)\.$/,
  /^§: (in this process's memory|in Redis|in PostgreSQL|an engine .*)\.$/,
  /^§: none \(§\)\.$/,
]

/** Messages that are composed of parts which no file has side by side. */
const COMPOSED = [
  "The order order_1 is gone, and the customer and the addresses that were sent are not stored, so it cannot be sent again.",
  "Order #7 could not be read for the reports (no details).",
  "The order order_1 and 1 other could not be read for the reports (no details).",
  "Order #7 and 12 others could not be read for the reports (no details).",
  "Kintsugi doesn't accept the postal code: it must have five digits.",
  "The amount of line 2 has more than 1 decimal place.",
  "The tax rate of a tax on line 1 has more than 6 decimal places.",
  "The customer's name has more than 10 digits in total.",
  "The quantity has more than 12 digits before the decimal point.",
  "Kintsugi has this sale (trx_1) with different figures than the store: total 12.00 at Kintsugi, 10.00 here; total tax 1.00 at Kintsugi, 0.83 here; tax 1.00 at Kintsugi, 0.83 here; net 9.00 at Kintsugi, 8.00 here; date 2026-01-02 at Kintsugi, 2026-01-01 here; status CANCELLED at Kintsugi, COMMITTED here; ordli_1: quantity 2.00 at Kintsugi, 1.00 here; ordli_1: amount nothing at Kintsugi, 5.00 here; ordli_1: tax 0.40 at Kintsugi, 0.41 here; and 2 more.",
  "Tax estimates (POST /v1/tax/estimate): Kintsugi answered 503.",
  "Kintsugi does not answer everything that the plugin asks: tax estimates, product categories, registrations, nexus, transactions, address validation, customers.",
  'Kintsugi has no category "Physical / Books" (for unclassified products), "Misc / Post" (for shipping): it may refuse every cart with them.',
  'default_category, default_subcategory: Kintsugi has no category "Physical": its categories are Misc, Services. Nothing was saved.',
  'shipping_category, shipping_subcategory: Kintsugi\'s category "Misc" has no subcategory "Post", and 1 more like this. Nothing was saved.',
  "This store has no product category pcat_1.",
  "This store has no product collection pcol_1.",
  "This store has no product type ptyp_1.",
  "This store has no product tag ptag_1.",
  "Is not reported on its own: it is a part of the order order_1.",
  "Field 'address, postal_code': is required in this country.",
  "Registered: California, Colorado and 57 more.",
  "Kintsugi can't be asked about this address: the state is not one of US's.",
  "There is no cart cart_1.",
  "Field 'customer_id': there is no customer cus_1.",
]

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter(
    (file) => file.endsWith(".ts") && !/spec\.ts$|__fixtures__/.test(file)
  )
  .filter((file) => !NOT_SHOWN.some((pattern) => pattern.test(file)))

/** Stands for what a sentence is composed with. */
const VALUE = "§"

/** More ways to compose a text than these are not looked at. */
const MAX_WAYS = 64

/** The texts that the expressions of a file can be, each with its values. */
const textsIn = (file: string): string[] => {
  const source = ts.createSourceFile(
    file,
    readFileSync(resolve(ROOT, file), "utf8"),
    ts.ScriptTarget.Latest,
    true
  )
  const constants = new Map<string, ts.Expression>()
  for (const statement of source.statements) {
    for (const { name, initializer } of ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : []) {
      if (initializer) {
        constants.set(name.getText(), withoutType(initializer))
      }
    }
  }

  const allOf = (parts: string[][]): string[] =>
    parts
      .reduce((all, part) => all.flatMap((a) => part.map((b) => a + b)), [""])
      .slice(0, MAX_WAYS)

  const waysOf = (node: ts.Expression): string[] => {
    if (ts.isStringLiteralLike(node)) {
      return [node.text]
    }
    if (ts.isTemplateExpression(node)) {
      return allOf([
        [node.head.text],
        ...node.templateSpans.flatMap(({ expression, literal }) => [
          waysOf(expression),
          [literal.text],
        ]),
      ])
    }
    if (ts.isParenthesizedExpression(node)) {
      return waysOf(node.expression)
    }
    if (ts.isConditionalExpression(node)) {
      return [...waysOf(node.whenTrue), ...waysOf(node.whenFalse)]
    }
    if (ts.isBinaryExpression(node)) {
      const ways = [waysOf(node.left), waysOf(node.right)]
      switch (node.operatorToken.kind) {
        case ts.SyntaxKind.PlusToken:
          return allOf(ways)
        case ts.SyntaxKind.QuestionQuestionToken:
        case ts.SyntaxKind.BarBarToken:
          return ways.flat()
      }
    }
    const constant = constants.get(node.getText())
    if (constant && isText(constant)) {
      return waysOf(constant)
    }
    const record =
      (ts.isElementAccessExpression(node) ||
        ts.isPropertyAccessExpression(node)) &&
      constants.get(node.expression.getText())
    if (record && ts.isObjectLiteralExpression(record)) {
      const ways = record.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) && isText(property.initializer)
          ? waysOf(property.initializer)
          : []
      )
      return ways.length ? ways : [VALUE]
    }
    return [VALUE]
  }

  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) {
      return
    }
    if (isText(node)) {
      texts.push(...waysOf(node))
    }
    // What is composed of texts that are composed themselves counts once.
    const isPart = ts.isBinaryExpression(node) && isText(node)
    if (!isPart) {
      ts.forEachChild(node, visit)
    }
  }
  visit(source)
  return texts
}

const withoutType = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? withoutType(node.expression)
    : node

const isText = (node: ts.Node): node is ts.Expression =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    (isText(node.left) || isText(node.right)))

/** Where it is followed by a sentence, a value is one. */
const withSentences = (text: string): string =>
  text.replace(/§ (?=[A-Z])/g, "§. ")

/** As a template is filled in. */
const fillIn = (text: string, value: (name: string) => string): string =>
  text.replace(/{{(\w+)}}/g, (_, name: string) => value(name))

const isLogLine = (text: string): boolean => text.startsWith("[kintsugi]")

/** Of several words, and not only of values. */
const isSentence = (text: string): boolean =>
  text.endsWith(".") &&
  /[a-z]{2}/.test(text) &&
  / /.test(text) &&
  !NOT_SENTENCES.some((pattern) => pattern.test(text))

const sentencesOf = (text: string): string[] =>
  withSentences(text)
    .trim()
    .split(/(?<=[.!?]["”)]?) (?=\S)/)
    .filter(isSentence)

const recognize = createRecognizer(resources.en.kintsugiSentences)

/** The codes in a value, and the texts in it that were not recognized. */
const readParts = (value: Value): { codes: string[]; unknown: string[] } => {
  const parts =
    "text" in value
      ? [value.text]
      : "words" in value
        ? value.words
        : value.sentences
  const read = parts.map((part) => {
    if (typeof part === "string") {
      return { codes: [], unknown: [part] }
    }
    const inner = Object.values(part.values).map(readParts)
    return {
      codes: [part.code, ...inner.flatMap(({ codes }) => codes)],
      unknown: [],
    }
  })
  return {
    codes: read.flatMap(({ codes }) => codes),
    unknown: read.flatMap(({ unknown }) => unknown),
  }
}

const texts = new Map(
  files.map((file) => [
    file,
    [...new Set(textsIn(file))].filter((text) => !isLogLine(text)),
  ])
)

describe("the sentences of the server", () => {
  it("each of them has a text in the Admin", () => {
    const all = [...texts].flatMap(([file, found]) =>
      found.flatMap(sentencesOf).map((sentence) => ({ file, sentence }))
    )
    expect(all.length).toBeGreaterThan(300)
    const unknown = all
      .filter(({ sentence }) => {
        const read = readParts(recognize(sentence))
        return read.unknown.some((text) => text !== `${VALUE}.`)
      })
      .map(({ file, sentence }) => `${file}: ${sentence}`)
    expect([...new Set(unknown)]).toEqual([])
  })

  it("each text is one of a sentence of the server", () => {
    const composed = [...texts.values(), COMPOSED].flat().flatMap((text) => [
      text,
      // What gets its period elsewhere.
      `${text}.`,
      ...sentencesOf(text),
    ])
    const used = new Set(
      composed.flatMap((text) => readParts(recognize(text)).codes)
    )
    const unused = flattenTexts(resources.en.kintsugiSentences)
      .filter(([code]) => !used.has(code))
      .map(([code, text]) => `${code}: ${text}`)
    expect(unused).toEqual([])
  })
})

const english = flattenTexts(resources.en.kintsugiSentences)
const variablesOf = (text = ""): string[] =>
  [...new Set([...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name!))].sort()

describe("the texts of the server's sentences", () => {
  it.each(english.filter(([code]) => !code.startsWith("words.")))(
    "%s is recognized, with its values",
    (code, text) => {
      const value = recognize(fillIn(text, (name) => `<${name}>`))
      const [sentence] = "sentences" in value ? value.sentences : []
      expect(sentence).toEqual({
        code,
        values: Object.fromEntries(
          variablesOf(text).map((name) => [name, expect.anything()])
        ),
      })
    }
  )
})

/** English texts that are rightly the same in another language. */
const SAME_WORDS = {
  de: [
    "Nexus",
    "Workflows",
    "{{wordEngine}}: in PostgreSQL ({{package}}).",
    "{{wordEngine}}: in Redis ({{package}}).",
  ],
  es: ["Workflows", "total"],
  fr: [
    "Nexus",
    "Transactions",
    "Workflows",
    "date",
    "description",
    "nexus",
    "source",
    "total",
    "transaction",
    "transactions",
    "type",
  ],
}

describe.each(["de", "es", "fr"] as const)(
  "the server's sentences in %s",
  (language) => {
    const translated = new Map(
      flattenTexts(resources[language].kintsugiSentences)
    )

    it("are as many as in English", () => {
      expect([...translated.keys()].sort()).toEqual(
        english.map(([code]) => code).sort()
      )
    })

    it("have the values of the English ones, and all of them", () => {
      const wrong = english.filter(
        ([code, text]) =>
          variablesOf(text).join() !== variablesOf(translated.get(code)).join()
      )
      expect(wrong).toEqual([])
    })

    it("have no braces but those of values", () => {
      const wrong = [...translated].filter(([, text]) =>
        /[{}]/.test(fillIn(text, () => ""))
      )
      expect(wrong).toEqual([])
    })

    it("are translated", () => {
      const left = english.filter(
        ([code, text]) =>
          translated.get(code) === text &&
          /[a-z]{3}/.test(fillIn(text, () => "")) &&
          !SAME_WORDS[language].includes(text)
      )
      expect(left).toEqual([])
    })
  }
)
