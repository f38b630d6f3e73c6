import type { Statements } from '../../platform/database/database';
import type { Named } from '../../platform/language/spoken';

/** No network has as many of one kind. */
const MOST_NAMES = 10_000;

/** Names of restaurants and segments by their ids, closed and archived ones too. */
export function listPlainNames(tx: Statements, networkId: string): Promise<({ readonly id: string } & Named)[]> {
  return tx.query(
    `(SELECT id, name, names FROM restaurants WHERE network_id = $1 LIMIT $2)
      UNION ALL (SELECT id, name, names FROM segments WHERE network_id = $1 LIMIT $2)`,
    [networkId, MOST_NAMES],
  );
}

/** Names of campaigns in their newest version, by language. */
export function listCampaignNames(
  tx: Statements,
  networkId: string,
): Promise<{ readonly id: string; readonly name: Partial<Record<'ru' | 'en', string>> }[]> {
  return tx.query(
    `SELECT DISTINCT ON (campaign_id) campaign_id AS id, document->'name' AS name
       FROM campaign_versions WHERE network_id = $1 ORDER BY campaign_id, version DESC LIMIT $2`,
    [networkId, MOST_NAMES],
  );
}
