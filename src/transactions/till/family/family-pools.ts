import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { type FamilyPool, givableLots, invariant, points } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { lowestIdAt, newId } from '../../../platform/ids/ids';
import { asOfNow } from '../balances/as-of-now';
import { LostRace } from '../../ledger/write/attempts';
import type { PreparedAct } from '../kinds/built-act';
import type { RefusalReason } from '../../ledger/act/refusing';
import { type DecidedTogether, togetherOf } from '../decide/decide-group';
import { type GiveBody, NO_RECEIPT, type Outcome, type TillAct } from '../../ledger/act/till-act';
import { kindOf } from '../kinds/kinds';
import { TillBatch } from '../batch/till-batch';
import { transactionTill } from '../../ledger/write/till-statements';
import type { ActCall, Locks, ActPart } from '../participants/participant';
import { receiveOf } from './receiving.rules';
import { periodsAt } from './transfer-limits.rules';
import { listParties } from './transfer-parties.sql';
import { type Allowance, listFamilyOf, type FamilyMember } from '../../ledger/read/family-members.sql';
import { lendable, type Lender, mostOf, sharesOf } from './family-shares.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { holdIdOf, spendsPoints } from '../kinds/act-traits';

/** Points of other members that a guest may spend now. */
export interface Loan {
  readonly lenders: readonly Lender[];
  readonly earnedBefore: number | null;
}

const DAY_MS = 86_400_000;
const NOTHING: Loan = { lenders: [], earnedBefore: null };

/**
 * Points of a family. Each member's points stay lots of that member's account. When a member redeems more than it has,
 * exactly the missing points move to it from the others and are redeemed, in one transaction with all members locked in
 * the order of their ids. A child redeems only within its allowance.
 */
@Injectable()
export class FamilyPools {
  static readonly locks = { guests: ['guest_states'] } satisfies Locks;

  constructor(private readonly batch: TillBatch) {}

  begin({ tx, act, snapshot, locked, mayHaveFamily }: ActCall): ActPart {
    const { guestId } = act;
    let family: readonly FamilyMember[] = [];
    return {
      read: async (reading) => {
        // A quote that redeems nothing still says how much the guest could redeem.
        const isAsked = spendsPoints(act) || (locked === null && kindOf(act.body).wants !== undefined);
        if (!mayHaveFamily || guestId === null || !isAsked) return reading;
        family = await listFamilyOf(tx, act.networkId, guestId);
        // Joining or leaving locks all members, so this list stays true from here on. A guest who joined before the
        // lock is missed.
        if (locked !== null && family.some((member) => !locked.guestIds.includes(member.guestId)))
          throw new LostRace('version');
        const own = family.find((member) => member.guestId === guestId);
        if (own?.role !== 'CHILD') return reading;
        const left = await this.allowanceLeft(tx, snapshot, own, holdIdOf(act));
        return { ...reading, act: { ...act, networkLimit: Math.min(left, act.networkLimit ?? left) } };
      },
      decide: (prepared, decided) => this.lend(tx, snapshot, prepared, family, decided),
      quote: (prepared, outcome) => this.withPool(tx, snapshot, prepared, family, outcome),
    };
  }

  /** Points that a child may still redeem. Points in open holds count as spent, except those of the hold that the act captures. */
  async allowanceLeft(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    child: FamilyMember,
    captured: string | null = null,
  ): Promise<number> {
    const { allowance, guestId } = child;
    if (allowance === null) return 0;
    const networkId = snapshot.profile.id;
    const [row] = await transactionTill(tx).read(networkId, [{ guestId, needLots: true }]);
    const state = asOfNow(row, snapshot);
    if (row === undefined || state === undefined) return 0;
    const used = await sumRedeemed(tx, networkId, guestId, startOf(allowance, snapshot, row.now_ms));
    const held = state.counters.holds.reduce(
      (sum, hold) => sum + (hold.id === captured || hold.isReview === true ? 0 : hold.points),
      0,
    );
    return Math.max(0, allowance.points - used - held);
  }

