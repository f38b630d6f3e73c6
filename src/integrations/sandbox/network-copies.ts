import { Injectable } from '@nestjs/common';
import {
  type BesideKind,
  isFit,
  type NetworkOriginal,
  NetworkOriginals,
  Networks,
  Sandboxes,
  withCopiedIds,
} from '../../configuration';
import { Segments } from '../../marketing';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { type Author, OwnRoles } from '../../security';
import { CouponCopies } from '../../transactions';
import type { MadeSandboxAnswer } from './sandbox.dto';

/** The most segments that a network may have. */
const MOST_SEGMENTS = 100;
const EVERY_SEGMENT = {
  after: '00000000-0000-0000-0000-000000000000',
  before: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  isDescending: false,
  limit: MOST_SEGMENTS,
} as const;

type SegmentRow = Awaited<ReturnType<Segments['list']>>['rows'][number];
type OwnRoleList = Awaited<ReturnType<OwnRoles['list']>>['items'];

/** A network's settings, read before its copy is written. */
export interface CopySource {
  readonly original: NetworkOriginal;
  readonly segments: readonly SegmentRow[];
  readonly roles: OwnRoleList;
  readonly coupons: Awaited<ReturnType<CouponCopies['read']>>;
}

/** Copies a network into its sandbox or its shadow: what managers decided, and nobody's data. */
@Injectable()
export class NetworkCopies {
  constructor(
    private readonly networks: Networks,
    private readonly originals: NetworkOriginals,
    private readonly sandboxes: Sandboxes,
    private readonly segments: Segments,
    private readonly roles: OwnRoles,
    private readonly coupons: CouponCopies,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `forbidden` for a network that stands beside another one itself */
  async read(networkId: string): Promise<CopySource> {
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('forbidden');
    const { rows: segments } = await this.segments.list(networkId, false, EVERY_SEGMENT);
    const rules = segments.map(({ rule }) => rule);
    const { items: roles } = await this.database.inNetwork(networkId, (tx) => this.roles.list(tx, networkId));
    const original = await this.originals.read(networkId, rules);
    return { original, segments, roles, coupons: await this.coupons.read(networkId) };
  }

  /**
   * Copies the settings, in the new network's transaction. Order matters: segments refer to the programme, rewards and campaigns to segments,
   * coupons to rewards.
   */
  async write(
    tx: Tx,
    sandboxId: string,
    kind: BesideKind,
    source: CopySource,
    author: Author,
  ): Promise<Pick<MadeSandboxAnswer, 'copied' | 'leftOut'>> {
    const { original, segments, roles } = source;
    // The manager has another account in the sandbox, so the author there is the system.
    const own: Author = { actor: 'system', origin: author.origin };
    const copies = await this.sandboxes.open(tx, sandboxId, kind, original, own);
    await this.roles.copyTo(tx, sandboxId, roles, own);
    const copiedSegments = new Set<string>();
    const leftOut: string[] = [];
    for (const { code, name, description, rule } of segments) {
      const segment = { code, name, description, rule: withCopiedIds(rule, copies) };
      if (await isFit(() => this.segments.create(tx, sandboxId, segment, own))) copiedSegments.add(code);
      else leftOut.push(code);
    }
    const offers = await this.sandboxes.copyOffers(tx, sandboxId, original, copies, own);
    const names = { rewards: offers.rewards, segments: copiedSegments };
    const coupons = await this.coupons.write(tx, sandboxId, source.coupons, names, own);
    const { restaurants, restaurantGroups, menu } = original;
    return {
      copied: {
        restaurants: restaurants.length,
        restaurantGroups: restaurantGroups.length,
        roles: roles.length,
        segments: copiedSegments.size,
        rewards: offers.rewards.size,
        couponBatches: coupons.copied,
        campaigns: offers.campaigns,
        menuItems: menu.length,
      },
      leftOut: [...leftOut, ...offers.leftOut, ...coupons.leftOut],
    };
  }
}
