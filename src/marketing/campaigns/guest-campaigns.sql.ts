import type { CampaignDocument, CampaignsOfGuest, GuestBadge } from '../../decision';
import type { Statements } from '../../platform/database/database';

export interface GuestForCampaigns {
  readonly segments: readonly string[];
  /** Null: without any decision yet. */
  readonly tier: string | null;
  readonly blocked: boolean;
  /** Null: it joined none and did no task. */
  readonly campaigns: CampaignsOfGuest | null;
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
  return tx.query<CampaignOfBadge>`SELECT c.id, c.code, v.document
      FROM unnest(${badges.map(({ campaign }) => campaign)}::text[], ${badges.map(({ version }) => version)}::int[]) AS badge (code, version)
        JOIN campaigns c ON c.network_id = ${networkId} AND c.code = badge.code
        JOIN campaign_versions v ON v.network_id = ${networkId} AND v.campaign_id = c.id AND v.version = badge.version`;
}