  /** If the guest has too few points, the act is decided with the family's points. A till's allowance pays only the rest. */
  private async lend(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly FamilyMember[],
    decided: DecidedTogether,
  ): Promise<DecidedTogether> {
    const { allowance } = prepared;
    const { outcome } = decided;
    const wanted = wantedOf(prepared);
    if (wanted === null || outcome.kind !== 'REFUSED' || outcome.code !== 'insufficient_points') return decided;
    const loan = await this.loanTo(tx, snapshot, prepared.act.guestId, family);
    if (loan.lenders.length === 0)
      return allowance === undefined ? decided : this.batch.decideOne(tx, snapshot, prepared);
    const refuse = (refused: RefusalReason) => this.batch.decideOne(tx, snapshot, { ...prepared, refused });
    const available = Number(outcome.data['available']);
    const inAll = available + lendable(loan.lenders);
    if (wanted > inAll + (allowance?.left ?? 0))
      return refuse({ refused: 'insufficient_points', data: { ...outcome.data, available: inAll } });
    const shares = sharesOf(Math.min(wanted, inAll) - available, loan.lenders);
    const together = await this.decideWith(tx, snapshot, prepared, shares, loan.earnedBefore);
    // A refused act borrows nothing.
    return together.outcome.kind === 'REFUSED'
      ? refuse({ refused: together.outcome.code, data: together.outcome.data })
      : together;
  }

  /** The quote's `max`, raised by what the family lends. */
  private async withPool(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly FamilyMember[],
    outcome: Outcome,
  ): Promise<Outcome> {
    const limitedBy = outcome.kind === 'POSTED' ? outcome.redeemable?.limitedBy : undefined;
    // A guest with fewer points than the least redemption counts as having too few.
    if (
      outcome.kind !== 'POSTED' ||
      (limitedBy !== 'BALANCE' && limitedBy !== 'MINIMUM') ||
      wantedOf(prepared) === null
    )
      return outcome;
    const loan = await this.loanTo(tx, snapshot, prepared.act.guestId, family);
    const all = lendable(loan.lenders);
    if (all === 0) return outcome;
    const lent = await this.decideWith(tx, snapshot, prepared, sharesOf(all, loan.lenders), loan.earnedBefore);
    return lent.outcome.kind === 'POSTED' ? { ...outcome, redeemable: lent.outcome.redeemable } : outcome;
  }

  /** Points that other members would lend a member under the programme in force. */
  async loanTo(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    guestId: string | null,
    family: readonly FamilyMember[],
  ): Promise<Loan> {
    const own = family.find((member) => member.guestId === guestId);
    if (own === undefined || family.length < 2) return NOTHING;
    const networkId = snapshot.profile.id;
    const ids = family.map((member) => member.guestId);
    const rows = await transactionTill(tx).read(
      networkId,
      ids.map((id) => ({ guestId: id, needLots: true })),
    );
    const now = rows[0]?.now_ms ?? 0;
    const pool = snapshot.programInForce(new Date(now))?.program.document.families?.pool ?? null;
    if (pool === null) return NOTHING;
    const parties = await listParties(tx, networkId, ids);
    if (!isSettled(own, pool, now) || parties.get(own.guestId)?.overdraft !== false) return NOTHING;
    const mayLend = family.filter((member) => {
      const party = parties.get(member.guestId);
      if (member === own || party === undefined || !isSettled(member, pool, now)) return false;
      if (own.role === 'CHILD' && member.guestId !== own.allowance?.giverId) return false;
      return !party.blocked && !party.overdraft && !party.erased && party.mergedInto === null;
    });
    const lent = await sumLent(
      tx,
      networkId,
      mayLend.map((member) => member.guestId),
      periodsAt(calendarOfNetwork(snapshot), now),
    );
    const earnedBefore = pool.pointsCoolFor === 0 ? null : now - pool.pointsCoolFor * DAY_MS;
    const lenders = mayLend.flatMap((member): Lender[] => {
      const state = asOfNow(rows[ids.indexOf(member.guestId)], snapshot);
      if (state === undefined) return [];
      const before = lent.get(member.guestId) ?? { day: 0, month: 0 };
      return [{ guestId: member.guestId, most: mostOf(pool, before), lots: givableLots(state, earnedBefore, now) }];
    });
    return { lenders, earnedBefore };
  }

  private async decideWith(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    shares: ReadonlyMap<string, number>,
    earnedBefore: number | null,
  ): Promise<DecidedTogether> {
    const connection = transactionTill(tx);
    const { act } = prepared;
    const gives = [...shares].map(([guestId, share]) => giveOf(act, guestId, share, earnedBefore));
    const lent = await this.batch.decideGroups(
      connection,
      snapshot,
      gives.map((give) => ({ guestId: give.guestId, acts: [plain(give)] })),
    );
    const receives = lent.map(({ outcomes: [outcome] }, i) => {
      const give = gives[i];
      if (outcome?.kind !== 'POSTED' || give === undefined) throw new LostRace('version');
      return plain(receiveOf(give, outcome.row));
    });
    const [spent] = await this.batch.decideGroups(connection, snapshot, [
      { guestId: act.guestId, acts: [...receives, prepared] },
    ]);
    invariant(spent !== undefined, 'each group is decided');
    return togetherOf([...lent, spent], lent.length);
  }
}

