import { Injectable } from '@nestjs/common';
import { Guests } from '../../../identity';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { refuseOwnAccount, Sessions, UseCase } from '../../../security';
import { type JournalRow, findJournalRows, JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { decodeRefundDetails, decodeTrace } from '../../ledger/journal/stored-json';
import { withLineage } from '../../ledger/read/lineage.sql';
import { listRelatedRows } from '../../ledger/read/related-rows.sql';
import { MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { StaffHandOvers } from '../../till/sole-gifts/staff-hand-overs';
import { requirePosted } from '../../till/responses/respond';
import { detailsOf, mergeAnswerOf, unmergeAnswerOf, type MergeRows } from './merge-answers.rules';
import type { MergeAnswer, UnmergeAnswer } from './merge.dto';
import { mergedRowOf, MergeRounds, type MergeWish, passingOf } from './merge-rounds';
import {
  listFirstSales,
  type SurrenderAct,
  withoutRefunded,
  withoutSales,
  type RefundedFigures,
} from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { refusing } from '../../ledger/act/refusing';
import type { SurrenderBody } from '../../ledger/act/till-act';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { MERGE } from '../../till/kinds/merge';
import { Handles } from '../../../platform/http/handlers-of';
import {
  type Allowance,
  deleteMember,
  type FamilyRole,
  insertMember,
  listFamilyOf,
  type FamilyMember,
  setFamily,
} from '../../ledger/read/family-members.sql';

type Membership = Pick<FamilyMember, 'role' | 'allowance'>;

/** A membership that was merged into another one of the same family, with everything that an undo of the merge needs. */
interface TakenMembership extends Membership {
  readonly guestId: string;
  readonly joinedAt: number;
  /** The membership that the receiving guest had before. */
  readonly own: Membership;
  /** Children whose allowance this member gave. */
  readonly gaveTo: readonly string[];
  readonly took: readonly TakenMembership[];
}

const RANK: Readonly<Record<FamilyRole, number>> = { HEAD: 2, ADULT: 1, CHILD: 0 };

/** The side of a merge that gives up, and the two guests. The states of both guests are written by now. */
interface MergePassage {
  readonly networkId: string;
  readonly transactionId: string;
  readonly guestId: string;
  readonly toGuestId: string;
}

/** More refunds than this between a merge and its undo are treated as a bug. */
const MAX_REFUNDS = 10_000;

/** Two guests that are one person become one; the source is closed (ledger.md, rule 29). */
export class MergeGuests extends UseCase<MergeAnswer, { wish: MergeWish }> {}

/** How many holds the merge released: their rows stand right before it in the source's journal and have the same request. */
async function countReleased(
  tx: Tx,
  networkId: string,
  { guestId, guestVersion, requestId }: JournalRow,
): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*)::bigint AS count FROM transactions
      WHERE network_id = $1 AND guest_id = $2 AND guest_version < $3 AND type = 'RELEASE' AND request_id = $4`,
    [networkId, guestId, guestVersion, requestId],
  );
  return count;
}

const ALREADY_UNDONE = refusing('already_undone');

/** A merge is undone by a new movement back; the answer says what was spent meanwhile. */
export class UndoMerge extends UseCase<UnmergeAnswer, { mergeId: string; reason: string }> {}

@Injectable()
export class MergesHandlers {
  constructor(
    private readonly database: Database,
    private readonly rounds: MergeRounds,
    private readonly multiGuest: MultiGuestTransaction,
    private readonly guests: Guests,
    private readonly sessions: Sessions,
    private readonly keyed: KeyedCalls,
    private readonly handOvers: StaffHandOvers,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `guest_merged`, `points_handed_over_exceeded`, the refusal `merge_not_possible` */
  @Handles(MergeGuests)
  async mergeGuests({ context, input: { wish } }: MergeGuests): Promise<MergeAnswer> {
    const { networkId, call } = context;
    const { guestId, sourceId } = wish;
    const lead = await this.rounds.surrender(context, wish, call);
    const outcome = await this.multiGuest.run({
      networkId,
      guestIds: await this.rounds.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => {
        const { outcome } = await this.rounds.decide(round, lead, guestId, null);
        // Either guest may have been another person until now, so the points of both count.
        if (outcome.kind === 'POSTED')
          await this.handOvers.chargeGuests(round.tx, context.principal, [guestId, sourceId]);
        return outcome;
      },
      after: async (tx, row) => {
        await this.guests.close(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), null);
        await passMembership(tx, networkId, sourceId, guestId);
        const passing = { networkId, guestId: sourceId, toGuestId: guestId, mergeId: row.id };
        for (const follower of this.rounds.followers) await follower.pass(tx, passing);
        await this.rounds.appendAudit(tx, context, 'guest.merged', row);
      },
    });
    requirePosted(outcome);
    const surrender = mergedRowOf(outcome, call);
    await this.sessions.endAllOfGuest(networkId, sourceId, 'merged');
    const rows = await this.rounds.readSides(networkId, surrender);
    const beside = await this.database.inNetwork(networkId, async (tx) => ({
      holdsReleased: await countReleased(tx, networkId, surrender),
      rewards: await countRewardsPassed(tx, networkId, surrender.id),
    }));
    return mergeAnswerOf(rows, beside, surrender.id);
  }

  /** @throws ProblemError 404, `not_a_merge`, `already_undone` */
  @Handles(UndoMerge)
  async undoMerge({ context, input: { mergeId, reason } }: UndoMerge): Promise<UnmergeAnswer> {
    const { principal, networkId, call } = context;
    const merge = await this.rounds.getRow(networkId, mergeId);
    if (!isMerge(merge))
      return this.keyed.run(networkId, call, 201, () => Promise.reject(new ProblemError('not_a_merge')));
    const { surrender: given, absorb: taken } = await this.rounds.readSides(networkId, merge);
    const [guestId, sourceId] = [taken.guestId ?? '', given.guestId ?? ''];
    refuseOwnAccount(principal, sourceId);
    const { lots, figures } = detailsOf(given);
    const before = detailsOf(taken).before;
    if (before === undefined) throw new Error(`the merge ${mergeId} does not say what its guest was before`);
    const undoes: SurrenderAct['undoes'] = {
      lots: lots.map((lot) => ({ lotId: lot.lotId, expiresAt: lot.expiresAt, points: lot.points })),
      figures,
      before,
      tierAfter: taken.tier ?? '',
    };
    const digest = claimDigest('UNDO', mergeId);
    const body: SurrenderBody = { kind: 'SURRENDER', toGuestId: sourceId, undoes, mergeId, comment: reason };
    const lead = await this.rounds.place(principal, guestId, body, call, [{ kind: 'UNDO', digest }]);
    const outcome = await this.multiGuest.run({
      networkId,
      guestIds: await this.rounds.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => {
        const isUndone = (await findClaimHolder(round.tx, networkId, digest)) !== null;
        const refunds = await listRefundsMeanwhile(round.tx, networkId, { surrender: given, absorb: taken });
        const takenBack = await listSalesTakenBack(round.tx, networkId, listFirstSales(before));
        const left = {
          ...undoes,
          figures: withoutRefunded(figures, refunds),
          before: withoutSales(before, takenBack),
        };
        const undoing = { ...lead, body: { ...body, undoes: left } };
        return (await this.rounds.decide(round, undoing, sourceId, isUndone ? ALREADY_UNDONE : null)).outcome;
      },
      after: async (tx, row) => {
        await this.guests.reopen(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), mergeId);
        await returnMembership(tx, networkId, guestId, sourceId);
        const passing = { networkId, guestId, toGuestId: sourceId, mergeId };
        for (const follower of this.rounds.followers) await follower.giveBack(tx, passing);
        await this.rounds.appendAudit(tx, context, 'guest.unmerged', row);
      },
    });
    requirePosted(outcome);
    const undone = mergedRowOf(outcome, call);
    // A session that began with a phone of the source belonged to the source.
    await this.sessions.endAllOfGuest(networkId, guestId, 'merged');
    const rewards = await this.database.inNetwork(networkId, async (tx) => ({
      came: await countRewardsPassed(tx, networkId, mergeId),
      returned: await countRewardsPassed(tx, networkId, undone.id),
    }));
    return unmergeAnswerOf(merge, await this.rounds.readSides(networkId, undone), rewards);
  }
}

function isMerge({ type, direction, reasonCode }: JournalRow): boolean {
  return type === 'TRANSFER' && direction === 'DEBIT' && reasonCode === MERGE;
}

/** Refunds that the merge's receiver got since the merge, of sales that came with it. Their figures had belonged to the source. */
async function listRefundsMeanwhile(
  tx: Tx,
  networkId: string,
  { surrender, absorb }: MergeRows,
): Promise<RefundedFigures[]> {
  const rows = await tx.query<JournalRow>(
    `${withLineage('SELECT $2::uuid, $2::uuid, $3::bigint')}
     SELECT ${JOURNAL_COLUMNS} FROM transactions t
     JOIN transactions s ON s.network_id = $1 AND s.id = t.related_id
     WHERE t.network_id = $1 AND t.guest_id = $4 AND t.guest_version > $5 AND t.type = 'REFUND'
       AND s.guest_id IN (SELECT guest_id FROM l)
     ORDER BY t.guest_version LIMIT $6`,
    [networkId, surrender.guestId, surrender.guestVersion, absorb.guestId, absorb.guestVersion, MAX_REFUNDS],
  );
  const sales = new Map(
    (await findJournalRows(tx, networkId, [...new Set(rows.flatMap(({ relatedId }) => relatedId ?? []))])).map(
      (sale) => [sale.id, sale],
    ),
  );
  return rows.flatMap((row) => {
    const sale = sales.get(row.relatedId ?? '');
    return sale === undefined ? [] : [refundedBy(row, sale)];
  });
}

/** Those of these first sales that a refund took back as a whole. */
async function listSalesTakenBack(tx: Tx, networkId: string, firstSales: readonly string[]): Promise<string[]> {
  const saleIds = firstSales.filter((sale) => sale !== 'IMPORT');
  if (saleIds.length === 0) return [];
  const related = await listRelatedRows(tx, networkId, saleIds);
  return saleIds.filter((id) =>
    related.get(id)?.others.some((row) => row.type === 'REFUND' && decodeRefundDetails(row).whole),
  );
}

/** The figures that the refund took. Points that had expired or that the policy forgave count too, since they had counted as earned. */
function refundedBy(row: JournalRow, sale: JournalRow): RefundedFigures {
  const { whole, expired, forgiven } = decodeRefundDetails(row);
  const isSale = sale.type === 'SALE';
  const once = isSale && whole ? 1 : 0;
  const [day] = JSON.parse(sale.details ?? '[0]') as [number];
  const notTaken = forgiven < 0 ? forgiven : row.pointsNotTaken;
  return {
    day,
    spend: isSale ? row.payable : 0,
    visits: once,
    points: row.pointsEarned + expired + notTaken,
    sales: once,
    wholeSaleId: whole ? sale.id : null,
    stamps: decodeTrace(row).flatMap(({ rule, amount, arguments: { card } }) =>
      rule === 'refund.stamps' && typeof card === 'string' ? [{ card, count: amount }] : [],
    ),
  };
}

/**
 * Passes all redemptions of a guest to the other, along with its rewards, coupons and limits. With `mergeId`,
 * redemptions that came with that merge go back if they can still be used or had ended before it. The rest stays with
 * the guest who used them.
 */
async function passRedemptions(
  tx: Tx,
  { networkId, transactionId, guestId, toGuestId }: MergePassage,
  mergeId: string | null,
): Promise<void> {
  await tx.query`WITH moved AS (
        UPDATE redemptions d SET guest_id = ${toGuestId}
         WHERE d.network_id = ${networkId} AND d.guest_id = ${guestId} ${when(
           mergeId !== null,
           sql`AND (EXISTS (
           SELECT FROM redemption_moves m
            WHERE m.network_id = ${networkId} AND m.redemption_id = d.id AND m.transaction_id = ${mergeId} AND (d.ended_at IS NULL OR NOT m.open)))`,
         )}
        RETURNING d.id, d.ended_at IS NULL AS open)
      INSERT INTO redemption_moves (network_id, transaction_id, redemption_id, open)
      SELECT ${networkId}, ${transactionId}, id, open FROM moved`;
}

/** How many unused rewards went over with this side of a merge. */
async function countRewardsPassed(tx: Tx, networkId: string, transactionId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::bigint AS count FROM redemption_moves WHERE network_id = ${networkId}
     AND transaction_id = ${transactionId} AND open`;
  return count;
}

