import { withClient } from "../scripts/postgres/with-client"

/** How many customers are exempted together: their exemptions end on one day. */
const A_DAY = 100

/**
 * Creates customers who have one exemption each. A third of these never end, and
 * one of ten has no certificate.
 *
 * @param organizationId - the one at Kintsugi that is connected
 */
export const fillRegister = async (
  database: string,
  organizationId: string,
  count: number
): Promise<void> => {
  await withClient(database, async (client) => {
    await client.query(
      `INSERT INTO customer (id, email, company_name, first_name, last_name, has_account)
       SELECT 'cus_00_' || n, 'buyer-' || n || '@example.com', 'Company ' || n,
         'Jo', 'Doe ' || n, true
       FROM generate_series(1, $1::int) AS n`,
      [count]
    )
    await client.query(
      `INSERT INTO kintsugi_exemption (id, customer_id, organization_id,
         country_code, state_code, start_date, end_date, ends_on, exemption_id,
         exemption_type, status, has_number, certificates)
       SELECT 'kinexm_00_' || n, 'cus_00_' || n, $2, 'US', 'TX', '2020-01-01',
         day, coalesce(day, '9999-12-31'), 'exmp_' || n, 'wholesale', 'ACTIVE',
         true, CASE WHEN n % 10 = 0 THEN 0 ELSE 1 END
       FROM generate_series(1, $1::int) AS n
         CROSS JOIN LATERAL (
           SELECT CASE WHEN n % 3 > 0 THEN
             to_char(current_date + n / $3::int, 'YYYY-MM-DD') END AS day) AS ends`,
      [count, organizationId, A_DAY]
    )
    // As autovacuum does after some time.
    await client.query("VACUUM (ANALYZE)")
  })
}
