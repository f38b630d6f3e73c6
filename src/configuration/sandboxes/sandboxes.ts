import { Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import { Homes } from '../../platform/homes/homes';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { ProblemError, found } from '../../platform/problems/problem';
import { ApiKeys, Audit, type Author, Sessions } from '../../security';
import type { CampaignDraft } from '../campaign-document/campaign-document.schema';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { Catalog } from '../catalog/catalog';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { type BesideKind, insertNetwork } from '../network-profile/network.sql';
import { type CopiedPicture, Pictures, type PictureSubject } from '../pictures/pictures';
import { ProgramEditor } from '../programs/drafts/program-editor';
import { RestaurantGroups } from '../restaurant-groups/restaurant-groups';
import { Restaurants } from '../restaurants/restaurants';
import { findNetworkRow, raiseRulesVersion, NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';
import { Snapshots } from '../snapshots/snapshots';
import { withCopiedIds } from './copied-ids.rules';
import { isFit } from './fit.rules';
import type { NetworkOriginal } from './network-original.query';

/** The differences of the two kinds: the problem where the network has one already, the middle of its code, and its name. */
const BESIDE = {
  SANDBOX: {
    problem: 'sandbox_exists',
    word: 'sandbox',
    nameOf: (locale: Language, network: string) => messages[locale]['sandbox.name'](FORMATTERS, { network }),
  },
  SHADOW: {
    problem: 'shadow_exists',
    word: 'shadow',
    nameOf: (locale: Language, network: string) => messages[locale]['shadow.name'](FORMATTERS, { network }),
  },
} as const;
const CODE_STEM = 40;
const CODE_END = 8;
const NAME_MAX = 200;
const MENU_AT_ONCE = 1_000;

/** Ids of copies by the ids of their originals, for example of restaurants and tills. */
type CopiedIds = ReadonlyMap<string, string>;

interface CopiedOffers {
  /** Ids of copied rewards by the ids of their originals. */
  readonly rewards: CopiedIds;
  readonly campaigns: number;
  /** Codes of originals that were not copied, for example of a campaign that names a removed segment. */
  readonly leftOut: readonly string[];
}

/** The sandbox and the shadow of a network, which are networks of their own with a copy of what managers decided. */
@Injectable()
export class Sandboxes {
  constructor(
    private readonly homes: Homes,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly editor: ProgramEditor,
    private readonly catalog: Catalog,
    private readonly campaigns: CampaignEditor,
    private readonly restaurants: Restaurants,
    private readonly groups: RestaurantGroups,
    private readonly snapshots: Snapshots,
    private readonly pictures: Pictures,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** The open sandbox or shadow of a network; undefined: it has none. */
  async find(networkId: string, kind: BesideKind): Promise<NetworkProfile | undefined> {
    const row = await this.database.asPlatform((tx) => findOpenBeside(tx, networkId, kind));
    return row && profileOf(row);
  }

  /** A sandbox within its transaction. @throws ProblemError `not_found` */
  async getWithin(tx: Tx, sandboxId: string): Promise<NetworkProfile> {
    return profileOf(found(await findNetworkRow(tx, sandboxId)));
  }

  /**
   * Opens a sandbox or shadow with places and programme, in a transaction of it. Places of a shadow keep their ids, since the receipts of the
   * network's own connections name these.
   * @throws ProblemError `sandbox_exists`, `shadow_exists`
   */
  async open(
    tx: Tx,
    sandboxId: string,
    kind: BesideKind,
    original: NetworkOriginal,
    author: Author,
  ): Promise<CopiedIds> {
    const { profile, settings, program } = original;
    const { code, name, currency, currencyDigits, timeZone, locale, country } = profile;
    const { problem, word, nameOf } = BESIDE[kind];
    const sandboxCode = `${code.slice(0, CODE_STEM)}-${word}-${sandboxId.slice(-CODE_END)}`;
    if (!(await this.homes.claim(sandboxId, sandboxCode))) throw new ProblemError(problem);
    const row = await insertNetwork(tx, {
      id: sandboxId,
      code: sandboxCode,
      name: nameOf(locale, name).slice(0, NAME_MAX),
      currency,
      currencyDigits,
      timeZone,
      locale,
      country,
      settings,
      signedUpAt: null,
      sandboxOf: profile.id,
      isShadow: kind === 'SHADOW',
    });
    if (row === undefined) throw new ProblemError(problem);
    const copies = await this.copyPlaces(tx, sandboxId, kind, original, author);
    if (program !== null) {
      const draft = await this.editor.createDraft(tx, sandboxId, withCopiedIds(program, copies), author);
      await this.editor.publish(tx, sandboxId, draft.version, {}, author);
    }
    await this.copyMenu(tx, sandboxId, original);
    await copyLook(tx, sandboxId, original);
    await this.copyGroups(tx, sandboxId, original, copies);
    return copies;
  }

  /** Copies rewards and campaigns, once the segments that they name are there. */
  async copyOffers(
    tx: Tx,
    sandboxId: string,
    { rewards, campaigns, pictures }: NetworkOriginal,
    copies: CopiedIds,
    author: Author,
  ): Promise<CopiedOffers> {
    const copiedRewards = new Map<string, string>();
    let copiedCampaigns = 0;
    const leftOut: string[] = [];
    for (const { id: originalId, ...reward } of rewards) {
      const isCopied = await isFit(async () => {
        const { id } = await this.catalog.create(tx, sandboxId, withCopiedIds(reward, copies), author);
        await this.copyPicture(tx, sandboxId, pictures, { owner: 'REWARD', id: originalId }, id);
        copiedRewards.set(originalId, id);
      });
      if (!isCopied) leftOut.push(reward.code);
    }
    for (const { id: originalId, code, document, runs } of campaigns) {
      const { control, ...members } = withCopiedIds(document, copies);
      const draft = { ...members, control: control === null ? null : { sharePpm: control.sharePpm } } as CampaignDraft;
      const isCopied = await isFit(async () => {
        const { id } = await this.campaigns.create(tx, sandboxId, { code, document: draft }, author);
        for (const owner of ['CAMPAIGN', 'BADGE'] as const)
          await this.copyPicture(tx, sandboxId, pictures, { owner, id: originalId }, id);
        // One that may not start any more is a draft in the sandbox.
        if (runs)
          await isFit(() => this.campaigns.setState(tx, sandboxId, id, { state: 'RUNNING', reason: null }, author));
      });
      if (isCopied) copiedCampaigns += 1;
      else leftOut.push(code);
    }
    return { rewards: copiedRewards, campaigns: copiedCampaigns, leftOut };
  }

  /** Closes a sandbox for good, in a transaction of it. Answers with the sessions that ended, for `noteClosed`. */
  async close(tx: Tx, sandboxId: string, author: Author): Promise<readonly string[]> {
    const closed = { suspendedAt: null, closedAt: this.clock.now() };
    await tx.prisma.network.update({ where: { id: sandboxId }, data: closed });
    await this.pictures.removeAll(tx, sandboxId);
    await this.audit.append(tx, sandboxId, {
      ...author,
      action: 'network.closed',
      after: { state: 'CLOSED', reason: 'cleared' },
    });
    const ended = await this.sessions.endAllOfStaffWithin(tx, sandboxId);
    await this.apiKeys.announceForgotten(tx);
    await raiseRulesVersion(tx, sandboxId);
    return ended;
  }

  /** Forgets a closed sandbox in this process, after the commit; the others are notified by it. */
  noteClosed(sandboxId: string, ended: readonly string[]): void {
    this.sessions.noteEnded(ended);
    this.apiKeys.forget();
    this.snapshots.forget(sandboxId);
  }

  /** Groups with those of their restaurants that were copied. */
  private async copyGroups(
    tx: Tx,
    networkId: string,
    { restaurantGroups }: NetworkOriginal,
    copies: CopiedIds,
  ): Promise<void> {
    for (const { name, names, restaurantIds } of restaurantGroups) {
      const id = newId();
      await tx.prisma.restaurantGroup.create({ data: { networkId, id, name, names } });
      const members = restaurantIds.flatMap((restaurantId) => copies.get(restaurantId) ?? []);
      await this.groups.replaceMembers(tx, networkId, id, members);
    }
  }

  private async copyPlaces(
    tx: Tx,
    sandboxId: string,
    kind: BesideKind,
    { restaurants, pictures }: NetworkOriginal,
    author: Author,
  ): Promise<CopiedIds> {
    const copies = new Map<string, string>();
    const idOf = (originalId: string): string => (kind === 'SHADOW' ? originalId : newId());
    for (const { id, pointsOfSale, ...original } of restaurants) {
      const restaurant = await this.restaurants.createRestaurant(tx, sandboxId, original, author, idOf(id));
      copies.set(id, restaurant.id);
      await this.copyPicture(tx, sandboxId, pictures, { owner: 'RESTAURANT', id }, restaurant.id);
      for (const { id: tillId, ...till } of pointsOfSale) {
        const copy = await this.restaurants.createPointOfSale(tx, sandboxId, restaurant.id, till, author, idOf(tillId));
        copies.set(tillId, copy.id);
      }
    }
    return copies;
  }

  private async copyMenu(tx: Tx, networkId: string, { menu, categoryCosts, pictures }: NetworkOriginal): Promise<void> {
    const copies = menu.map(({ id, ...item }) => ({ originalId: id, row: { networkId, id: newId(), ...item } }));
    for (let at = 0; at < copies.length; at += MENU_AT_ONCE)
      await tx.prisma.menuItem.createMany({ data: copies.slice(at, at + MENU_AT_ONCE).map(({ row }) => row) });
    for (const { originalId, row } of copies)
      await this.copyPicture(tx, networkId, pictures, { owner: 'MENU_ITEM', id: originalId }, row.id);
    for (let at = 0; at < categoryCosts.length; at += MENU_AT_ONCE)
      await tx.prisma.menuCategoryCost.createMany({
        data: categoryCosts.slice(at, at + MENU_AT_ONCE).map((costs) => ({ networkId, ...costs })),
      });
  }

  /** Gives the copy the picture of its original, where that has one. */
  private async copyPicture(
    tx: Tx,
    sandboxId: string,
    pictures: readonly CopiedPicture[],
    original: PictureSubject,
    copyId: string,
  ): Promise<void> {
    const picture = pictures.find(({ owner, id }) => owner === original.owner && id === original.id);
    if (picture !== undefined)
      await this.pictures.putCopy(tx, sandboxId, { owner: original.owner, id: copyId }, picture);
  }
}

/** The look with its pictures, which are ours already; the address of a network is no part of it. */
async function copyLook(tx: Tx, networkId: string, { look: { document, images } }: NetworkOriginal): Promise<void> {
  if (document !== null) await tx.prisma.networkLook.create({ data: { networkId, document } });
  await tx.prisma.networkLookImage.createMany({ data: images.map((image) => ({ networkId, ...image })) });
}

/** The open sandbox or shadow of a network. Runs in the platform's role. */
function findOpenBeside(tx: Statements, networkId: string, kind: BesideKind): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>`SELECT ${NETWORK_COLUMNS} FROM networks WHERE sandbox_of = ${networkId}
    AND is_shadow = ${kind === 'SHADOW'} AND closed_at IS NULL`;
}
