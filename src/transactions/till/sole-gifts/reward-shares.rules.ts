import type { ConfigurationSnapshot } from '../../../configuration';
import type { SoleDecision } from '../../../configuration/pure';
import { costOf, type Decision, type SaleGift } from '../../../decision';
import type { TillAct } from '../../ledger/act/till-act';
import type { ActRewards, UsedReward } from '../spending/rewards/reward-plan';

/**
 * The worth of a reward beyond the points that the guest pays for it, and the deciders: the people who alone made the reward, its code, or the wheel, automation or campaign that gave it.
 * `money` in minor units. `pieces`: goods that staff hand over, and gifts without a price.
 */
export interface RewardShare {
  readonly reward: string;
  readonly money: number;
  readonly pieces: number;
  readonly decisions: readonly SoleDecision[];
}

const NO_SHARES: readonly RewardShare[] = [];
const OF_SALE = new Set(['reward.freeItem', 'reward.shipping', 'reward.discount']);

/**
 * The shares of the people who alone decided the act's rewards and coupons. Money off counts at the sale that uses it; goods, and what a wheel, an
 * automation or a campaign gives for nothing, count when the guest gets them.
 */
export function rewardSharesOf(
  act: TillAct,
  rewards: ActRewards | null,
  { trace }: Pick<Decision, 'trace'>,
  snapshot: ConfigurationSnapshot,
  { now, pointValue }: { readonly now: number; readonly pointValue: number },
): readonly RewardShare[] {
  if (rewards === null || rewards.sources.length === 0 || act.channel === 'IMPORT') return NO_SHARES;
  if (act.body.kind === 'REWARD')
    return rewards.sources.flatMap((used) => {
      const giver = giverOf(act, snapshot, now);
      return sharesOfGiven(giver, used, snapshot, pointValue);
    });
  if (act.body.kind !== 'SALE') return NO_SHARES;
  const taken = new Map<string, number>();
  for (const { rule, amount, arguments: of } of trace) {
    if (!OF_SALE.has(rule)) continue;
    const reward = String(of['reward']);
    taken.set(reward, (taken.get(reward) ?? 0) + amount);
  }
  return [...taken].flatMap(([reward, money]) => {
    const used = rewards.sources.filter(({ code }) => code === reward);
    const paid = used.reduce((sum, { points }) => sum + costOf(points, pointValue), 0);
    const given = money - paid;
    if (given <= 0) return [];
    return shareOf(
      { reward, money: given, pieces: 0 },
      used.flatMap((each) => decisionsOf(each, snapshot)),
    );
  });
}

/** The shares of a reward that comes to a guest. */
function sharesOfGiven(
  giver: SoleDecision | undefined,
  used: UsedReward,
  snapshot: ConfigurationSnapshot,
  pointValue: number,
): readonly RewardShare[] {
  const { code: reward, quantity, gift, points } = used;
  const isHandedOver = gift === null;
  // The money off of such a reward counts at the sale that uses it, for the people who made the reward and the code.
  const makers = isHandedOver ? decisionsOf(used, snapshot) : [];
  const isFree = points === 0;
  const worth = isFree ? quantity * Math.max(costOf(used.cost, pointValue), mostOf(gift)) : 0;
  const pieces = isHandedOver || worth === 0 ? quantity : 0;
  return shareOf({ reward, money: worth, pieces }, giver === undefined ? makers : [giver, ...makers]);
}

/**
 * The person behind an automation, a wheel, a campaign or a programme's stamp card that gives the reward. Undefined: none, or two people decided
 * it.
 */
function giverOf({ source, body }: TillAct, snapshot: ConfigurationSnapshot, now: number): SoleDecision | undefined {
  const { deciders, campaigns } = snapshot;
  if (source !== undefined) return deciders.of(source);
  if (body.kind !== 'REWARD') return undefined;
  if (body.stampCard !== undefined) {
    const version = snapshot.programInForce(new Date(now))?.version;
    return version === undefined ? undefined : deciders.ofProgram(version);
  }
  const code = body.campaign;
  const campaign = campaigns.at(now).find((one) => one.code === code);
  return campaign && deciders.ofCampaign(campaign.code, campaign.version);
}

/** The most money off that a gift names. 0: it names none. */
function mostOf(gift: SaleGift | null): number {
  if (gift === null || gift.kind === 'SHIPPING') return 0;
  return gift.kind === 'AMOUNT_OFF' ? gift.amount : (gift.most ?? 0);
}

function decisionsOf(
  { rewardId, version, batch }: UsedReward,
  { deciders }: ConfigurationSnapshot,
): readonly SoleDecision[] {
  const ofReward = deciders.ofReward(rewardId, version);
  // The system made a batch that has no person.
  const maker = batch?.madeBy ?? null;
  const ofBatch = maker === null ? undefined : deciders.of({ name: `COUPONS ${batch?.id ?? ''}`, decidedBy: maker });
  return [ofBatch, ofReward].filter((each) => each !== undefined);
}

function shareOf(of: Omit<RewardShare, 'decisions'>, decisions: readonly SoleDecision[]): readonly RewardShare[] {
  if (decisions.length === 0) return NO_SHARES;
  return [{ ...of, decisions: [...new Map(decisions.map((one) => [one.source, one])).values()] }];
}
