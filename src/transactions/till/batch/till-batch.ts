import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { networkMoving } from '../../../security/sale';
import type { BudgetRound } from '../spending/campaigns/budget-round';
import { CampaignBudgets } from '../spending/campaigns/campaign-budgets';
import { RewardAllocation } from '../spending/rewards/reward-allocation';
import { codeReadingsOf, type CodesOfActs, planBatchCodes } from './batch-codes';
import type { PreparedAct } from '../kinds/built-act';
import {
  type DecidedGroup,
  decideGroup,
  type DecidedTogether,
  type ActGroup,
  togetherOf,
} from '../decide/decide-group';
import { pointsSpentOffline } from '../decide/late-spending.rules';
import { listExpiriesSince } from '../decide/late-spending.sql';
import { type LateAct, listRelatedRows, listTiersAsOf } from '../../ledger/read/related-rows.sql';
import { lookUpOf } from '../../ledger/act/identification';
import type { ActToLock, LockedAct, SumsOfPerson } from '../../ledger/write/locked-act.sql';
import { receiptNamesOf } from '../decide/receipt-holder';
import type { Outcome, RelatedRows, TillAct } from '../../ledger/act/till-act';
import { mayHaveSoleShares } from '../sole-gifts/sole-shares.rules';
import { codesNamedBy, kindOf } from '../kinds/kinds';
import { tillMetrics } from '../../ledger/write/till-metrics';
import { isRolledBack, LOCK_TIMEOUT, LostRace } from '../../ledger/write/attempts';
import { pooledTill, sharedTill, type TillConnection, transactionTill } from '../../ledger/write/till-statements';
import type {
  GroupRows,
  LostGroup,
  ReadWithCodes,
  SpendReading,
  TillReading,
  TillReadRow,
} from '../../ledger/write/till-rows';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { holdIdOf, spendsPoints } from '../kinds/act-traits';

/** The result of a batch: outcomes of decided acts, and acts that have to be decided under a lock. */
export interface BatchResult {
  readonly settled: ReadonlyMap<TillAct, Outcome>;
  readonly lost: readonly TillAct[];
}

/** How long a batch waits for a row that another process has locked, before the batch is halved. */
const BATCH_LOCK_TIMEOUT = '250ms';
/** An act that happened this long ago is late: the tier that the guest held at that time decides it. */
const LATE_MS = 5 * 60_000;
/** Rows read longer ago than this are read again before writing, because decisions use the time of the read. */
const MAX_READ_AGE_MS = 2_000;
const MAX_READS = 5;

