import { readFileSync, readdirSync } from "node:fs"
import { resolve } from "node:path"
import i18next from "i18next"
import ts from "typescript"
import resources from "."

const ROOT = resolve(__dirname, "..")

type Tree = { [key: string]: string | Tree }

const flatten = (tree: Tree, prefix = ""): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([name, text]) =>
    typeof text === "string"
      ? [[prefix + name, text] as [string, string]]
      : flatten(text, `${prefix}${name}.`)
  )

const PLURAL = /_(zero|one|many|other)$/

/** A variable of a text, with or without a format: `{{count, number}}`. */
const VARIABLE = /{{(\w+)(?:, number)?}}/g

const namesIn = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].map(([, name]) => name!)

/** Each key as the code names it, with its text or its plural forms. */
const texts = new Map<string, { form: string; text: string }[]>()
for (const [form, text] of flatten(resources.en.kintsugi)) {
  const key = form.replace(PLURAL, "")
  texts.set(key, [...(texts.get(key) ?? []), { form, text }])
}

const variablesOf = (key: string): Set<string> =>
  new Set(
    texts
      .get(key)!
      .flatMap(({ form, text }) => [
        ...namesIn(text),
        ...(PLURAL.test(form) ? ["count"] : []),
      ])
  )

/** A call of `t`, with the keys that it may ask for. */
type Use = { at: string; keys: string[]; variables: string[] | undefined }

const escape = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** Undefined for an expression that does not show which keys it may be. */
const patternsOf = (node: ts.Expression): RegExp[] | undefined => {
  if (ts.isStringLiteralLike(node)) {
    return [new RegExp(`^${escape(node.text)}$`)]
  }
  if (ts.isTemplateExpression(node)) {
    const rest = node.templateSpans.map(
      ({ literal }) => `[^.]+${escape(literal.text)}`
    )
    return [new RegExp(`^${escape(node.head.text)}${rest.join("")}$`)]
  }
  const parts = ts.isConditionalExpression(node)
    ? [node.whenTrue, node.whenFalse]
    : ts.isArrayLiteralExpression(node)
      ? [...node.elements]
      : []
  const patterns = parts.map(patternsOf)
  return parts.length && patterns.every((found) => found !== undefined)
    ? patterns.flat()
    : undefined
}

/** Undefined for anything but an object literal. */
const variablesIn = (node: ts.Expression | undefined) => {
  if (!node) {
    return []
  }
  return ts.isObjectLiteralExpression(node)
    ? node.properties
        .map(({ name }) => name?.getText() ?? "")
        .filter((name) => name !== "defaultValue")
    : undefined
}

