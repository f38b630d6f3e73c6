import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Database } from '../../platform/database/database';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { givenMembers } from '../../platform/http/given-members';
import type { IdSlice } from '../../platform/http/list-query';
import type { OneDone } from '../../platform/http/several';
import { ProblemError } from '../../platform/problems/problem';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, changesBetween } from '../../security';
import { refuseTakenCode } from '../revisions/taken-code';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { listSegmentCodes } from '../revisions/snapshot.sql';
import type { NewReward } from './preset-rewards';
import { type RewardDocument, rewardDocumentSchema } from '../reward-document/reward-document.schema';
import * as sql from '../reward-document/reward.sql';

/** A field left out stays. */
export type RewardChange = Partial<RewardDocument> & {
  readonly code?: string | undefined;
  readonly archived?: boolean | undefined;
  /** The version that its author read; another one by now is a `version_conflict`. */
  readonly expectedVersion?: number | undefined;
};

/** The reward catalogue of a network, for the back office. Changes take the transaction of `ConfigurationChanges`. */
@Injectable()
export class Catalog {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  list(networkId: string, archived: boolean, slice: IdSlice): Promise<sql.RewardRow[]> {
    return this.database.inNetwork(networkId, (tx) => sql.listRewardRows(tx, networkId, archived, slice));
  }

  /** Throws `not_found`. */
  async get(networkId: string, id: string): Promise<sql.RewardRow> {
    return this.database.inNetwork(networkId, (tx) => getRow(tx, networkId, id));
  }

  /** Throws `not_found`. */
  getWithin(tx: Tx, networkId: string, id: string): Promise<sql.RewardRow> {
    return getRow(tx, networkId, id);
  }

  /** Newest first, below `before`. */
  listVersions(networkId: string, id: string, before: number | null, limit: number) {
    return this.database.inNetwork(networkId, async (tx) => {
      await getRow(tx, networkId, id);
      return tx.prisma.rewardVersion.findMany({
        where: { networkId, rewardId: id, ...(before !== null && { version: { lt: before } }) },
        select: { version: true, document: true, changedBy: true, changedAt: true },
        orderBy: { version: 'desc' },
        take: limit,
      });
    });
  }

  /** Throws `code_taken`, `network_full`. */
  async create(tx: Tx, networkId: string, reward: NewReward, author: Author, id = newId()): Promise<sql.RewardRow> {
    await requireSegments(tx, networkId, reward.document.segments, null);
    const row = { id, version: 1, document: reward.document };
    const times = { createdAt: this.clock.now(), changedAt: this.clock.now() };
    const { count } = await tx.prisma.reward.createMany({
      data: { ...row, ...times, networkId, code: reward.code },
      skipDuplicates: true,
    });
    if (count === 0) throw new ProblemError('code_taken');
    await refuseBeyondBounds(tx, networkId, 'rewards');
    await this.appendVersion(tx, networkId, row, author);
    if (reward.stock !== null) await sql.insertStock(tx, networkId, id, reward.stock);
    await this.audit.appendChange(tx, networkId, author, 'reward.created', id, {
      after: { code: reward.code, ...reward.document, stock: reward.stock },
    });
    return getRow(tx, networkId, id);
  }

  /** Codes of the rewards that a guest may take. */
  async listCodes(tx: Tx, networkId: string): Promise<ReadonlySet<string>> {
    const rows = await sql.listCatalogRows(tx, networkId);
    return new Set(rows.filter(({ archived }) => !archived).map(({ code }) => code));
  }

  /** Fills a catalogue that is empty; one that has items is left as it is. */
  async seed(tx: Tx, networkId: string, rewards: readonly NewReward[], author: Author): Promise<void> {
    if (rewards.length === 0 || (await tx.prisma.reward.count({ where: { networkId } })) > 0) return;
    for (const reward of rewards) await this.create(tx, networkId, reward, author);
  }

  /** Throws `not_found`, `version_conflict`, `code_taken`, and `invalid_body` where the item would be none. */
  async change(tx: Tx, networkId: string, id: string, change: RewardChange, author: Author): Promise<sql.RewardRow> {
    if (!(await sql.lockReward(tx, networkId, id))) throw new ProblemError('not_found');
    const before = await getRow(tx, networkId, id);
    const { code = before.code, archived = before.archivedAt !== null, expectedVersion, ...members } = change;
    if (expectedVersion !== undefined && expectedVersion !== before.version) throw new ProblemError('version_conflict');
    const known = documentOf(before.document);
    const document = documentOf({ ...known, ...givenMembers(members) });
    await requireSegments(tx, networkId, document.segments, before.document.segments);
    const row = { id, version: before.version + 1, document };
    const changedAt = this.clock.now();
    // The time of the first archiving stays.
    const archivedAt = archived ? (before.archivedAt ?? changedAt) : null;
    await tx.prisma.reward
      .update({
        where: { networkId_id: { networkId, id } },
        data: { code, version: row.version, document, changedAt, archivedAt },
      })
      .catch(refuseTakenCode);
    await this.appendVersion(tx, networkId, row, author);
    const was = { code: before.code, archived: before.archivedAt !== null, ...known };
    await this.audit.appendChange(
      tx,
      networkId,
      author,
      'reward.changed',
      id,
      changesBetween(was, { code, archived, ...document }),
    );
    return getRow(tx, networkId, id);
  }

