import type { ConfigurationSnapshot } from '../../../configuration';
import { type GiftSource, type SoleDecision, UNKNOWN_PERSON } from '../../../configuration/pure';
import type { Decision, SoldCampaign } from '../../../decision';
import type { TillAct } from '../../ledger/act/till-act';
import type { BuiltAct } from '../kinds/built-act';
import { givenPointsOf } from './given-points.rules';

/** Points of one act that one person alone decided. */
export interface SoleShare extends SoleDecision {
  readonly points: number;
}

const NO_SHARES: readonly SoleShare[] = [];
const NO_CAMPAIGNS: readonly SoldCampaign[] = [];

/**
 * Whether one person alone may stand behind points of the act. True for every act that neither a programme nor a campaign decides, so that a new kind
 * of act is counted until it says who decided it.
 */
export function mayHaveSoleShares(act: TillAct, { deciders, profile }: ConfigurationSnapshot): boolean {
  if (act.channel === 'IMPORT' || act.guestId === null || act.refused !== undefined) return false;
  const { body } = act;
  const { saleAtOnce } = profile.settings.limits;
  const mayBeLarge =
    body.kind === 'CLAIM' || (body.kind === 'SALE' && (act.receipt.part?.receiptAmount ?? body.amount) > saleAtOnce);
  return deciders.hasAny || mayBeLarge || !isByProgram(act) || decisionOfActor(act) !== undefined;
}

/**
 * The shares of a decided act, one for each person. Points of a campaign are those of the person who started it, all others of a sale or activity those
 * of the person who published the programme; a connection and an act by hand share in all of them. An import has a second person of its own.
 */
export function soleSharesOf(
  act: TillAct,
  built: BuiltAct,
  decision: Decision,
  { deciders, profile }: ConfigurationSnapshot,
): readonly SoleShare[] {
  const given = givenPointsOf(decision);
  if (given === 0) return NO_SHARES;
  const shares = new Map<string, SoleShare>();
  const add = (of: SoleDecision | undefined, points: number) => {
    if (of === undefined || points <= 0) return;
    const known = shares.get(of.person);
    shares.set(of.person, { ...of, ...known, points: Math.min(given, points + (known?.points ?? 0)) });
  };
  const actor = decisionOfActor(act) ?? decisionOfLargeSale(act, built, profile);
  if (actor !== undefined) add(deciders.of(actor), given);
  if (isByProgram(act)) {
    let byCampaigns = 0;
    for (const { campaign, version, arm, points } of campaignsOf(decision)) {
      if (arm !== 'OFFERED') continue;
      byCampaigns += points;
      add(deciders.ofCampaign(campaign, version), points);
    }
    const version = built.frame.programVersion;
    if (version !== null) add(deciders.ofProgram(version), given - byCampaigns);
  }
  return shares.size === 0 ? NO_SHARES : [...shares.values()];
}

/** Whether rules give the points: the act only says what happened. */
function isByProgram({ body: { kind }, source }: TillAct): boolean {
  return source === undefined && (kind === 'SALE' || kind === 'CLAIM' || kind === 'AWARD');
}

function campaignsOf({ details }: Decision): readonly SoldCampaign[] {
  return details !== null && 'campaigns' in details && details.kind !== 'REFUND'
    ? (details.campaigns ?? NO_CAMPAIGNS)
    : NO_CAMPAIGNS;
}

/** The person who sets a tier, or raises what a tier needs, by hand. Undefined: the act does neither, or two people decided it. */
export function tierDecisionOf(act: TillAct, { deciders }: ConfigurationSnapshot): SoleDecision | undefined {
  const { body, channel } = act;
  const isByHand = body.kind === 'COUNT' || (body.kind === 'TIER' && body.change.kind === 'SET');
  const actor = isByHand && channel !== 'IMPORT' ? decisionOfActor(act) : undefined;
  return actor === undefined ? undefined : deciders.of(actor);
}

/** Whether a person alone says that somebody bought so much. All points of such a sale wait for another person. */
export function isLargeByHand(act: TillAct, built: BuiltAct, { profile }: ConfigurationSnapshot): boolean {
  return decisionOfActor(act) === undefined && decisionOfLargeSale(act, built, profile) !== undefined;
}

/** The person who rang up a sale that is larger than guests buy. Undefined: it is not, or a system of the network brought it. */
function decisionOfLargeSale(
  { actor, receipt }: TillAct,
  { act }: BuiltAct,
  { settings }: ConfigurationSnapshot['profile'],
): GiftSource | undefined {
  if (act?.kind !== 'SALE' || (receipt.part?.receiptAmount ?? act.amount) <= settings.limits.saleAtOnce)
    return undefined;
  if (actor.kind === 'user') return { name: 'BY_HAND', decidedBy: actor.id };
  return actor.kind === 'guest' ? { name: 'BY_HAND', decidedBy: null } : undefined;
}

/** The person who decided that the act happens. Undefined: a guest's visit, or a rule of the network. */
function decisionOfActor(act: TillAct): GiftSource | undefined {
  const { actor, body, source } = act;
  if (source !== undefined) return source;
  const isRule = isByProgram(act);
  switch (actor.kind) {
    case 'user':
      // A cashier rings up what the guest buys; an activity happens because a person says so.
      return body.kind === 'SALE' || body.kind === 'CLAIM' ? undefined : { name: 'BY_HAND', decidedBy: actor.id };
    case 'key': {
      const { soleDecider = UNKNOWN_PERSON, id } = actor;
      // Two people let the key through.
      if (soleDecider === null) return undefined;
      return { name: `KEY ${id ?? ''}`, decidedBy: soleDecider === UNKNOWN_PERSON ? null : soleDecider };
    }
    case 'guest':
    case 'system':
      return isRule ? undefined : { name: 'BY_HAND', decidedBy: null };
  }
}
