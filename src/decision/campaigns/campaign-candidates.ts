/**
 * The campaigns that run at the time and place of an act. Between two moments at which a schedule begins or ends the answer
 * stays the same, so it is found once for each place and kept until the next of them.
 */
import { type LocalMinute, localMinute, occurrenceAt, steadySpan } from './campaign-schedule';
import type { CompiledCampaign } from './campaigns';
import { traced } from '../act/trace';
import type { LocalDay, TraceEffect, TraceEntry } from '../act/types';

/** A campaign that runs at the time and place of an act. */
export type Candidate = {
  readonly campaign: CompiledCampaign;
  readonly occurrence: LocalDay;
  /** Its place among the candidates, in the order in which they are decided. */
  readonly order: number;
};

/** The offers among candidates, parted by one tier. */
export type TierOffers = {
  /** Those for guests of the tier. */
  readonly open: readonly Candidate[];
  /** One trace entry of all others; null: there are none. */
  readonly refused: TraceEntry | null;
  /** The place of the first of them. */
  readonly refusedFrom: number;
};

/** Candidates of any number of acts; what is found about them once is kept with them. */
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

  /** The running campaigns whose money off checks without a guest get too. */
  get forEverybody(): Candidates {
    return (this.ofEverybody ??= new Candidates(this.all.filter(({ campaign }) => campaign.isForEverybody)));
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

type Place = { readonly restaurantId: string | null; readonly channel: string | null };

/** The newest answer for one place. */
type Remembered = { readonly from: LocalMinute; readonly until: LocalMinute; readonly candidates: Candidates };
type OfRestaurants = Map<string | null, Remembered>;

/** Restaurants and channels of one list of campaigns whose answers are kept. */
const MOST_PLACES = 10_000;
const rememberedOf = new WeakMap<readonly CompiledCampaign[], Map<string | null, OfRestaurants>>();

/** @param inOrder is never changed */
export function candidatesAt(
  inOrder: readonly CompiledCampaign[],
  place: Place,
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
  { restaurantId, channel }: Place,
  day: LocalDay,
  minuteOfDay: number,
): Remembered {
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
