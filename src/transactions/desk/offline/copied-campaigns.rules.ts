import type { ConfigurationSnapshot } from '../../../configuration';
import type { BudgetUnit, CampaignDocument, CompiledCampaign } from '../../../decision';
import { MAX_COPIED_CAMPAIGNS, type TillCopyAnswer } from './till-copy.dto';

/** How long a copy serves a till: a shift has at most sixteen hours, so campaigns that begin within a day are copied too. */
const COPY_SERVES_MS = 24 * 60 * 60_000;
/** The channel of acts that an offline till delivers. */
const CHANNEL = 'OFFLINE';

/** A budget with what it has given, including the used part of open leases. */
export interface BudgetRest {
  readonly campaign: string;
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly version: number;
  readonly most: number;
  /** Given so far, less the amounts that refunds returned. */
  readonly given: number;
}

type CopiedCampaign = NonNullable<TillCopyAnswer['campaigns']>[number];

/**
 * The campaigns that can give something at a sale in the restaurant without the server, in their order. Null: more than
 * a till stores; deciding with only some of them could give another result.
 */
export function campaignsForCopy(
  campaigns: ConfigurationSnapshot['campaigns'],
  restaurantId: string,
  now: number,
): readonly CompiledCampaign[] | null {
  const means = (asked: readonly string[], one: string) => asked.length === 0 || asked.includes(one);
  const found = campaigns
    .between(now, now + COPY_SERVES_MS)
    .filter(
      ({ document: { where, offer, challenge, moneyOff } }) =>
        (offer !== null || challenge !== null || moneyOff !== undefined) &&
        means(where.restaurantIds, restaurantId) &&
        means(where.channels, CHANNEL),
    );
  return found.length > MAX_COPIED_CAMPAIGNS ? null : found;
}

/** The campaign without its messages, since no decision reads them. */
export function copiedCampaign(
  { code, version, document }: CompiledCampaign,
  restaurantId: string,
  rests: readonly BudgetRest[],
): CopiedCampaign {
  const { variants } = document;
  return {
    code,
    version,
    document: {
      ...document,
      announcement: null,
      ...(variants !== undefined && { variants: variants.map((variant) => ({ ...variant, announcement: null })) }),
    },
    left: {
      points: restOf('POINTS', code, version, document, restaurantId, rests),
      money: restOf('MONEY', code, version, document, restaurantId, rests),
      uses: restOf('USES', code, version, document, restaurantId, rests),
    },
  };
}

/** The smallest rest of the campaign's budgets of a unit that apply at the restaurant. */
function restOf(
  unit: BudgetUnit,
  code: string,
  version: number,
  { budgets }: CampaignDocument,
  restaurantId: string,
  rests: readonly BudgetRest[],
): number | null {
  const left = budgets.flatMap((budget) => {
    const isHere = budget.restaurantId === null || budget.restaurantId === restaurantId;
    if (budget.unit !== unit || !isHere) return [];
    const known = rests.find(
      (rest) => rest.campaign === code && rest.unit === unit && rest.restaurantId === budget.restaurantId,
    );
    if (known === undefined) return [budget.limit];
    // The limit of a newer version applies from its first use.
    return [(version > known.version ? budget.limit : known.most) - known.given];
  });
  return left.length === 0 ? null : Math.max(0, Math.min(...left));
}
