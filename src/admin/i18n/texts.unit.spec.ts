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

const PLURAL = /_(zero|one|other)$/

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
        ...[...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name!),
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
    const i18n = i18next.createInstance()
    // As Medusa's Admin does it.
    const t = await i18n.init({
      lng: "de",
      fallbackLng: "en",
      fallbackNS: "translation",
      ns: ["kintsugi"],
      defaultNS: "kintsugi",
      interpolation: { escapeValue: false },
      resources: { ...resources, de: { translation: {} } },
      supportedLngs: ["en", "de"],
    })
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