/**
 * Passes the membership of a merged guest to the other guest, together with the allowances that it gave children. If
 * both were in one family, the other guest gets the higher of both roles. All members are locked.
 */
async function passMembership(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const other = members.find((member) => member.guestId === toGuestId);
  const children = givenBy(members, guestId).filter((childId) => childId !== toGuestId);
  if (other === undefined) await moveMembership(tx, networkId, guestId, toGuestId, guestId);
  else {
    const taken: TakenMembership = {
      guestId,
      joinedAt: own.joinedAt,
      role: own.role,
      allowance: own.allowance,
      own: { role: other.role, allowance: other.allowance },
      gaveTo: children,
      took: await listTaken(tx, networkId, guestId),
    };
    await deleteMember(tx, networkId, guestId);
    await writeMembership(
      tx,
      networkId,
      other,
      isHigher(own.role, other.role) ? { role: own.role, allowance: null } : other,
    );
    await writeTaken(tx, networkId, toGuestId, [...(await listTaken(tx, networkId, toGuestId)), taken]);
  }
  await passGiving(tx, networkId, own.familyId, children, toGuestId);
}

/** Returns the membership, and the allowances that it gave, to the guest from whom the merge took it. */
async function returnMembership(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const taken = await listTaken(tx, networkId, guestId);
  const membership = taken.find((one) => one.guestId === toGuestId);
  if (membership !== undefined) {
    await splitMemberships(tx, networkId, own, membership, members);
    await writeTaken(
      tx,
      networkId,
      guestId,
      taken.filter((one) => one !== membership),
    );
    return;
  }
  const came = await tx.maybe`
    SELECT FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId} AND came_from = ${toGuestId}`;
  if (came === undefined) return;
  await moveMembership(tx, networkId, guestId, toGuestId, null);
  await passGiving(tx, networkId, own.familyId, givenBy(members, guestId), toGuestId);
}

