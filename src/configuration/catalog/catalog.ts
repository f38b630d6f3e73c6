import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import type { IdSlice } from '../../platform/http/list-query';
import type { SeveralAnswer } from '../../platform/http/several';
import { ProblemError, found } from '../../platform/problems/problem';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, changesBetween, type OnOne, UseCase } from '../../security';
import { refuseTakenCode } from '../revisions/taken-code';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { listSegmentCodes } from '../revisions/snapshot.sql';
import type { NewReward } from './preset-rewards';
import { type RewardDocument, rewardDocumentSchema } from '../reward-document/reward-document.schema';
import {
  type RewardRow,
  type SlotRow,
  listCatalogRows,
  listRewardRows,
  REWARD_COLUMNS,
  REWARDS,
} from '../reward-document/reward.sql';
import { z } from 'zod';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Snapshots } from '../snapshots/snapshots';
import * as dto from './reward.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { Pictures, refusal } from '../pictures/pictures';
import { Handles } from '../../platform/http/handlers-of';
import { sql, when } from '../../platform/database/sql';

const SLOT_COLUMNS = sql`id, restaurant_id, starts_at, ends_at, capacity, taken,
  closed_at IS NOT NULL AS closed`;

interface SlotColumns {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly capacity: number;
}

/** A field that is left out stays unchanged. */
export type RewardChange = Partial<RewardDocument> & {
  readonly code?: string | undefined;
  readonly archived?: boolean | undefined;
  /** The version that the author read; if the present one differs, `version_conflict`. */
  readonly expectedVersion?: number | undefined;
};

export class AddSlot extends UseCase<dto.SlotAnswer, OnOne<z.infer<typeof dto.createSlotSchema>>> {}

/** Changes the members that are given. An archived reward is no longer offered; guests keep what they took. */
export class ChangeReward extends UseCase<dto.RewardAnswer, OnOne<dto.ChangeRewardBody>> {}

/** Archives or restores several rewards, each in its own transaction, which a preview rolls back. */
export class ChangeSeveralRewards extends UseCase<SeveralAnswer, { body: dto.SeveralRewardsBody }> {}

/** Adds to or removes from the stock; the remaining stock is what guests have not taken. */
export class ChangeStock extends UseCase<dto.RewardAnswer, OnOne<z.infer<typeof dto.changeStockSchema>>> {}

/** Closes an appointment to new bookings; guests who have booked it keep it. */
export class CloseSlot extends UseCase<dto.SlotAnswer, { id: string; slotId: string }> {}

export class CreateReward extends UseCase<dto.RewardAnswer, { body: dto.CreateRewardBody }> {}

/** Sets the picture of a reward. `path` is the place of the file in the body, for a refusal. */
export class SetRewardPicture extends UseCase<dto.RewardAnswer, { id: string; sent: Buffer; path: string }> {}

export class RemoveRewardPicture extends UseCase<void, { id: string }> {}

