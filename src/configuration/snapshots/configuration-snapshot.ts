import { type CompiledCampaign, type CompiledProgram, namedByPromo, type StampCardDocument } from '../../decision';
import type { CatalogReward } from '../reward-document/reward-document.schema';
import { CampaignHistory } from './campaign-history';
import type { ZoneCalendar } from '../../platform/clock/calendar';
import type { NamedThing } from '../../platform/language/spoken';
import { SoleDeciders } from './sole-deciders';
import type { NetworkProfile } from '../network-profile/network-profile';

/** A till and its restaurant. */
export interface TillPlace {
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  /** Whether the till or its restaurant is closed, so that no more sales may be recorded there. */
  readonly closed: boolean;
  /** Whether receipts of the restaurant go to the shadow of the network, so that no act is recorded there. */
  readonly isInShadow: boolean;
  /** When the restaurant left the shadow last, in milliseconds; null: it was never there. */
  readonly shadowUntil: number | null;
}

/** A published version, and when it takes effect. */
export interface PublishedProgram {
  readonly version: number;
  readonly effectiveFrom: Date;
  /** Compiled at first use. */
  readonly program: CompiledProgram;
}

/**
 * A network's whole configuration at one `rules_version`, in memory. The till decides a batch from a snapshot, and the write refuses the batch if
 * the network's version has risen since (ledger.md, rule 7). All methods are synchronous and cost a map look-up.
 */
export class ConfigurationSnapshot {
  constructor(
    readonly profile: NetworkProfile,
    private readonly places: ReadonlyMap<string, TillPlace>,
    /** Restaurants of the network, closed ones too. */
    readonly restaurantIds: ReadonlySet<string>,
    /** The latest to take effect first; of two at the same instant, the higher version. */
    readonly published: readonly PublishedProgram[],
    /** The reward catalogue by id, archived items too. */
    readonly rewards: ReadonlyMap<string, CatalogReward> = new Map(),
    /** The segments by code, archived ones too. */
    readonly segments: ReadonlyMap<string, NamedThing & { readonly archived: boolean }> = new Map(),
    readonly campaigns: CampaignHistory = new CampaignHistory([]),
    /** When limits by fraud watch end, by the id of the guest or member of staff. */
    private readonly limitedPeople: ReadonlyMap<string, Date> = new Map(),
    readonly deciders: SoleDeciders = new SoleDeciders(),
    private readonly budgetedRestaurants: ReadonlySet<string> = new Set(),
  ) {}

  get rulesVersion(): number {
    return this.profile.rulesVersion;
  }

  /** Whether the restaurant has a budget for points by hand. */
  hasBudget(restaurantId: string): boolean {
    return this.budgetedRestaurants.has(restaurantId);
  }

  /** When a limit by fraud watch ends for a guest or member of staff; undefined: none applies now. */
  limitOf(personId: string, now: Date): Date | undefined {
    const until = this.limitedPeople.get(personId);
    return until !== undefined && until > now ? until : undefined;
  }

  /**
   * Whether a promo code may be used up: its campaign has a budget or a limit a guest. A limit a sale uses nothing up. A code that no running campaign
   * knows counts as limited.
   */
  isPromoCodeLimited(promoCode: string, at: number): boolean {
    const running = this.campaigns.at(at);
    const campaigns = running.filter(namedByPromo(promoCode, running));
    return campaigns.length === 0 || campaigns.some((campaign) => campaign.hasBudgets || hasCapsOfGuest(campaign));
  }

  /** The till with this id; undefined: the network has none. */
  place(pointOfSaleId: string): TillPlace | undefined {
    return this.places.get(pointOfSaleId);
  }

  /** All points of sale, including closed ones. */
  get pointOfSaleIds(): ReadonlySet<string> {
    return new Set(this.places.keys());
  }

  /** The programme that decides an act at this instant; undefined before the first takes effect. */
  programInForce(at: Date): PublishedProgram | undefined {
    const instant = at.getTime();
    return this.published.find((candidate) => candidate.effectiveFrom.getTime() <= instant);
  }

  /**
   * The version that decides a receipt of this instant beside the one in force: the version that it replaced, while its no-regret change lasts. Null:
   * none does.
   */
  besideInForce(inForce: PublishedProgram, at: number, calendar: ZoneCalendar): PublishedProgram | null {
    const until = noRegretUntil(inForce, calendar);
    if (until === null || at >= until) return null;
    return this.replacedBy(inForce);
  }

  /** When a version's no-regret change ends, by its days or by the next version. Null: it has none, or it replaced no version. */
  noRegretEndOf(version: PublishedProgram, calendar: ZoneCalendar): number | null {
    const until = noRegretUntil(version, calendar);
    if (until === null || this.replacedBy(version) === null) return null;
    const since = version.effectiveFrom.getTime();
    const next = this.published.findLast((candidate) => candidate.effectiveFrom.getTime() > since);
    return Math.min(until, next?.effectiveFrom.getTime() ?? until);
  }

  private replacedBy({ effectiveFrom }: PublishedProgram): PublishedProgram | null {
    const since = effectiveFrom.getTime();
    return this.published.find((candidate) => candidate.effectiveFrom.getTime() < since) ?? null;
  }

  /** A published version, for refunds, explanations and replays; undefined for drafts and unknown versions. */
  programOfVersion(version: number): PublishedProgram | undefined {
    return this.published.find((candidate) => candidate.version === version);
  }

  /** Codes of the rewards that guests may take. */
  get rewardCodes(): ReadonlySet<string> {
    return new Set([...this.rewards.values()].flatMap(({ code, archived }) => (archived ? [] : [code])));
  }

  /** Codes of the segments that new rules may name. */
  get segmentCodes(): ReadonlySet<string> {
    return new Set([...this.segments].flatMap(([code, { archived }]) => (archived ? [] : [code])));
  }

  /** A stamp card by the newest version that contains it; undefined: none does. */
  stampCard(id: string): StampCardDocument | undefined {
    for (const { program } of this.published) {
      const card = program.document.stampCards?.find((candidate) => candidate.id === id);
      if (card !== undefined) return card;
    }
    return undefined;
  }
}

/** The end of a version's no-regret change: the start of the local day after its last. Null: it has none. */
export function noRegretUntil({ program, effectiveFrom }: PublishedProgram, calendar: ZoneCalendar): number | null {
  const { noRegret } = program.document;
  if (noRegret === undefined) return null;
  return calendar.startOfDay(calendar.localDay(effectiveFrom.getTime()) + noRegret.days);
}

function hasCapsOfGuest({ document: { caps } }: CompiledCampaign): boolean {
  return Object.entries(caps ?? {}).some(([period, most]) => period !== 'perSale' && most !== null);
}