const usesIn = (file: string): Use[] => {
  const source = ts.createSourceFile(
    file,
    readFileSync(resolve(ROOT, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX
  )
  const uses: Use[] = []
  const add = (key: ts.Expression, variables: Use["variables"]): void => {
    const patterns = patternsOf(key) ?? []
    const keys = [...texts.keys()].filter((name) =>
      patterns.some((pattern) => pattern.test(name))
    )
    uses.push({ at: `${file}: ${key.getText()}`, keys, variables })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "t") {
      const [key, options] = node.arguments
      add(key!, variablesIn(options))
    }
    // Medusa itself translates the label of a page.
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === "label" &&
      node.parent.getText().includes("translationNs")
    ) {
      add(node.initializer, [])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return uses
}

const uses = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(spec|d)\.ts$/.test(file))
  .flatMap(usesIn)

/** English texts that are rightly the same in another language. */
const SAME_WORDS = {
  de: ["Kintsugi", "Median", "Name", "Status"],
  es: ["Kintsugi", "Total"],
  fr: ["Actions", "Collection", "Kintsugi", "Total", "Transactions", "pages"],
}

// cspell:disable
/** How no, one, two and a million certificates are shown. */
const CERTIFICATES = {
  de: ["kein Nachweis", "1 Nachweis", "2 Nachweise", "1.000.000 Nachweise"],
  es: [
    "ningún certificado",
    "1 certificado",
    "2 certificados",
    "1.000.000 de certificados",
  ],
  fr: [
    "aucun certificat",
    "1 certificat",
    "2 certificats",
    "1 000 000 de certificats",
  ],
}
// cspell:enable

/** The texts as Medusa's Admin shows them in a language. */
const adminIn = (language: string) =>
  i18next.createInstance().init({
    lng: language,
    fallbackLng: "en",
    fallbackNS: "translation",
    ns: ["kintsugi"],
    defaultNS: "kintsugi",
    interpolation: { escapeValue: false },
    resources: {
      ...resources,
      ...(!(language in resources) && { [language]: { translation: {} } }),
    },
    supportedLngs: ["en", language],
  })

describe("the texts of the Admin", () => {
  it("each use names a text", () => {
    expect(uses.length).toBeGreaterThan(100)
    expect(uses.filter(({ keys }) => !keys.length)).toEqual([])
  })

  it("each text is used", () => {
    const used = new Set(uses.flatMap(({ keys }) => keys))
    expect([...texts.keys()].filter((key) => !used.has(key))).toEqual([])
  })

  it("each use passes the variables of its texts, and no others", () => {
    const wrong = uses.filter(({ keys, variables }) => {
      const needed = new Set(keys.flatMap((key) => [...variablesOf(key)]))
      return (
        !variables ||
        new Set(variables).size !== needed.size ||
        !variables.every((name) => needed.has(name))
      )
    })
    expect(wrong.map(({ at }) => at)).toEqual([])
  })

  it("each text with a number has its plural forms", () => {
    const incomplete = [...texts].filter(([, forms]) => {
      const suffixes = forms.map(({ form }) => PLURAL.exec(form)?.[1])
      return (
        suffixes.some(Boolean) &&
        !(suffixes.includes("one") && suffixes.includes("other"))
      )
    })
    expect(incomplete).toEqual([])
  })

  it("an Admin in another language shows the English texts, with their plurals", async () => {
    const t = await adminIn("it")
    const certificates = [0, 1, 2].map((count) =>
      t("exemptions.certificates", { ns: "kintsugi", count })
    )
    expect(certificates).toEqual([
      "no certificate",
      "1 certificate",
      "2 certificates",
    ])
    expect(
      t("taxIds.removeNumber", { ns: "kintsugi", number: "$1 & {{id}}" })
    ).toBe("Remove $1 & {{id}}")
  })
})

describe.each(["de", "es", "fr"] as const)("the texts in %s", (language) => {
  const translated = new Map(flatten(resources[language].kintsugi as Tree))
  const english = new Map(flatten(resources.en.kintsugi))
  const rules = new Intl.PluralRules(language)
  const categories = rules.resolvedOptions().pluralCategories

  /** The keys of a text in this language: it may have other plural forms. */
  const formsOf = (key: string, forms: { form: string }[]): string[] => {
    const isPlural = forms.some(({ form }) => /_(one|other)$/.test(form))
    return isPlural
      ? [
          ...categories.map((category) => `${key}_${category}`),
          ...(english.has(`${key}_zero`) ? [`${key}_zero`] : []),
        ]
      : [key]
  }

  /** Whether a plural form stands for one number, and need not name it. */
  const isOneNumber = (form: string): boolean => {
    const category = PLURAL.exec(form)?.[1]
    const numbers = [0, 1, 2, 3].filter((n) => rules.select(n) === category)
    return category === "zero" || numbers.length === 1
  }

  it("are as many as in English, with this language's plural forms", () => {
    const needed = [...texts].flatMap(([key, forms]) => formsOf(key, forms))
    expect([...translated.keys()].toSorted()).toEqual(needed.toSorted())
  })

  it("have the variables of the English ones", () => {
    const wrong = [...texts].flatMap(([key, forms]) => {
      const needed = variablesOf(key)
      return formsOf(key, forms).filter((form) => {
        const named = namesIn(translated.get(form) ?? "")
        return !(
          named.every((name) => needed.has(name)) &&
          [...needed].every(
            (name) =>
              named.includes(name) || (name === "count" && isOneNumber(form))
          )
        )
      })
    })
    expect(wrong).toEqual([])
  })

  it("have no braces but those of variables", () => {
    const wrong = [...translated].filter(([, text]) =>
      /[{}]/.test(text.replace(VARIABLE, ""))
    )
    expect(wrong).toEqual([])
  })

  it("are translated", () => {
    const left = [...english].filter(
      ([key, text]) =>
        translated.get(key) === text &&
        /[a-z]{3}/.test(text.replace(VARIABLE, "")) &&
        !SAME_WORDS[language].includes(text)
    )
    expect(left).toEqual([])
  })

  it("are shown with their plurals, and numbers of this language", async () => {
    const t = await adminIn(language)
    const shown = [0, 1, 2, 1_000_000].map((count) =>
      t("exemptions.certificates", { ns: "kintsugi", count })
    )
    expect(shown.map((text) => text.replace(/\s/gu, " "))).toEqual(
      CERTIFICATES[language]
    )
  })
})
