/**
 * The campaigns that run at the time and place of an act. The list stays the same until a schedule begins or ends next, so it is computed once for
 * each restaurant and channel and kept until then.
 */
import { type LocalMinute, localMinute, occurrenceAt, steadySpan } from './campaign-schedule';
import type { CompiledCampaign } from './campaigns';
import { traced } from '../act/trace';
import type { LocalDay, TraceEffect, TraceEntry } from '../act/types';

/** A campaign that runs at the time and place of an act. */
export type Candidate = {
  readonly campaign: CompiledCampaign;
  readonly occurrence: LocalDay;
  /** The campaign's number in the order in which candidates are decided. */
  readonly order: number;
};

/** The candidates with an offer, split by whether they are for guests of one tier. */
export type TierOffers = {
  /** Candidates that are for guests of the tier. */
  readonly open: readonly Candidate[];
  /** One trace entry for all other candidates. Null: there are no others. */
  readonly refused: TraceEntry | null;
  /** The order number of the first refused candidate. */
  readonly refusedFrom: number;
};

/** Campaigns that run for any number of acts. Answers that are the same for all these acts are kept here. */
export class Candidates {
  readonly haveTasks: boolean;
  /** Whether any candidate takes money off. */
  readonly haveMoney: boolean;
  /** Whether any candidate gives points with days of their own. */
  readonly haveDays: boolean;
  private readonly offers = new Map<string, TierOffers>();
  private readonly moneyOffs = new Map<string, TierOffers>();
  private ofEverybody: Candidates | null = null;

  constructor(readonly all: readonly Candidate[]) {
    this.haveTasks = all.some(({ campaign }) => campaign.tasks.length > 0);
    this.haveMoney = all.some(({ campaign }) => campaign.moneyOff !== null);
    this.haveDays = all.some(({ campaign }) => campaign.document.validity !== undefined);
  }

  /** The running campaigns that take money off checks without a guest as well. */
  get forEverybody(): Candidates {
    return (this.ofEverybody ??= new Candidates(this.all.filter(({ campaign }) => campaign.isForEverybody)));
  }

  /** Leaves out the campaigns named by `isLeftOut` that give points or money off. Tasks of campaigns are counted elsewhere. */
  without(isLeftOut: (campaign: string) => boolean): {
    readonly kept: Candidates;
    readonly leftOut: readonly Candidate[];
  } {
    const leftOut = this.all.filter(
      ({ campaign }) => isLeftOut(campaign.code) && (campaign.rule !== null || campaign.moneyOff !== null),
    );
    return {
      kept: leftOut.length === 0 ? this : new Candidates(this.all.filter((one) => !leftOut.includes(one))),
      leftOut,
    };
  }

  offersFor(tier: string): TierOffers {
    const known = this.offers.get(tier);
    if (known !== undefined) return known;
    const found = partedBy(
      tier,
      this.all.filter(({ campaign }) => campaign.rule !== null),
      'EARN',
    );
    this.offers.set(tier, found);
    return found;
  }

  /** Candidates that take money off, by tier. */
  moneyFor(tier: string): TierOffers {
    const known = this.moneyOffs.get(tier);
    if (known !== undefined) return known;
    const found = partedBy(
      tier,
      this.all.filter(({ campaign }) => campaign.moneyOff !== null),
      'DISCOUNT',
    );
    this.moneyOffs.set(tier, found);
    return found;
  }
}

function partedBy(tier: string, offers: readonly Candidate[], effect: TraceEffect): TierOffers {
  const isOpen = ({ campaign: { tiers } }: Candidate) => tiers === null || tiers.has(tier);
  const others = offers.filter((candidate) => !isOpen(candidate));
  const campaigns = others.map(({ campaign }) => campaign.code).join(', ');
  return {
    open: offers.filter(isOpen),
    refused: others.length === 0 ? null : traced(effect, 'campaigns', 0, { failed: 'tier', campaigns }),
    refusedFrom: others[0]?.order ?? 0,
  };
}

type SalePlace = { readonly restaurantId: string | null; readonly channel: string | null };

/** The newest list for one restaurant and channel. */
type CachedCandidates = { readonly from: LocalMinute; readonly until: LocalMinute; readonly candidates: Candidates };
type OfRestaurants = Map<string | null, CachedCandidates>;

/** How many restaurants and channels of one list of campaigns are kept. */
const MOST_PLACES = 10_000;
const rememberedOf = new WeakMap<readonly CompiledCampaign[], Map<string | null, OfRestaurants>>();

/** @param inOrder this array must never change, since answers are kept by it */
export function candidatesAt(
  inOrder: readonly CompiledCampaign[],
  place: SalePlace,
  day: LocalDay,
  minuteOfDay: number,
): Candidates {
  const at = localMinute(day, minuteOfDay);
  const ofRestaurants = restaurantsOf(inOrder, place.channel);
  const known = ofRestaurants.get(place.restaurantId);
  if (known !== undefined && at >= known.from && at < known.until) return known.candidates;
  const found = findCandidates(inOrder, place, day, minuteOfDay);
  if (ofRestaurants.size >= MOST_PLACES) ofRestaurants.clear();
  ofRestaurants.set(place.restaurantId, found);
  return found.candidates;
}

function restaurantsOf(inOrder: readonly CompiledCampaign[], channel: string | null): OfRestaurants {
  const byChannel = rememberedOf.get(inOrder) ?? new Map<string | null, OfRestaurants>();
  const known = byChannel.get(channel);
  if (known !== undefined) return known;
  const ofRestaurants: OfRestaurants = new Map();
  byChannel.set(channel, ofRestaurants);
  rememberedOf.set(inOrder, byChannel);
  return ofRestaurants;
}

function findCandidates(
  inOrder: readonly CompiledCampaign[],
  { restaurantId, channel }: SalePlace,
  day: LocalDay,
  minuteOfDay: number,
): CachedCandidates {
  const found: Candidate[] = [];
  let from = -Infinity;
  let until = Infinity;
  for (const campaign of inOrder) {
    const { restaurantIds, channels, schedule } = campaign;
    if (restaurantIds !== null && !(restaurantId !== null && restaurantIds.has(restaurantId))) continue;
    if (channels !== null && channel !== null && !channels.has(channel)) continue;
    const span = steadySpan(schedule, day, minuteOfDay);
    from = Math.max(from, span.from);
    until = Math.min(until, span.until);
    const occurrence = occurrenceAt(schedule, day, minuteOfDay);
    if (occurrence !== null) found.push({ campaign, occurrence, order: found.length });
  }
  return { from, until, candidates: new Candidates(found) };
}