/** Splits one membership into two again. Later changes by hand stay: a guest who is no longer head cannot return that role. */
async function splitMemberships(
  tx: Tx,
  networkId: string,
  own: FamilyMember,
  membership: TakenMembership,
  members: readonly FamilyMember[],
): Promise<void> {
  const wasRaised = isHigher(membership.role, membership.own.role) && own.role === membership.role;
  const mayGive = (allowance: Allowance | null, giverIds: readonly string[]) =>
    allowance !== null && giverIds.includes(allowance.giverId) ? allowance : null;
  const adults = members.filter(({ role, guestId }) => role !== 'CHILD' && guestId !== own.guestId);
  const givers = adults.map(({ guestId }) => guestId);
  const kept = wasRaised ? membership.own.role : own.role;
  const role = membership.role === 'HEAD' && !wasRaised ? 'ADULT' : membership.role;
  if (wasRaised) {
    const allowance = mayGive(membership.own.allowance, [...givers, membership.guestId]);
    // Runs before the other member exists, who may be the giver; no foreign key ties the two.
    await writeMembership(tx, networkId, own, { role: kept, allowance });
  }
  await insertMember(tx, networkId, { familyId: own.familyId, guestId: membership.guestId, role });
  await tx.query`UPDATE family_members SET joined_at = to_timestamp(${membership.joinedAt}::double precision / 1000)
      WHERE network_id = ${networkId} AND guest_id = ${membership.guestId}`;
  const allowance = mayGive(membership.allowance, kept === 'CHILD' ? givers : [...givers, own.guestId]);
  await writeMembership(tx, networkId, { ...own, guestId: membership.guestId }, { role, allowance });
  await writeTaken(tx, networkId, membership.guestId, membership.took);
  const stillGiven = givenBy(members, own.guestId).filter((childId) => membership.gaveTo.includes(childId));
  await passGiving(tx, networkId, own.familyId, stillGiven, membership.guestId);
}

