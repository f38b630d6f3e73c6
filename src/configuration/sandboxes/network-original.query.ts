import { Injectable } from '@nestjs/common';
import type { CampaignDocument, ProgramDocument } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { found } from '../../platform/problems/problem';
import type { TextByLanguage } from '../../platform/language/spoken';
import { CampaignEditor } from '../campaigns/campaign-editor';
import type { NewReward } from '../catalog/preset-rewards';
import { type Look, lookSchema } from '../look/look.schema';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { type NetworkSettingsChange, networkSettingsChangeSchema } from '../network-profile/network-settings.rules';
import { type CopiedPicture, Pictures } from '../pictures/pictures';
import { rewardDocumentSchema } from '../reward-document/reward-document.schema';
import { listRewardRows } from '../reward-document/reward.sql';
import { MOST_KEPT } from '../revisions/bounds.sql';
import { findNetworkRow } from '../revisions/snapshot.sql';
import { Snapshots } from '../snapshots/snapshots';
import { idsIn } from './copied-ids.rules';

/** Restaurants of a copy beside those that its rules name, and tills of each: enough to try everything out. */
const MOST_RESTAURANTS = 200;
const MOST_NAMED = 5_000;
const MOST_TILLS = 20;
const MOST_GROUPS = 1_000;
const MOST_LOOK_IMAGES = 10;

const ALL = { after: '00000000-0000-0000-0000-000000000000', before: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
const ANY_CAMPAIGN = { archived: false, ids: null, state: null, type: null, runsFrom: null, runsTo: null } as const;
const PLACE = { id: true, code: true, name: true, names: true } as const;
const OF_RESTAURANT = {
  ...PLACE,
  address: true,
  pointsOfSale: { where: { closedAt: null }, select: PLACE, orderBy: { id: 'asc' }, take: MOST_TILLS },
} as const;

interface OriginalPlace {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly names: TextByLanguage;
}

/** The parts of a network that its sandbox gets: what managers decided, and nothing about a person. */
export interface NetworkOriginal {
  readonly profile: NetworkProfile;
  readonly settings: NetworkSettingsChange;
  /** Null: none was published yet. */
  readonly program: ProgramDocument | null;
  readonly restaurants: readonly (OriginalPlace & {
    readonly address: string | null;
    readonly pointsOfSale: readonly OriginalPlace[];
  })[];
  /** Districts and the like, with the ids of their restaurants. */
  readonly restaurantGroups: readonly {
    readonly name: string;
    readonly names: TextByLanguage;
    readonly restaurantIds: readonly string[];
  }[];
  /** The document null: the network has the look of the product. */
  readonly look: {
    readonly document: Look | null;
    readonly images: readonly {
      readonly kind: string;
      readonly width: number;
      readonly height: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly hash: string;
    }[];
  };
  readonly rewards: readonly (NewReward & { readonly id: string })[];
  /** Pictures of restaurants, rewards, campaigns and items of the menu, with the ids of these. */
  readonly pictures: readonly CopiedPicture[];
  readonly campaigns: readonly {
    readonly id: string;
    readonly code: string;
    readonly document: CampaignDocument;
    readonly runs: boolean;
  }[];
  readonly menu: readonly {
    readonly id: string;
    readonly code: string;
    readonly nameRu: string | null;
    readonly nameEn: string | null;
    readonly category: string | null;
    readonly type: string | null;
    readonly price: bigint;
    readonly cost: bigint | null;
  }[];
  readonly categoryCosts: readonly {
    readonly categoryKey: string;
    readonly category: string;
    readonly costPpm: number;
  }[];
}

/** Reads a network for its sandbox. */
@Injectable()
export class NetworkOriginals {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly pictures: Pictures,
    private readonly clock: Clock,
  ) {}

  /**
   * @param alsoNaming documents of other layers, whose restaurants are read too
   * @throws ProblemError `not_found`
   */
  async read(networkId: string, alsoNaming: readonly unknown[]): Promise<NetworkOriginal> {
    const snapshot = await this.snapshots.current(networkId);
    const newest = snapshot.programInForce(this.clock.now()) ?? snapshot.published[0];
    const program = newest?.program.document ?? null;
    const slice = { ...ALL, isDescending: false, limit: MOST_KEPT.campaigns };
    const rows = await this.campaigns.list(networkId, ANY_CAMPAIGN, slice);
    const campaigns = rows
      .filter(({ state }) => state !== 'ENDED')
      .map(({ id, code, state, document, runningDocument }) => ({
        id,
        code,
        document: runningDocument ?? document,
        runs: state === 'ACTIVE' || state === 'SCHEDULED',
      }));
    const named = [...idsIn([program, campaigns, ...alsoNaming])].slice(0, MOST_NAMED);
    const pictures = await this.pictures.listToCopy(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const row = found(await findNetworkRow(tx, networkId));
      // A manager comes to the sandbox from the network itself, where the second factor was asked for.
      const { secondFactor: _secondFactor, feedback, ...others } = networkSettingsChangeSchema.parse(row.settings);
      // The copies of the restaurants have ids of their own.
      const settings = { ...others, ...(feedback !== undefined && { feedback: { ...feedback, restaurants: [] } }) };
      return {
        profile: profileOf(row),
        settings,
        program,
        campaigns,
        pictures,
        restaurants: await readRestaurants(tx, networkId, named),
        restaurantGroups: await readGroups(tx, networkId),
        look: await readLook(tx, networkId),
        rewards: await readRewards(tx, networkId),
        menu: await tx.prisma.menuItem.findMany({
          where: { networkId, archivedAt: null },
          select: {
            id: true,
            code: true,
            nameRu: true,
            nameEn: true,
            category: true,
            type: true,
            price: true,
            cost: true,
          },
          orderBy: { id: 'asc' },
          take: MOST_KEPT.menu_items,
        }),
        categoryCosts: await tx.prisma.menuCategoryCost.findMany({
          where: { networkId },
          select: { categoryKey: true, category: true, costPpm: true },
          take: MOST_KEPT.menu_items,
        }),
      };
    });
  }
}