/** One batch of one network: read together, decided in memory, written in one call (architecture.md, "How a sale flows"). */
@Injectable()
export class TillBatch {
  private readonly shared: TillConnection;

  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly rewards: RewardAllocation,
    private readonly clock: Clock,
    private readonly budgets: CampaignBudgets,
  ) {
    this.shared = sharedTill(database);
  }

  /**
   * Runs a batch. Each guest's acts are in their order. Acts that are missing in `settled` wrote nothing.
   * @param mayBeLate the batch uses a connection that no till waits for
   */
  async run(networkId: string, acts: readonly TillAct[], mayBeLate: boolean): Promise<BatchResult> {
    const connection = mayBeLate ? pooledTill(this.database) : this.shared;
    let snapshot = this.snapshots.cached(networkId) ?? (await this.snapshots.current(networkId));
    for (let reads = 0; reads < MAX_READS; reads += 1) {
      refuseWhileMoving(snapshot);
      const asked = await this.prepareGroups(networkId, acts);
      const codes = this.codesOf(acts);
      const readAt = performance.now();
      const read = await this.readGuests(connection, snapshot, asked, codes);
      const prepared = codes.size === 0 ? asked : planBatchCodes(asked, codes, read.codes, snapshot);
      const isHere = prepared.map(
        (group, i) => group.acts.length > 0 && !(read.guests[i]?.in_family === true && group.acts.some(isOfFamily)),
      );
      const stored = read.guests.filter((_, i) => isHere[i]);
      const groups = await this.addRelatedRows(
        networkId,
        prepared.filter((_, i) => isHere[i]),
      );
      if (groups.length === 0) break;
      const { decided, round } = await this.decideWithBudgets(connection, stored, snapshot, groups);
      if (performance.now() - readAt > MAX_READ_AGE_MS) {
        round.release(() => true);
        continue;
      }
      const writtenFrom = performance.now();
      const rows = decided.map((group) => group.rows);
      const lost = await this.writeBatch(connection, snapshot, rows, round);
      tillMetrics.write.observeSince(writtenFrom);
      if (lost[0]?.reason !== 'rules') return resultOf(acts, groups, decided, lost);
      snapshot = await this.snapshots.atLeast(networkId, snapshot.rulesVersion + 1);
    }
    return { settled: new Map(), lost: acts };
  }

  /** Decides once more if budgets of campaigns were too short and more could be leased. */
  private async decideWithBudgets(
    connection: TillConnection,
    stored: readonly TillReadRow[],
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
  ): Promise<{ readonly decided: DecidedGroup[]; readonly round: BudgetRound }> {
    const networkId = snapshot.profile.id;
    const { decided, round, given } = await this.decideSummed(connection, stored, snapshot, groups);
    if (!this.budgets.mayHaveMore(networkId, round)) return { decided, round };
    round.release(() => true);
    await this.budgets.leaseMore(networkId, round);
    const again = this.budgets.begin(networkId, given);
    return { decided: this.decideRead(stored, snapshot, groups, again), round: again };
  }

  /** Decides once more with the sums of guests who get something by one person's decision. They are read after the guests, whose versions guard them. */
  private async decideSummed(
    connection: TillConnection,
    stored: readonly TillReadRow[],
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
    known: ReadonlyMap<string, number> | null = null,
  ): Promise<{
    readonly decided: DecidedGroup[];
    readonly round: BudgetRound;
    readonly given: ReadonlyMap<string, number> | null;
  }> {
    const networkId = snapshot.profile.id;
    const round = this.budgets.begin(networkId, known);
    const decided = this.decideRead(stored, snapshot, groups, round);
    if (round.unsummed.size === 0) return { decided, round, given: known };
    round.release(() => true);
    const given = await connection.sumSoleGifts(networkId, [...round.unsummed]);
    const summed = this.budgets.begin(networkId, given);
    return { decided: this.decideRead(stored, snapshot, groups, summed), round: summed, given };
  }

  /** Frees budget uses of groups that were left out. If the outcome of the write is unknown, the uses count until the lease ends. */
  private async writeBatch(
    connection: TillConnection,
    snapshot: ConfigurationSnapshot,
    rows: readonly GroupRows[],
    round: BudgetRound,
  ): Promise<readonly LostGroup[]> {
    const networkId = snapshot.profile.id;
    try {
      const lost = await connection.write(networkId, snapshot.rulesVersion, BATCH_LOCK_TIMEOUT, rows);
      const unwritten = new Set(lost.flatMap(({ lost_group }) => transactionsOf(rows[lost_group - 1])));
      round.release((id) => unwritten.has(id));
      if (lost.some(({ reason }) => reason === 'budget')) this.dropLeases(networkId, rows, lost);
      return lost;
    } catch (error) {
      if (isRolledBack(error)) round.release(() => true);
      throw error;
    }
  }

  private dropLeases(networkId: string, rows: readonly GroupRows[], lost: readonly LostGroup[]): void {
    for (const { lost_group, reason } of lost)
      if (reason === 'budget') this.budgets.drop(networkId, rows[lost_group - 1]?.budgetUses ?? []);
  }

  /** Writes within the transaction of one act or of several guests. Returns the first group that was left out; undefined: none. */
  async writeWithin(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    rows: readonly GroupRows[],
  ): Promise<LostGroup | undefined> {
    const networkId = snapshot.profile.id;
    const lost = await transactionTill(tx).write(networkId, snapshot.rulesVersion, LOCK_TIMEOUT, rows);
    if (lost.length === 0) for (const { budgetUses } of rows) this.budgets.confirm(networkId, budgetUses);
    else this.dropLeases(networkId, rows, lost);
    return lost[0];
  }

  /** Reads the guests and decides their acts on the given connection. @throws LostRace when budgets were short */
  async decideGroups(
    connection: TillConnection,
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
  ): Promise<DecidedGroup[]> {
    const { guests } = await this.readGuests(connection, snapshot, groups, NO_CODES);
    return this.decideStored(connection, guests, snapshot, groups);
  }

  /** @param known points that decisions of one person gave the guests; null: they are read where a decision asks for them */
  private async decideStored(
    connection: TillConnection,
    stored: readonly TillReadRow[],
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
    known: ReadonlyMap<string, number> | null = null,
  ): Promise<DecidedGroup[]> {
    refuseWhileMoving(snapshot);
    const networkId = snapshot.profile.id;
    const { decided, round } = await this.decideSummed(connection, stored, snapshot, groups, known);
    // The caller's transaction may be rolled back, so budget uses only count once they are written.
    round.release(() => true);
    if (this.budgets.mayHaveMore(networkId, round))
      throw new LostRace('budget', (tx) => this.budgets.leaseMore(networkId, round, tx));
    return decided;
  }

  /** Decides one act with its guest as it was read under the lock, or (null) as the transaction reads it now. */
  async decideOne(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    locked: Pick<LockedAct, 'guest' | 'givenAlone'> | null = null,
  ): Promise<DecidedTogether> {
    const { guestId } = prepared.act;
    const connection = transactionTill(tx);
    const groups = [{ guestId, acts: [prepared] }];
    if (locked === null) return togetherOf(await this.decideGroups(connection, snapshot, groups), 0);
    const { guest, givenAlone } = locked;
    const known = guestId === null || givenAlone === null ? null : new Map([[guestId, givenAlone]]);
    return togetherOf(await this.decideStored(connection, [guest], snapshot, groups, known), 0);
  }

  /** Reads the act's guest as its decision will read it. An anonymous act gets no row. */
  async readGuestOf(tx: Statements, act: TillAct, snapshot: ConfigurationSnapshot): Promise<TillReadRow[]> {
    if (act.guestId === null) return [];
    return transactionTill(tx).read(act.networkId, [readingOf({ guestId: act.guestId, acts: [{ act }] }, snapshot)]);
  }

  private async readGuests(
    connection: TillConnection,
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
    codes: CodesOfActs,
  ): Promise<ReadWithCodes> {
    const readFrom = performance.now();
    const read = await connection.readWithCodes(
      snapshot.profile.id,
      groups.map((group) => readingOf(group, snapshot)),
      codeReadingsOf(codes),
    );
    tillMetrics.read.observeSince(readFrom);
    return read;
  }

  private codesOf(acts: readonly TillAct[]): CodesOfActs {
    const naming = acts.filter((act) => codesNamedBy(act.body).length > 0);
    return naming.length === 0 ? NO_CODES : new Map(naming.map((act) => [act, this.rewards.digestsOf(act)]));
  }

  private decideRead(
    stored: readonly TillReadRow[],
    snapshot: ConfigurationSnapshot,
    groups: readonly ActGroup[],
    round: BudgetRound,
  ): DecidedGroup[] {
    const decidedFrom = performance.now();
    const calendar = calendarOfNetwork(snapshot);
    const decided = groups.map((group, i) => {
      const row = stored[i];
      invariant(row !== undefined, 'each guest that is asked for is read');
      return decideGroup(group, row, snapshot, calendar, round);
    });
    tillMetrics.decide.observeSince(decidedFrom);
    return decided;
  }

  /**
   * Adds the sales that an import refunds, with their earlier refunds. They are read after the guests, so that a refund
   * by another process in between shows as a changed version.
   */
  private async addRelatedRows(networkId: string, groups: readonly ActGroup[]): Promise<readonly ActGroup[]> {
    const saleIds = groups.flatMap((group) =>
      group.acts.flatMap(({ act }) => (isBatchedRefund(act) ? [relatedIdOf(act) ?? ''] : [])),
    );
    if (saleIds.length === 0) return groups;
    const rows = await this.database.inNetwork(networkId, (tx) => listRelatedRows(tx, networkId, saleIds));
    return groups.map((group) => ({
      guestId: group.guestId,
      acts: group.acts.map((prepared) =>
        isBatchedRefund(prepared.act)
          ? { ...prepared, related: rows.get(relatedIdOf(prepared.act) ?? '') ?? null }
          : prepared,
      ),
    }));
  }

  /**
   * Groups acts by guest, in the order of the guests' ids. Acts that depend on other journal rows are not decided in a
   * batch (`isAlone`), with two exceptions. The tier of a late act belongs to the past and cannot change. An import's
   * refund is allowed as its guest's only act here. A second act could change the refunded sale unseen, so such a guest
   * is left out and its acts are decided alone.
   */
  private async prepareGroups(networkId: string, acts: readonly TillAct[]): Promise<ActGroup[]> {
    const now = this.clock.now().getTime();
    const late = acts.filter((act) => isLate(act, now));
    const tiers =
      late.length === 0
        ? NO_TIERS
        : await this.database.inNetwork(networkId, (tx) => listTiersAsOf(tx, networkId, late.map(lateActOf)));
    const groups = new Map<string, PreparedAct[]>();
    for (const act of acts) {
      const prepared: PreparedAct = {
        act,
        related: null,
        hold: null,
        receiptHolders: [],
        tierAsOf: tiers.get(act.id) ?? null,
        rewards: null,
        refused: null,
      };
      const key = act.guestId ?? act.id;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [prepared]);
      else known.push(prepared);
    }
    return [...groups.values()]
      .filter((of) => of.length === 1 || !of.some(({ act }) => isBatchedRefund(act)))
      .map((of) => ({ guestId: of[0]?.act.guestId ?? null, acts: of }))
      .sort(byGuest);
  }
}

