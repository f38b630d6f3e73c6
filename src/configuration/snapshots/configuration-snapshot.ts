import type { CompiledProgram, StampCardDocument } from '../../decision';
import type { CatalogReward } from '../reward-document/reward-document.schema';
import { CampaignHistory } from './campaign-history';
import type { NetworkProfile } from '../network-profile/network-profile';

/** A till and where it stands. */
export interface Place {
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  /** The till or its restaurant is closed: nothing may be rung up at it any more. */
  readonly closed: boolean;
}

/** A version that was published, and from when it decides. */
export interface PublishedProgram {
  readonly version: number;
  readonly effectiveFrom: Date;
  /** Compiled at first use. */
  readonly program: CompiledProgram;
}

/**
 * The whole configuration of a network as of one `rules_version`, in memory: the till decides a batch from one of
 * these and the write refuses the batch when the network's version has risen since (ledger.md, rule 7).
 * Everything here is synchronous and costs a map lookup.
 */
export class ConfigurationSnapshot {
  constructor(
    readonly profile: NetworkProfile,
    private readonly places: ReadonlyMap<string, Place>,
    /** Restaurants of the network, closed ones too. */
    readonly restaurantIds: ReadonlySet<string>,
    /** Newest effect first; of two from the same instant the higher version. */
    readonly published: readonly PublishedProgram[],
    /** The reward catalogue by id, archived items too. */
    readonly rewards: ReadonlyMap<string, CatalogReward> = new Map(),
    /** Codes of the segments that may be named: all but archived ones. */
    readonly segmentCodes: ReadonlySet<string> = new Set(),
    readonly campaigns: CampaignHistory = new CampaignHistory([]),
    /** The ends of limits that fraud watch set, by the id of the guest or member of staff. */
    private readonly limitedPeople: ReadonlyMap<string, Date> = new Map(),
  ) {}

  get rulesVersion(): number {
    return this.profile.rulesVersion;
  }

  /** The end of the limit that fraud watch set for a guest or a member of staff; undefined: the person is not limited now. */
  limitOf(personId: string, now: Date): Date | undefined {
    const until = this.limitedPeople.get(personId);
    return until !== undefined && until > now ? until : undefined;
  }

  /** The till of this id, or undefined when the network has none. */
  place(pointOfSaleId: string): Place | undefined {
    return this.places.get(pointOfSaleId);
  }

  /** All points of sale, also those that are closed. */
  get pointOfSaleIds(): ReadonlySet<string> {
    return new Set(this.places.keys());
  }

  /** The program that decides an act of this instant; undefined before the first one's effect. */
  programInForce(at: Date): PublishedProgram | undefined {
    const instant = at.getTime();
    return this.published.find((candidate) => candidate.effectiveFrom.getTime() <= instant);
  }

  /** A version that was published once, for refunds, explain and replay; undefined for drafts and unknown ones. */
  programOfVersion(version: number): PublishedProgram | undefined {
    return this.published.find((candidate) => candidate.version === version);
  }

  /** Codes of the rewards that a guest may take. */
  get rewardCodes(): ReadonlySet<string> {
    return new Set([...this.rewards.values()].flatMap(({ code, archived }) => (archived ? [] : [code])));
  }

  /** A stamp card as the newest version that has it says; undefined where none does. */
  stampCard(id: string): StampCardDocument | undefined {
    for (const { program } of this.published) {
      const card = program.document.stampCards?.find((candidate) => candidate.id === id);
      if (card !== undefined) return card;
    }
    return undefined;
  }
}