/** The reward catalogue of a network, for the back office. */
@Injectable()
export class Catalog {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
    private readonly pictures: Pictures,
  ) {}

  /** @throws ProblemError `not_found`, and `invalid_body` for a reward without appointments */
  @Handles(AddSlot)
  async addSlot({ context, input: { id, body } }: AddSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    const { restaurantIds } = await this.snapshots.current(networkId);
    if (body.restaurantId !== null && !restaurantIds.has(body.restaurantId)) throw new ProblemError('not_found');
    return this.changes.run(networkId, call, 201, async (tx) => {
      const reward = await getRow(tx, networkId, id);
      if (!reward.document.byAppointment) throw refusal('byAppointment', 'notByAppointment');
      const row = await insertSlot(tx, networkId, id, { ...body, id: newId() });
      await this.audit.appendChange(tx, networkId, author, 'reward.slot_added', id, {
        after: { slotId: row.id, ...body },
      });
      return dto.slotAnswer(row);
    });
  }

  @Handles(ChangeReward)
  changeReward({ context, input: { id, body } }: ChangeReward): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfReward(await getRow(tx, networkId, id)));
      return dto.rewardAnswer(await this.change(tx, networkId, id, body, author));
    });
  }

  @Handles(ChangeSeveralRewards)
  changeSeveralRewards({ context, input: { body } }: ChangeSeveralRewards): Promise<SeveralAnswer> {
    const { networkId, author } = context;
    const archived = body.act === 'ARCHIVE';
    return this.changes.several(context, body, async (tx, id) => {
      const { archivedAt } = await getRow(tx, networkId, id);
      const isChanged = (archivedAt !== null) !== archived;
      if (isChanged) await this.change(tx, networkId, id, { archived }, author);
      return { isChanged };
    });
  }

  /** @throws ProblemError `not_found`, and `out_of_stock` where the stock is smaller than the removed number */
  @Handles(ChangeStock)
  changeStock({ context, input: { id, body } }: ChangeStock): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const before = await getRow(tx, networkId, id);
      if (!(await changeStock(tx, networkId, id, body.change)))
        throw new ProblemError('out_of_stock', { left: before.remaining ?? 0 });
      const after = await getRow(tx, networkId, id);
      await this.audit.appendChange(tx, networkId, author, 'reward.stock_changed', id, {
        before: { supplied: before.supplied },
        after: { supplied: after.supplied },
      });
      return dto.rewardAnswer(after);
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(CloseSlot)
  closeSlot({ context, input: { id, slotId } }: CloseSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const row = found(await closeSlot(tx, networkId, id, slotId));
      await this.audit.appendChange(tx, networkId, author, 'reward.slot_closed', id, { after: { slotId } });
      return dto.slotAnswer(row);
    });
  }

  @Handles(CreateReward)
  createReward({ context, input: { body } }: CreateReward): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    const { code, stock, ...members } = body;
    const parsed = rewardDocumentSchema.safeParse(members);
    if (!parsed.success) throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, members));
    const id = newId();
    const reward = { code: code ?? `REWARD-${id.slice(-8).toUpperCase()}`, stock, document: parsed.data };
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.rewardAnswer(await this.create(tx, networkId, reward, author, id)),
    );
  }

  /** @throws ProblemError `invalid_body` where the bytes are not a picture, `not_found` */
  @Handles(SetRewardPicture)
  async setRewardPicture({ context, input: { id, sent, path } }: SetRewardPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    // Decoded before the transaction, which locks the network's configuration.
    const picture = await this.pictures.prepare(networkId, sent, path);
    return this.changes.run(networkId, call, 200, async (tx) => {
      await this.pictures.put(tx, networkId, { owner: 'REWARD', id }, picture, author);
      return dto.rewardAnswer(await getRow(tx, networkId, id));
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(RemoveRewardPicture)
  removeRewardPicture({ context, input: { id } }: RemoveRewardPicture): Promise<void> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 204, (tx) =>
      this.pictures.remove(tx, networkId, { owner: 'REWARD', id }, author),
    );
  }

  list(networkId: string, archived: boolean, slice: IdSlice): Promise<RewardRow[]> {
    return this.database.inNetwork(networkId, (tx) => listRewardRows(tx, networkId, archived, slice));
  }

  /** Throws `not_found`. */
  async get(networkId: string, id: string): Promise<RewardRow> {
    return this.database.inNetwork(networkId, (tx) => getRow(tx, networkId, id));
  }

  /** Versions below `before`, newest first. */
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
  async create(tx: Tx, networkId: string, reward: NewReward, author: Author, id = newId()): Promise<RewardRow> {
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
    // Makes the item one that is counted.
    if (reward.stock !== null)
      await tx.query`
        INSERT INTO reward_stocks (network_id, reward_id, supplied, remaining) VALUES (${networkId}, ${id}, ${reward.stock}, ${reward.stock})`;
    await this.audit.appendChange(tx, networkId, author, 'reward.created', id, {
      after: { code: reward.code, ...reward.document, stock: reward.stock },
    });
    return getRow(tx, networkId, id);
  }

  /** Codes of the rewards that guests may take. */
  async listCodes(tx: Tx, networkId: string): Promise<ReadonlySet<string>> {
    const rows = await listCatalogRows(tx, networkId);
    return new Set(rows.filter(({ archived }) => !archived).map(({ code }) => code));
  }

  /** Fills an empty catalogue; does nothing if it has rewards. */
  async seed(tx: Tx, networkId: string, rewards: readonly NewReward[], author: Author): Promise<void> {
    if (rewards.length === 0 || (await tx.prisma.reward.count({ where: { networkId } })) > 0) return;
    for (const reward of rewards) await this.create(tx, networkId, reward, author);
  }

  /** Throws `not_found`, `version_conflict`, `code_taken`, and `invalid_body` where the changed reward would be invalid. */
  async change(tx: Tx, networkId: string, id: string, change: RewardChange, author: Author): Promise<RewardRow> {
    if (!(await lockReward(tx, networkId, id))) throw new ProblemError('not_found');
    const before = await getRow(tx, networkId, id);
    const { code = before.code, archived = before.archivedAt !== null, expectedVersion, ...members } = change;
    if (expectedVersion !== undefined && expectedVersion !== before.version) throw new ProblemError('version_conflict');
    const known = documentOf(before.document);
    const document = documentOf({ ...known, ...givenMembers(members) });
    await requireSegments(tx, networkId, document.segments, before.document.segments);
    const row = { id, version: before.version + 1, document };
    const changedAt = this.clock.now();
    // A repeated archiving keeps the first time.
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

  private async appendVersion(
    tx: Tx,
    networkId: string,
    { id: rewardId, version, document }: Pick<RewardRow, 'id' | 'version' | 'document'>,
    author: Author,
  ): Promise<void> {
    const made = { changedBy: idOf(author), changedAt: this.clock.now() };
    await tx.prisma.rewardVersion.create({
      data: { networkId, rewardId, version, document, ...made },
    });
  }

  async listSlots(
    networkId: string,
    id: string,
    after: { readonly startsAt: Date; readonly id: string } | null,
    limit: number,
  ): Promise<SlotRow[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      await getRow(tx, networkId, id);
      // Those that have not ended, by their start.
      return tx.query<SlotRow>`
        SELECT ${SLOT_COLUMNS} FROM reward_slots
         WHERE network_id = ${networkId} AND reward_id = ${id} AND ends_at > ledger_now()
           ${when(after !== null, sql`AND (starts_at, id) > (${after?.startsAt ?? null}, ${after?.id ?? null}::uuid)`)}
         ORDER BY starts_at, id LIMIT ${limit}`;
    });
  }
}

