import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../../configuration';
import { type FamilyPool, givableLots, points } from '../../../../decision';
import type { Tx } from '../../../../platform/database/database';
import { newId } from '../../../../platform/ids/ids';
import { lockGuests } from '../../../ledger/read/guest-locks.sql';
import { asOfNow } from '../../balances/as-of-now';
import { LostRace } from '../../../ledger/journal/attempts';
import type { PreparedAct } from '../../decide/built-act';
import type { Refusing } from '../../../ledger/act/refusing';
import type { DecidedGroup } from '../../decide/decide-group';
import { type GiveBody, NO_RECEIPT, type Outcome, type TillAct } from '../../../ledger/act/till-act';
import { kindOf } from '../../kinds/kinds';
import { calendarOfNetwork, holdIdOf, spendsPoints, TillBatch } from '../../queue/till-batch';
import { type GroupRows, transactionTill } from '../../../ledger/write/till-statements';
import { receiveOf } from './receiving.rules';
import { periodsAt } from './transfer-limits.rules';
import { listParties } from './transfer-parties.sql';
import {
  type Allowance,
  listFamilyOf,
  type Member,
  sumLent,
  sumRedeemed,
} from '../../../ledger/read/family-members.sql';
import { lendable, type Lender, mostOf, sharesOf } from './family-shares.rules';

/** Everything that an act and what was lent for it write, by guest; and what becomes of the act. */
export interface DecidedTogether {
  readonly groups: readonly GroupRows[];
  readonly outcome: Outcome;
}

/** What a guest may spend beside its own points now. */
export interface Loan {
  readonly lenders: readonly Lender[];
  readonly earnedBefore: number | null;
}

const DAY_MS = 86_400_000;
const NOTHING: Loan = { lenders: [], earnedBefore: null };

/**
 * Points of a family. Each member's stay lots of its own account: where one redeems more than it has, just what is
 * missing is moved to it from the others and redeemed, in one transaction under the locks of all members, whose order
 * is that of their ids. What a child redeems stays within what it was given.
 */
@Injectable()
export class FamilyPools {
  constructor(private readonly batch: TillBatch) {}

  /** Whose points the act may concern; nobody's where it redeems none, which a quote may still ask for. */
  async list(tx: Tx, act: TillAct): Promise<readonly Member[]> {
    const asks = spendsPoints(act) || kindOf(act.body).wants !== undefined;
    return asks && act.guestId !== null ? listFamilyOf(tx, act.networkId, act.guestId) : [];
  }

  /** Locks the act's guest, and all of its family where the act redeems points. */
  async lock(tx: Tx, act: TillAct): Promise<readonly Member[]> {
    const { networkId, guestId } = act;
    if (guestId === null) return [];
    const before = spendsPoints(act) ? await listFamilyOf(tx, networkId, guestId) : [];
    const locked = new Set([guestId, ...before.map((member) => member.guestId)]);
    await lockGuests(tx, networkId, [...locked]);
    if (!spendsPoints(act)) return [];
    // Who joins or leaves locks all members, so what is read now stays; somebody may have joined before it.
    const members = await listFamilyOf(tx, networkId, guestId);
    if (members.some((member) => !locked.has(member.guestId))) throw new LostRace('version');
    return members;
  }

  /** The act with what a child may spend now as its limit. */
  async limited(tx: Tx, act: TillAct, snapshot: ConfigurationSnapshot, family: readonly Member[]): Promise<TillAct> {
    const own = family.find(({ guestId }) => guestId === act.guestId);
    if (own?.role !== 'CHILD') return act;
    const left = await this.allowanceLeft(tx, snapshot, own, holdIdOf(act));
    return { ...act, networkLimit: Math.min(left, act.networkLimit ?? left) };
  }

