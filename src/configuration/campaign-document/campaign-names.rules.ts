import type { CampaignDocument, ProgramDocument } from '../../decision';
import { deadAlternatives, mistakesOfMeaning } from '../program-document/conditions/rule-tree-meaning.rules';
import type { Contradiction } from '../program-document/contradiction';
import { type NetworkNames, namedInGroup } from '../program-document/names-missing.rules';
import { placesMissing } from '../program-document/spendable-in.schema';
import { pointsOfOneAct } from './campaign-contradictions.rules';
import { payoutMistake } from './payout-kinds';

type CampaignDraft = Omit<CampaignDocument, 'control'>;

/** The network's names that a campaign may refer to. */
export interface CampaignNames extends NetworkNames {
  /** The programme in force; undefined before the first one. */
  readonly program: ProgramDocument | undefined;
}

/** `pointValue` is in millionths of a minor unit. */
const MILLION = 1_000_000;

/** Names in a campaign that its network does not have, and promises that the programme can't keep. */
export function* campaignMistakes(document: CampaignDraft, known: CampaignNames): Generator<Contradiction> {
  yield* ofAudience(document, known);
  yield* ofCondition(document, known);
  yield* ofOffer(document, known);
  yield* ofChallenge(document, known);
  yield* ofBudgets(document, known);
}

function* ofAudience({ audience, where, spendableIn }: CampaignDraft, known: CampaignNames): Generator<Contradiction> {
  const tiers = new Set(known.program?.tiers.map(({ code }) => code));
  for (const [index, code] of audience.segments.entries())
    if (!known.segmentCodes.has(code)) yield { path: ['audience', 'segments', index], code: 'segment_unknown' };
  for (const [index, code] of audience.tiers.entries())
    if (!tiers.has(code)) yield { path: ['audience', 'tiers', index], code: 'not_allowed', reason: 'noSuchTier' };
  for (const [index, id] of where.restaurantIds.entries())
    if (!known.restaurantIds.has(id))
      yield { path: ['where', 'restaurantIds', index], code: 'not_allowed', reason: 'noSuchRestaurant' };
  yield* placesMissing(spendableIn, known.restaurantIds, ['spendableIn']);
}

function* ofCondition({ when }: CampaignDraft, known: CampaignNames): Generator<Contradiction> {
  if (when === null) return;
  const tiers = known.program?.tiers.map(({ code }) => code) ?? [];
  for (const mistake of [...mistakesOfMeaning(when, tiers), ...deadAlternatives(when, tiers)])
    yield { ...mistake, path: ['when', ...mistake.path] };
  for (const { name, path } of namedInGroup(when, 'segment', ['when']))
    if (!known.segmentCodes.has(name)) yield { path: [...path], code: 'segment_unknown' };
  for (const { name, path } of namedInGroup(when, 'restaurant', ['when']))
    if (!known.restaurantIds.has(name)) yield { path: [...path], code: 'not_allowed', reason: 'noSuchRestaurant' };
  for (const { name, path } of namedInGroup(when, 'pointOfSale', ['when']))
    if (!known.pointOfSaleIds.has(name)) yield { path: [...path], code: 'not_allowed', reason: 'noSuchTill' };
}

function* ofOffer({ offer, variants = [] }: CampaignDraft, { program }: CampaignNames): Generator<Contradiction> {
  const places = [
    { gain: offer, path: ['offer'] },
    ...variants.map((variant, index) => ({ gain: variant.offer, path: ['variants', index, 'offer'] })),
  ];
  for (const { gain, path } of places)
    if (gain?.kind === 'MULTIPLIER' && program?.earning.base == null)
      yield { path: [...path, 'multiplierPpm'], reason: 'noBase' };
}

function* ofChallenge({ challenge }: CampaignDraft, { program, rewardCodes }: CampaignNames): Generator<Contradiction> {
  const activities = new Set(program?.activities.reported.map(({ code }) => code));
  for (const [index, task] of (challenge?.tasks ?? []).entries())
    if (task.kind === 'ACTIVITY' && !activities.has(task.code))
      yield { path: ['challenge', 'tasks', index, 'code'], code: 'not_allowed', reason: 'noSuchActivity' };
  const tierCodes = new Set(program?.tiers.map(({ code }) => code));
  for (const [index, payout] of (challenge?.payouts ?? []).entries()) {
    const mistake = payoutMistake(payout, { rewardCodes, tierCodes });
    if (mistake !== null) yield { ...mistake, path: ['challenge', 'payouts', index, ...mistake.path] };
  }
}

function* ofBudgets(document: CampaignDraft, { program, restaurantIds }: CampaignNames): Generator<Contradiction> {
  const worth = Math.floor((pointsOfOneAct(document) * (program?.pointValue ?? 0)) / MILLION);
  for (const [index, { unit, restaurantId, limit }] of document.budgets.entries()) {
    const path = ['budgets', index];
    if (restaurantId !== null && !restaurantIds.has(restaurantId))
      yield { path: [...path, 'restaurantId'], code: 'not_allowed', reason: 'noSuchRestaurant' };
    if (unit === 'MONEY' && limit < worth)
      yield { path: [...path, 'limit'], code: 'too_small', reason: 'budgetBelowOneAct' };
  }
}
