import { isObject } from "../contract/document"

/**
 * An answer with these fields in place of its own. Objects are merged. Lists
 * are merged by position, and end where the given list ends: `[]` empties one,
 * and `[{}, { rate: "8.25" }]` changes the second of two.
 */
export function withFields(answer: unknown, fields: unknown): unknown {
  if (Array.isArray(fields)) {
    const entries: unknown[] = Array.isArray(answer) ? answer : []
    return fields.map((field, index) => withFields(entries[index], field))
  }
  if (!isObject(fields)) {
    return fields
  }
  const own = isObject(answer) ? answer : {}
  return {
    ...own,
    ...Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        withFields(own[name], field),
      ])
    ),
  }
}
