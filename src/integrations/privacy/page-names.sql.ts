import type { Statements } from '../../platform/database/database';
import type { NamedThing } from '../../platform/language/spoken';

/** A limit above the number of names of one kind that a network has. */
const MOST_NAMES = 10_000;

/** Names of restaurants and segments by id, including closed and archived ones. */
export function listPlainNames(tx: Statements, networkId: string): Promise<({ readonly id: string } & NamedThing)[]> {
  return tx.query(
    `(SELECT id, name, names FROM restaurants WHERE network_id = $1 LIMIT $2)
      UNION ALL (SELECT id, name, names FROM segments WHERE network_id = $1 LIMIT $2)`,
    [networkId, MOST_NAMES],
  );
}

/** Names of campaigns by language, from their newest versions. */
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