/** Points that the act asks for and a family may lend. A hold takes only the guest's own points, since they return to the guest when it ends. */
function wantedOf({ act: { body }, rewards }: PreparedAct): number | null {
  return kindOf(body).wants?.(body, rewards) ?? null;
}

function isSettled({ joinedAt }: FamilyMember, { membersCoolFor }: FamilyPool, now: number): boolean {
  return joinedAt <= now - membersCoolFor * DAY_MS;
}

/** The start of a child's allowance: the beginning of the network's month, or the day on which a parent gave it. */
function startOf({ period, since }: Allowance, snapshot: ConfigurationSnapshot, now: number): number {
  return period === 'ONCE' ? since : periodsAt(calendarOfNetwork(snapshot), now).month;
}

function giveOf(lead: TillAct, guestId: string, share: number, earnedBefore: number | null): TillAct {
  const body: GiveBody = {
    kind: 'GIVE',
    purpose: 'FAMILY',
    toGuestId: lead.guestId ?? '',
    points: points(share),
    earnedBefore,
    named: null,
    relatedId: lead.id,
    comment: null,
  };
  return {
    ...lead,
    id: newId(),
    guestId,
    body,
    key: null,
    claims: [],
    restaurantId: null,
    pointOfSaleId: null,
    shiftId: null,
    receipt: NO_RECEIPT,
    occurredAt: null,
    deviceTime: null,
    networkLimit: null,
  };
}

function plain(act: TillAct): PreparedAct {
  return { act, related: null, hold: null, receiptHolders: [], tierAsOf: null, rewards: null, refused: null };
}

/** By guest id: how many of the member's points others have spent since two instants. Read under the members' locks. */
async function sumLent(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
  { day, month }: { readonly day: number; readonly month: number },
): Promise<ReadonlyMap<string, { readonly day: number; readonly month: number }>> {
  // Ids are ordered by time; one day of margin before the month covers a clock that is off.
  const rows = await tx.query<{ guestId: string; day: number; month: number }>`
    SELECT i.id AS "guest_id!", t.day, t.month FROM unnest(${guestIds}::uuid[]) i(id)
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(t.points_earned) FILTER (WHERE t.recorded_at >= to_timestamp(${day}::double precision / 1000)), 0)::bigint AS day,
        coalesce(sum(t.points_earned), 0)::bigint AS month
      FROM transactions t
      WHERE t.network_id = ${networkId} AND t.guest_id = i.id AND t.id >= ${lowestIdAt(month - DAY_MS)} AND t.type = 'TRANSFER' AND t.direction = 'DEBIT'
        AND t.reason_code = 'FAMILY' AND t.recorded_at >= to_timestamp(${month}::double precision / 1000)) t`;
  return new Map(rows.map(({ guestId, ...sums }) => [guestId, sums]));
}

/** How many points a guest has redeemed since an instant, minus points that refunds of these redemptions returned. */
async function sumRedeemed(tx: Statements, networkId: string, guestId: string, since: number): Promise<number> {
  const { redeemed } = await tx.one<{ redeemed: number }>`
    SELECT coalesce(sum(x.amount), 0)::bigint - coalesce((
        SELECT sum(r.points_redeemed) FROM transactions r
          JOIN transactions s ON s.network_id = ${networkId} AND s.id = r.related_id AND s.recorded_at >= to_timestamp(${since}::double precision / 1000)
         WHERE r.network_id = ${networkId} AND r.guest_id = ${guestId} AND r.id >= ${lowestIdAt(since - DAY_MS)} AND r.type = 'REFUND'), 0)::bigint AS redeemed
      FROM transactions t
     CROSS JOIN LATERAL (
       SELECT x.amount FROM transfers x
        WHERE x.network_id = ${networkId} AND x.transaction_id = t.id AND x.code = 'REDEMPTION' AND x.unit IS NULL) x
     WHERE t.network_id = ${networkId} AND t.guest_id = ${guestId} AND t.id >= ${lowestIdAt(since - DAY_MS)}
       AND (t.type IN ('SALE', 'REDEMPTION') OR t.type = 'MANUAL' AND t.facts->'partner' IS NOT NULL)
       AND t.recorded_at >= to_timestamp(${since}::double precision / 1000)`;
  return redeemed;
}