  /** What a child may still redeem. Points that its open holds set aside are spent already, but for one that is captured. */
  async allowanceLeft(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    child: Member,
    captured: string | null = null,
  ): Promise<number> {
    const { allowance, guestId } = child;
    if (allowance === null) return 0;
    const networkId = snapshot.profile.id;
    const [row] = await transactionTill(tx).read(networkId, [{ guestId, needLots: true }]);
    const state = asOfNow(row, snapshot);
    if (row === undefined || state === undefined) return 0;
    const used = await sumRedeemed(tx, networkId, guestId, startOf(allowance, snapshot, row.now_ms));
    const held = state.counters.holds.reduce((sum, hold) => sum + (hold.id === captured ? 0 : hold.points), 0);
    return Math.max(0, allowance.points - used - held);
  }

  /**
   * Decides the act as it is, and where the guest has too few points with what the family lends. The allowance of an
   * offline till pays only what is missing then.
   */
  async decide(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly Member[],
  ): Promise<DecidedTogether> {
    const { allowance, ...withoutAllowance } = prepared;
    const alone = await this.decideAlone(tx, snapshot, withoutAllowance);
    const { outcome } = alone;
    const wanted = wantedOf(prepared);
    if (wanted === null || outcome.kind !== 'REFUSED' || outcome.code !== 'insufficient_points') return alone;
    const loan = await this.loanTo(tx, snapshot, prepared.act.guestId, family);
    if (loan.lenders.length === 0) return allowance === undefined ? alone : this.decideAlone(tx, snapshot, prepared);
    const available = Number(outcome.data['available']);
    const inAll = available + lendable(loan.lenders);
    if (wanted > inAll + (allowance?.left ?? 0))
      return this.decideAlone(tx, snapshot, prepared, { refused: 'insufficient_points', data: { available: inAll } });
    const shares = sharesOf(Math.min(wanted, inAll) - available, loan.lenders);
    const together = await this.decideWith(tx, snapshot, prepared, shares, loan.earnedBefore);
    if (together.outcome.kind !== 'REFUSED') return together;
    // Nothing is lent for what is refused.
    const { code, data } = together.outcome;
    return this.decideAlone(tx, snapshot, prepared, { refused: code, data });
  }

  /** A quote says the most that can be redeemed with what the family lends. */
  async withPool(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly Member[],
    outcome: Outcome,
  ): Promise<Outcome> {
    const limitedBy = outcome.kind === 'POSTED' ? outcome.redeemable?.limitedBy : undefined;
    // Fewer points than the least that may be redeemed are too few as well.
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

  /** What the others lend a member by the programme in force. */
  async loanTo(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    guestId: string | null,
    family: readonly Member[],
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

  private async decideAlone(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    refused: Refusing | null = prepared.refused,
  ): Promise<DecidedTogether> {
    const { guestId } = prepared.act;
    const groups = await this.batch.decideGroups(transactionTill(tx), snapshot, [
      { guestId, acts: [{ ...prepared, refused }] },
    ]);
    return togetherOf(groups, 0);
  }

  private async decideWith(
    tx: Tx,
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
    if (spent === undefined) throw new Error('a group was left undecided');
    return togetherOf([...lent, spent], lent.length);
  }
}

/** Points that the act asks for and a family may lend. A hold sets aside the guest's own alone: what it lets go stays with it. */
function wantedOf({ act: { body }, rewards }: PreparedAct): number | null {
  return kindOf(body).wants?.(body, rewards) ?? null;
}

function isSettled({ joinedAt }: Member, { membersCoolFor }: FamilyPool, now: number): boolean {
  return joinedAt <= now - membersCoolFor * DAY_MS;
}

/** Since when what a child redeems counts: the start of the network's month, or since it was given. */
export function startOf({ period, since }: Allowance, snapshot: ConfigurationSnapshot, now: number): number {
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
  return { act, related: null, hold: null, receiptHolder: null, tierAsOf: null, rewards: null, refused: null };
}

/** In the order of the guests' ids; the outcome is that of the last act of one of them. */
function togetherOf(decided: readonly DecidedGroup[], lead: number): DecidedTogether {
  const outcome = decided[lead]?.outcomes.at(-1);
  if (outcome === undefined) throw new Error('an act was left undecided');
  const order = ({ group: { guestId } }: GroupRows) => guestId ?? '';
  const groups = decided.map(({ rows }) => rows).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { groups, outcome };
}
