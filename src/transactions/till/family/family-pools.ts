import { Injectable } from '../../../platform/injectable';
import type { ConfigurationSnapshot } from '../../../configuration';
import { type FamilyPool, givableLots, points } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { asOfNow } from '../balances/as-of-now';
import { LostRace } from '../../ledger/write/attempts';
import type { PreparedAct } from '../kinds/built-act';
import type { Refusing } from '../../ledger/act/refusing';
import { type DecidedTogether, togetherOf } from '../decide/decide-group';
import { type GiveBody, NO_RECEIPT, type Outcome, type TillAct } from '../../ledger/act/till-act';
import { kindOf } from '../kinds/kinds';
import { TillBatch } from '../batch/till-batch';
import { transactionTill } from '../../ledger/write/till-statements';
import type { ActCall, Locks, ActPart } from '../participants/participant';
import { receiveOf } from './receiving.rules';
import { periodsAt } from './transfer-limits.rules';
import { listParties } from './transfer-parties.sql';
import {
  type Allowance,
  listFamilyOf,
  type FamilyMember,
  sumLent,
  sumRedeemed,
} from '../../ledger/read/family-members.sql';
import { lendable, type Lender, mostOf, sharesOf } from './family-shares.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { holdIdOf, spendsPoints } from '../kinds/act-traits';

/** Points of others that a guest may spend now. */
export interface Loan {
  readonly lenders: readonly Lender[];
  readonly earnedBefore: number | null;
}

const DAY_MS = 86_400_000;
const NOTHING: Loan = { lenders: [], earnedBefore: null };

/**
 * Points of a family. Each member's stay lots of its own account: where one redeems more than it has, just what is
 * missing is moved to it from the others and redeemed, in one transaction under the locks of all members, whose order
 * is that of their ids. A child redeems only within its allowance.
 */
@Injectable()
export class FamilyPools {
  static readonly locks = { guests: ['guest_states'] } satisfies Locks;

  constructor(private readonly batch: TillBatch) {}

  begin({ tx, act, snapshot, isWritten, mayHaveFamily }: ActCall): ActPart {
    if (!mayHaveFamily) return {};
    const { networkId, guestId } = act;
    const list = async () => (guestId === null ? [] : listFamilyOf(tx, networkId, guestId));
    let family: readonly FamilyMember[] = [];
    let locked: readonly string[] = [];
    return {
      guests: async () => {
        locked = spendsPoints(act) ? (await list()).map((member) => member.guestId) : [];
        return locked;
      },
      read: async (reading) => {
        // A quote of an act that redeems nothing asks how much it might.
        if (!spendsPoints(act) && (isWritten || kindOf(act.body).wants === undefined)) return reading;
        family = await list();
        // A guest who joins or leaves locks all members, so this reading stays true; a guest may have joined before it.
        if (isWritten && family.some((member) => member.guestId !== guestId && !locked.includes(member.guestId)))
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

  /** Points that a child may still redeem. Points that its open holds set aside are spent already, but for one that is captured. */
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

  /** Where the guest has too few points, the act is decided with what the family lends, and an allowance pays only the rest. */
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
    const refuse = (refused: Refusing) => this.batch.decideOne(tx, snapshot, { ...prepared, refused });
    const available = Number(outcome.data['available']);
    const inAll = available + lendable(loan.lenders);
    if (wanted > inAll + (allowance?.left ?? 0))
      return refuse({ refused: 'insufficient_points', data: { ...outcome.data, available: inAll } });
    const shares = sharesOf(Math.min(wanted, inAll) - available, loan.lenders);
    const together = await this.decideWith(tx, snapshot, prepared, shares, loan.earnedBefore);
    // Nothing is lent for what is refused.
    return together.outcome.kind === 'REFUSED'
      ? refuse({ refused: together.outcome.code, data: together.outcome.data })
      : together;
  }

  /** A quote says the most that can be redeemed with what the family lends. */
  private async withPool(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    prepared: PreparedAct,
    family: readonly FamilyMember[],
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

  /** Points that other members lend a member under the programme in force. */
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
    if (spent === undefined) throw new Error('a group was left undecided');
    return togetherOf([...lent, spent], lent.length);
  }
}

/** Points that the act asks for and a family may lend. A hold sets aside the guest's own alone: what it lets go stays with it. */
function wantedOf({ act: { body }, rewards }: PreparedAct): number | null {
  return kindOf(body).wants?.(body, rewards) ?? null;
}

function isSettled({ joinedAt }: FamilyMember, { membersCoolFor }: FamilyPool, now: number): boolean {
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
  return { act, related: null, hold: null, receiptHolders: [], tierAsOf: null, rewards: null, refused: null };
}