function isHigher(role: FamilyRole, than: FamilyRole): boolean {
  return RANK[role] > RANK[than];
}

function givenBy(members: readonly FamilyMember[], giverId: string): string[] {
  return members.flatMap(({ guestId, allowance }) => (allowance?.giverId === giverId ? [guestId] : []));
}

async function passGiving(
  tx: Tx,
  networkId: string,
  familyId: string,
  childIds: readonly string[],
  toGiverId: string,
): Promise<void> {
  for (const childId of childIds) {
    await setFamily(tx, networkId, childId, familyId);
    await tx.query`
      UPDATE family_members SET allowance_giver = ${toGiverId} WHERE network_id = ${networkId} AND guest_id = ${childId}`;
  }
}

async function writeMembership(
  tx: Tx,
  networkId: string,
  { guestId, familyId }: Pick<FamilyMember, 'guestId' | 'familyId'>,
  { role, allowance }: Membership,
): Promise<void> {
  await setFamily(tx, networkId, guestId, familyId);
  await tx.query`UPDATE family_members SET role = ${role}, allowance = ${allowance?.points ?? null},
      allowance_period = ${allowance?.period ?? null}, allowance_giver = ${allowance?.giverId ?? null},
        allowance_since = to_timestamp(${allowance?.since ?? null}::double precision / 1000) WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}

async function listTaken(tx: Tx, networkId: string, guestId: string): Promise<readonly TakenMembership[]> {
  const { taken } = await tx.one<{ taken: TakenMembership[] }>`
    SELECT taken FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
  return taken;
}

async function writeTaken(
  tx: Tx,
  networkId: string,
  guestId: string,
  taken: readonly TakenMembership[],
): Promise<void> {
  await tx.query`
    UPDATE family_members SET taken = ${JSON.stringify(taken)} WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}

async function moveMembership(
  tx: Tx,
  networkId: string,
  guestId: string,
  toGuestId: string,
  cameFrom: string | null,
): Promise<void> {
  const { familyId } = await tx.one<{ familyId: string }>`
    SELECT family_id FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
  await setFamily(tx, networkId, guestId, null);
  await setFamily(tx, networkId, toGuestId, familyId);
  await tx.query`
    UPDATE family_members SET guest_id = ${toGuestId}, came_from = ${cameFrom} WHERE network_id = ${networkId}
     AND guest_id = ${guestId}`;
}