/** No other act holds a name of the receipt. */
export const NOTHING_HELD: ReadonlyMap<string, string> = new Map();

/** Prepares one act in the transaction that has locked its guest, so that everything read here is current. `now` in milliseconds. */
export async function prepareUnderLock(
  tx: Statements,
  act: TillAct,
  heldNames: ReadonlyMap<string, string>,
  now: number,
  /** The rows that were read with the lock. Absent: they are read now. */
  locked?: LockedAct['related'],
): Promise<Omit<PreparedAct, 'refused' | 'rewards'>> {
  const ids = { related: relatedIdOf(act), hold: holdIdOf(act) };
  const holderIds = new Set(heldNames.values());
  const wanted = [...new Set([...Object.values(ids), ...holderIds])].filter((id) => id !== null);
  const rows =
    locked ??
    (wanted.length === 0
      ? new Map<string, RelatedRows>()
      : await listRelatedRows(tx, act.networkId, wanted, act.guestId));
  const tiers = isLate(act, now) ? await listTiersAsOf(tx, act.networkId, [lateActOf(act)]) : NO_TIERS;
  const find = (id: string | null): RelatedRows | null => (id === null ? null : (rows.get(id) ?? null));
  return {
    act,
    related: find(ids.related),
    hold: find(ids.hold),
    receiptHolders: [...holderIds].map(find).filter((holder) => holder !== null),
    heldNames,
    tierAsOf: tiers.get(act.id) ?? null,
    ...(act.guestId === null || act.occurredAt === null || pointsSpentOffline(act) === 0
      ? {}
      : { expiredSince: await listExpiriesSince(tx, act.networkId, act.guestId, act.occurredAt) }),
  };
}

