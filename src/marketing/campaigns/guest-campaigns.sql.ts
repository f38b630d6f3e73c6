import type { CampaignDocument, CampaignsOfGuest, GuestBadge } from '../../decision';
import type { Statements, Tx } from '../../platform/database/database';
import type { NamedThing } from '../../platform/language/spoken';

export interface GuestForCampaigns {
  readonly segments: readonly string[];
  /** Null: without any decision yet. */
  readonly tier: string | null;
  readonly blocked: boolean;
  /** Null: it joined none and did no task. */
  readonly campaigns: CampaignsOfGuest | null;
}

/** Names of restaurants by id. */
export async function findRestaurantNames(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedThing>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<NamedThing & { id: string }>(
    'SELECT id, name, names FROM restaurants WHERE network_id = $1 AND id = ANY ($2::uuid[])',
    [networkId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Names of rewards, each by language, by the code of the reward. */
export async function findRewardNames(
  tx: Tx,
  networkId: string,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (codes.length === 0) return new Map();
  const rows = await tx.query<{ code: string; name: Readonly<Record<string, string>> }>(
    `SELECT code, document->'name' AS name FROM rewards WHERE network_id = $1 AND code = ANY ($2::text[])`,
    [networkId, codes],
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}

export interface CampaignOfBadge {
  readonly id: string;
  readonly code: string;
  readonly document: CampaignDocument;
}

/** The version of a campaign that draws a guest's badge, for each badge. */
export function listCampaignsOfBadges(
  tx: Statements,
  networkId: string,
  badges: readonly GuestBadge[],
): Promise<CampaignOfBadge[]> {
  return tx.query<CampaignOfBadge>(
    `SELECT c.id, c.code, v.document FROM unnest($2::text[], $3::int[]) AS badge (code, version)
       JOIN campaigns c ON c.network_id = $1 AND c.code = badge.code
       JOIN campaign_versions v ON v.network_id = $1 AND v.campaign_id = c.id AND v.version = badge.version`,
    [networkId, badges.map(({ campaign }) => campaign), badges.map(({ version }) => version)],
  );
}

export function findGuestForCampaigns(
  tx: Tx,
  networkId: string,
  guestId: string,
): Promise<GuestForCampaigns | undefined> {
  return tx.maybe<GuestForCampaigns>(
    `SELECT segments, tier, blocked, counters->'campaigns' AS campaigns FROM guest_states
      WHERE network_id = $1 AND guest_id = $2`,
    [networkId, guestId],
  );
}
