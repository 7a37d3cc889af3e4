import type { Knex } from "@medusajs/framework/mikro-orm/knex"

type Query = (knex: Knex, ...parameters: never[]) => Promise<unknown>

/** The same functions without their first parameter. */
export type BoundQueries<Queries extends Record<string, Query>> = {
  [Name in keyof Queries]: Queries[Name] extends (
    knex: Knex,
    ...parameters: infer Parameters
  ) => infer Result
    ? (...parameters: Parameters) => Result
    : never
}

/** Passes the store's database to each of these queries. */
export const bindQueries = <Queries extends Record<string, Query>>(
  knex: Knex,
  queries: Queries
): BoundQueries<Queries> =>
  Object.fromEntries(
    Object.entries<Query>(queries).map(([name, query]) => [
      name,
      query.bind(undefined, knex),
    ])
  ) as BoundQueries<Queries>