/** The locks and reads of an act that is decided alone. `now` in milliseconds. */
export function actToLock(
  act: TillAct,
  snapshot: ConfigurationSnapshot,
  now: number,
): Omit<ActToLock, 'lockTimeout' | keyof SumsOfPerson> {
  const { networkId, guestId, body } = act;
  const { whole, part } = receiptNamesOf(act, snapshot, now);
  const relatedIds = [relatedIdOf(act), holdIdOf(act)].filter((id) => id !== null);
  const isByHand = body.kind === 'AWARD' || (body.kind === 'MANUAL' && body.direction === 'CREDIT');
  return {
    networkId,
    key: act.key?.digest ?? null,
    guest: readingOf({ guestId, acts: [{ act }] }, snapshot),
    spendsPoints: spendsPoints(act),
    claims: [...whole, ...part],
    relatedIds,
    returnsRewardsOf: body.kind === 'REFUND' && guestId !== null ? body.saleId : null,
    sumsGifts: isByHand && mayHaveSoleShares(act, snapshot),
  };
}

/** Whether an act depends on other journal rows, and so is decided alone under its guest's lock instead of in a batch. */
export function isAlone(act: TillAct): boolean {
  if (isBatchedRefund(act)) return false;
  // The points that the guest spent today are summed up under the guest's lock.
  if (act.spending !== undefined || pointsSpentOffline(act) > 0) return true;
  // The other parts of the receipt limit this part's amount.
  if (act.receipt.part !== undefined) return true;
  const { body } = act;
  return kindOf(body).alone?.(body) === true || relatedIdOf(act) !== null || holdIdOf(act) !== null;
}

