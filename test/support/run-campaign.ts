import type { CampaignDocument } from '../../src/decision';
import { newId } from '../../src/platform/ids/ids';
import type { TillNetwork } from './till-network';

/** Starts a campaign this number of days ago; called again with the same code, it starts the next version. */
export async function runCampaign(
  network: TillNetwork,
  code: string,
  document: CampaignDocument,
  days = 0,
): Promise<void> {
  await network.database.inNetwork(network.id, async (tx) => {
    await tx.query(
      'INSERT INTO campaigns (network_id, id, code) VALUES ($1, $2, $3) ON CONFLICT (network_id, code) DO NOTHING',
      [network.id, newId(), code],
    );
    await tx.query(
      `WITH of AS (SELECT c.id, count(v.version) + 1 AS next FROM campaigns c
           LEFT JOIN campaign_versions v ON v.network_id = c.network_id AND v.campaign_id = c.id
          WHERE c.network_id = $1 AND c.code = $2 GROUP BY c.id),
       written AS (INSERT INTO campaign_versions (network_id, campaign_id, version, document)
         SELECT $1, of.id, of.next, $3 FROM of RETURNING campaign_id, version)
       INSERT INTO campaign_states (network_id, campaign_id, number, state, version, changed_at, effective_from)
         SELECT $1, campaign_id, version, 'RUNNING', version, since, since FROM written, make_interval(days => $4) ago, LATERAL (SELECT now() - ago AS since) s`,
      [network.id, code, JSON.stringify(document), days],
    );
    await tx.query('UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1', [network.id]);
    await tx.query("SELECT pg_notify('rules_changed', $1)", [network.id]);
  });
}

export interface BudgetRow {
  readonly most: number;
  readonly leased: number;
  readonly spent: number;
  readonly returned: number;
  /** The sum of all leases, open ones too. */
  readonly used: number;
  /** The sum of the uses that were written. */
  readonly written: number;
  readonly uses: number;
}

export function budgetOf(network: TillNetwork, campaign: string): Promise<BudgetRow> {
  return network.database.inNetwork(network.id, (tx) =>
    tx.one<BudgetRow>(
      `SELECT b.most, b.leased, b.spent, b.returned,
              (SELECT coalesce(sum(l.used), 0)::bigint FROM budget_leases l WHERE l.network_id = b.network_id AND l.budget_id = b.id) AS used,
              (SELECT coalesce(sum(u.amount), 0)::bigint FROM budget_uses u WHERE u.network_id = b.network_id AND u.budget_id = b.id) AS written,
              (SELECT count(*) FROM budget_uses u WHERE u.network_id = b.network_id AND u.budget_id = b.id) AS uses
         FROM budgets b WHERE b.network_id = $1 AND b.campaign = $2`,
      [network.id, campaign],
    ),
  );
}

/** Ends all leases now; those of a killed process end within half a minute. */
export async function endLeases(network: TillNetwork): Promise<void> {
  await network.database.inNetwork(network.id, (tx) =>
    tx.query('UPDATE budget_leases SET expires_at = clock_timestamp() WHERE network_id = $1 AND is_open', [network.id]),
  );
}