/** Open restaurants with their open tills: those that rules name, then the oldest. */
async function readRestaurants(
  tx: Tx,
  networkId: string,
  named: readonly string[],
): Promise<NetworkOriginal['restaurants']> {
  const ids = [...named];
  const ofRules = await tx.prisma.restaurant.findMany({
    where: { networkId, closedAt: null, OR: [{ id: { in: ids } }, { pointsOfSale: { some: { id: { in: ids } } } }] },
    select: OF_RESTAURANT,
    orderBy: { id: 'asc' },
    take: MOST_NAMED,
  });
  const others = await tx.prisma.restaurant.findMany({
    where: { networkId, closedAt: null, id: { notIn: ofRules.map(({ id }) => id) } },
    select: OF_RESTAURANT,
    orderBy: { id: 'asc' },
    take: MOST_RESTAURANTS,
  });
  return [...ofRules, ...others].map(({ pointsOfSale, ...restaurant }) => ({
    ...withNames(restaurant),
    pointsOfSale: pointsOfSale.map(withNames),
  }));
}

function withNames<Place extends { readonly names: unknown }>(place: Place) {
  return { ...place, names: place.names as TextByLanguage };
}

async function readGroups(tx: Tx, networkId: string): Promise<NetworkOriginal['restaurantGroups']> {
  const rows = await tx.prisma.restaurantGroup.findMany({
    where: { networkId },
    select: { name: true, names: true, members: { select: { restaurantId: true } } },
    orderBy: { id: 'asc' },
    take: MOST_GROUPS,
  });
  return rows.map(({ name, names, members }) => ({
    name,
    names: names as TextByLanguage,
    restaurantIds: members.map(({ restaurantId }) => restaurantId),
  }));
}

async function readLook(tx: Tx, networkId: string): Promise<NetworkOriginal['look']> {
  const row = await tx.prisma.networkLook.findUnique({ where: { networkId }, select: { document: true } });
  const images = await tx.prisma.networkLookImage.findMany({
    where: { networkId },
    select: { kind: true, width: true, height: true, bytes: true, hash: true },
    take: MOST_LOOK_IMAGES,
  });
  return { document: row === null ? null : lookSchema.parse(row.document), images };
}

async function readRewards(tx: Tx, networkId: string): Promise<NetworkOriginal['rewards']> {
  const slice = { ...ALL, isDescending: false, limit: MOST_KEPT.rewards };
  const rows = await listRewardRows(tx, networkId, false, slice);
  return rows.map(({ id, code, document, supplied }) => ({
    id,
    code,
    document: rewardDocumentSchema.parse(document),
    stock: supplied,
  }));
}