  /** Takes a reward out of the catalogue, or back into it, as one of several. Throws `not_found`. */
  async archive(tx: Tx, networkId: string, id: string, archived: boolean, author: Author): Promise<OneDone> {
    const { archivedAt } = await getRow(tx, networkId, id);
    const isChanged = (archivedAt !== null) !== archived;
    if (isChanged) await this.change(tx, networkId, id, { archived }, author);
    return { isChanged };
  }

  private async appendVersion(
    tx: Tx,
    networkId: string,
    { id: rewardId, version, document }: Pick<sql.RewardRow, 'id' | 'version' | 'document'>,
    author: Author,
  ): Promise<void> {
    const made = { changedBy: idOf(author), changedAt: this.clock.now() };
    await tx.prisma.rewardVersion.create({
      data: { networkId, rewardId, version, document, ...made },
    });
  }

  /** Throws `not_found`, and `out_of_stock` where less is there than is taken out. */
  async changeStock(tx: Tx, networkId: string, id: string, change: number, author: Author): Promise<sql.RewardRow> {
    const before = await getRow(tx, networkId, id);
    if (!(await sql.changeStock(tx, networkId, id, change)))
      throw new ProblemError('out_of_stock', { left: before.remaining ?? 0 });
    const after = await getRow(tx, networkId, id);
    await this.audit.appendChange(tx, networkId, author, 'reward.stock_changed', id, {
      before: { supplied: before.supplied },
      after: { supplied: after.supplied },
    });
    return after;
  }

  async listSlots(
    networkId: string,
    id: string,
    after: { readonly startsAt: Date; readonly id: string } | null,
    limit: number,
  ): Promise<sql.SlotRow[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      await getRow(tx, networkId, id);
      return sql.listSlotRows(tx, networkId, id, after, limit);
    });
  }

  /** Throws `not_found`, and `invalid_body` for an item that takes no appointments. */
  async addSlot(
    tx: Tx,
    networkId: string,
    id: string,
    slot: Omit<sql.SlotColumns, 'id'>,
    author: Author,
  ): Promise<sql.SlotRow> {
    const reward = await getRow(tx, networkId, id);
    if (!reward.document.byAppointment) throw invalid('byAppointment', 'notByAppointment');
    const row = await sql.insertSlot(tx, networkId, id, { ...slot, id: newId() });
    await this.audit.appendChange(tx, networkId, author, 'reward.slot_added', id, {
      after: { slotId: row.id, ...slot },
    });
    return row;
  }

  /** Throws `not_found`. */
  async closeSlot(tx: Tx, networkId: string, id: string, slotId: string, author: Author): Promise<sql.SlotRow> {
    const row = await sql.closeSlot(tx, networkId, id, slotId);
    if (row === undefined) throw new ProblemError('not_found');
    await this.audit.appendChange(tx, networkId, author, 'reward.slot_closed', id, { after: { slotId } });
    return row;
  }
}

async function getRow(tx: Tx, networkId: string, id: string): Promise<sql.RewardRow> {
  const row = await sql.findRewardRow(tx, networkId, id);
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}

/** A name that was accepted before stays, also when its item was archived since. */
async function requireSegments(
  tx: Tx,
  networkId: string,
  named: RewardDocument['segments'],
  before: RewardDocument['segments'],
): Promise<void> {
  if (named === null) return;
  const known = await listSegmentCodes(tx, networkId);
  const faults = named.flatMap((code, index) =>
    known.has(code) || before?.includes(code) === true
      ? []
      : [{ path: `segments[${String(index)}]`, code: 'segment_unknown', message: '' }],
  );
  if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
}

/** Members may fit each for itself and not together. */
function documentOf(members: RewardDocument): RewardDocument {
  const parsed = rewardDocumentSchema.safeParse(members);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, members));
}

function invalid(path: string, reason: FaultReason): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path, code: 'not_valid', message: '', arguments: { reason } }]);
}

function idOf({ actor }: Author): string | null {
  return actor === 'system' ? null : actor.id;
}