async function getRow(tx: Tx, networkId: string, id: string): Promise<RewardRow> {
  return found(await findRewardRow(tx, networkId, id));
}

/** A segment that the reward already had stays valid, even if it was archived since. */
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

/** Checks the members together, because each may be valid alone. */
function documentOf(members: RewardDocument): RewardDocument {
  const parsed = rewardDocumentSchema.safeParse(members);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, members));
}

function idOf({ actor }: Author): string | null {
  return actor === 'system' ? null : actor.id;
}

function findRewardRow(tx: Statements, networkId: string, id: string): Promise<RewardRow | undefined> {
  return tx.maybe<RewardRow>`SELECT ${REWARD_COLUMNS} FROM ${REWARDS} WHERE r.network_id = ${networkId} AND r.id = ${id}`;
}

async function lockReward(tx: Statements, networkId: string, id: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM rewards WHERE network_id = ${networkId} AND id = ${id} FOR NO KEY UPDATE`;
  return row !== undefined;
}

/** Adds to the stock or takes from it. The first addition to an uncounted reward starts its count. False: the stock has too few. */
async function changeStock(tx: Statements, networkId: string, id: string, change: number): Promise<boolean> {
  const changed = await tx.query(
    change > 0
      ? `INSERT INTO reward_stocks AS s (network_id, reward_id, supplied, remaining) VALUES ($1, $2, $3, $3)
         ON CONFLICT (network_id, reward_id) DO UPDATE SET supplied = s.supplied + $3, remaining = s.remaining + $3
         RETURNING reward_id`
      : `UPDATE reward_stocks SET supplied = supplied + $3, remaining = remaining + $3
          WHERE network_id = $1 AND reward_id = $2 AND remaining + $3 >= 0 RETURNING reward_id`,
    [networkId, id, change],
  );
  return changed.length > 0;
}

function insertSlot(tx: Statements, networkId: string, rewardId: string, slot: SlotColumns) {
  return tx.one<SlotRow>`
    INSERT INTO reward_slots (network_id, id, reward_id, restaurant_id, starts_at, ends_at, capacity)
     VALUES (${networkId}, ${slot.id}, ${rewardId}, ${slot.restaurantId}, ${slot.startsAt}, ${slot.endsAt}, ${slot.capacity})
     RETURNING ${SLOT_COLUMNS}`;
}

/** Closes an appointment to new bookings. Undefined: no such slot. */
function closeSlot(tx: Statements, networkId: string, rewardId: string, id: string) {
  return tx.maybe<SlotRow>`UPDATE reward_slots SET closed_at = coalesce(closed_at, now())
      WHERE network_id = ${networkId} AND reward_id = ${rewardId} AND id = ${id} RETURNING ${SLOT_COLUMNS}`;
}
