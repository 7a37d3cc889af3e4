import { Client } from "@medusajs/framework/pg"
import { until } from "./until"

/** The moments of a delivery at which a process can be held, in their order. */
export type Stop =
  /** Something happened to the order; it is not enqueued yet. */
  | "enqueueing"
  /** No process has the order's lease yet. */
  | "acquiring"
  /** The lease is acquired; the ledger does not have the entry yet. */
  | "recording"
  /** The ledger has the entry; it is not marked as being sent yet. */
  | "marking"
  /** Kintsugi has answered; the entry is not marked as delivered yet. */
  | "delivering"
  /** Everything is done except releasing the lease. */
  | "releasing"

const INSTALL = `
create table test_stop (order_id text, type text, stop text);

create function hold_at_stop(held_order text, held_type text, held_at text)
returns void language plpgsql as $$
begin
  if exists (
    select from test_stop
    where order_id = held_order and stop = held_at
      and (held_type is null or type = held_type)
  ) then
    perform set_config('application_name', held_order, true);
    perform pg_sleep(600);
  end if;
end $$;

create function hold_order() returns trigger language plpgsql as $$
declare
  had_token text := null;
begin
  if tg_op = 'UPDATE' then
    had_token := old.lease_token;
  end if;
  perform hold_at_stop(new.order_id, null, case
    when had_token is null and new.lease_token is not null then 'acquiring'
    when had_token is not null and new.lease_token is null then 'releasing'
    when new.reprocess then 'enqueueing'
  end);
  return new;
end $$;

create function hold_transaction() returns trigger language plpgsql as $$
begin
  perform hold_at_stop(new.order_id, new.type, case new.state
    when 'sending' then 'marking'
    when 'delivered' then 'delivering'
    else 'recording'
  end);
  return new;
end $$;

create trigger hold_order before insert or update on kintsugi_order_sync
  for each row execute function hold_order();
create trigger hold_transaction before insert or update on kintsugi_ledger_entry
  for each row execute function hold_transaction();
`

/**
 * Holds a store's process where it writes to its database, so that it can be
 * killed right there: the database sleeps in the middle of the write. The store
 * is not aware of it.
 */
export const installStops = async (databaseUrl: string) => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(INSTALL)

  const held = async (): Promise<string[]> => {
    const { rows } = await client.query<{ application_name: string }>(
      `select application_name from pg_stat_activity
       where datname = current_database() and wait_event = 'PgSleep'`
    )
    return rows.map(({ application_name }) => application_name)
  }

  return {
    /** Rows of the store's database. */
    query: async <T extends object>(
      statement: string,
      values: unknown[] = []
    ): Promise<T[]> => (await client.query<T>(statement, values)).rows,

    /** From now on, a process that delivers this of the order is held there. */
    holdAt: (orderId: string, type: "sale" | "credit_note", stop: Stop) =>
      client.query("insert into test_stop values ($1, $2, $3)", [
        orderId,
        type,
        stop,
      ]),

    /** Waits until a process is held at the order. */
    reached: (orderId: string): Promise<unknown> =>
      until(`${orderId} is held`, async () => (await held()).includes(orderId)),

    /**
     * Removes the stops. The writes that were held there are rolled back, as
     * they are when the process that wrote them is dead.
     */
    clear: async (): Promise<void> => {
      await client.query("delete from test_stop")
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event = 'PgSleep'`
      )
      await until("nothing is held", async () => !(await held()).length)
    },

    end: () => client.end(),
  }
}

export type Stops = Awaited<ReturnType<typeof installStops>>