/** No job or till writes anything for a network that is moving to another installation. */
function refuseWhileMoving({ profile }: ConfigurationSnapshot): void {
  if (profile.movingSince !== null) throw networkMoving();
}

function isOfFamily({ act }: PreparedAct): boolean {
  return spendsPoints(act);
}

/** Whether an import's refund may be decided in a batch. A history has thousands; one by one they would take longer than all its sales. */
function isBatchedRefund({ channel, body, guestId }: TillAct): boolean {
  return channel === 'IMPORT' && guestId !== null && kindOf(body).isBatchedByImports === true;
}

function transactionsOf(rows: GroupRows | undefined): readonly string[] {
  return rows?.transactions.map(({ row }) => row.id) ?? [];
}

const NO_CODES: CodesOfActs = new Map();
const NO_TIERS: ReadonlyMap<string, string> = new Map();

function relatedIdOf({ body }: TillAct): string | null {
  return kindOf(body).related?.(body) ?? null;
}

function isLate({ guestId, channel, body, occurredAt }: TillAct, now: number): boolean {
  if (guestId === null || channel === 'IMPORT') return false;
  const { tierAsOf } = kindOf(body);
  return tierAsOf === 'RECEIPT' || (tierAsOf === 'ACT' && isLongAgo({ occurredAt }, now));
}

/** Whether an act happened so long ago that its guest is no longer at the till. `now` in milliseconds. */
export function isLongAgo({ occurredAt }: Pick<TillAct, 'occurredAt'>, now: number): boolean {
  return occurredAt !== null && now - occurredAt > LATE_MS;
}

/** The time whose tier decides: the act's own, or the time of the receipt that it refers to. */
function lateActOf(act: TillAct): LateAct {
  const { id, guestId, occurredAt, body } = act;
  return { id, guestId, occurredAt, receiptId: kindOf(body).tierAsOf === 'RECEIPT' ? relatedIdOf(act) : null };
}

/** The part of the guest that the decisions of a group need. */
function readingOf({ guestId, acts }: GroupToRead, snapshot: ConfigurationSnapshot): TillReading {
  const needLots = acts.some(
    ({ act }) => kindOf(act.body).needsLots(act.body, act.channel) || mayHaveSoleShares(act, snapshot),
  );
  const lookUps = acts.flatMap(({ act }) => lookUpOf(act) ?? []);
  // Points that a family lends for the last act come in as acts before it.
  const last = acts.at(-1);
  const spending = last && spendingOf(last.act);
  return { guestId, needLots, lookUps, spending };
}

function spendingOf({ spending, receipt, pointOfSaleId }: TillAct): SpendReading | undefined {
  if (spending === undefined) return undefined;
  const { number: receiptNumber, externalOrderId } = receipt;
  return { since: spending.since, receiptNumber, externalOrderId, pointOfSaleId };
}

type GroupToRead = Pick<ActGroup, 'guestId'> & { readonly acts: readonly Pick<PreparedAct, 'act'>[] };

function byGuest(a: ActGroup, b: ActGroup): number {
  const [left, right] = [a.guestId ?? '', b.guestId ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

function resultOf(
  acts: readonly TillAct[],
  groups: readonly ActGroup[],
  decided: readonly DecidedGroup[],
  lostGroups: readonly LostGroup[],
): BatchResult {
  const lostNumbers = new Set(lostGroups.map((group) => group.lost_group));
  const settled = new Map<TillAct, Outcome>();
  groups.forEach((group, i) => {
    group.acts.forEach(({ act }, n) => {
      const outcome = decided[i]?.outcomes[n];
      if (!lostNumbers.has(i + 1) && outcome !== undefined) settled.set(act, outcome);
    });
  });
  return { settled, lost: acts.filter((act) => !settled.has(act)) };
}
