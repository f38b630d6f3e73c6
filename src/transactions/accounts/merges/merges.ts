import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Snapshots } from '../../../configuration';
import type { SurrenderAct } from '../../../decision';
import { Guests } from '../../../identity';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import { Audit, networkOf, type Origin, type Principal, refuseOwnAccount, Sessions } from '../../../security';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { requirePosted } from '../../till/responses/tell-outcome';
import { listFamilyOf } from '../../ledger/read/family-members.sql';
import { haveTwoFamilies, passSeat, returnSeat } from '../families/merged-seat.sql';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { guestStateOf } from '../../ledger/journal/guest-state';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { MERGE, UNMERGE } from '../../till/decide/build-transfer';
import { findClaimHolder } from '../../ledger/claims/claims.sql';
import { listRelatedRows } from '../../ledger/read/related-rows.sql';
import { type AbsorbBody, NO_RECEIPT, type Outcome, type SurrenderBody, type TillAct } from '../../ledger/act/till-act';
import { transactionTill } from '../../ledger/write/till-statements';
import { TogetherRound, TillTogether } from '../../till/queue/till-together';
import { listParties } from '../../till/spending/family-and-allowance/transfer-parties.sql';
import { countRewardsInHand, countRewardsPassed, passRedemptions } from './followers.sql';
import { detailsOf, mergeAnswerOf, type MergeRows, unmergeAnswerOf } from './merge-answers.rules';
import type { MergeAnswer, MergesInForce, UnmergeAnswer } from './merge.dto';
import { MERGED_LISTS, type MergedLists } from './merged-lists.port';
import { listMergesInForce } from './merges-in-force.sql';

/** Two guests that are one person become one, and two again (ledger.md, rule 29). */
@Injectable()
export class Merges {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly guests: Guests,
    private readonly intake: ActIntake,
    private readonly together: TillTogether,
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly modules: ModuleRef,
  ) {}

  /** Looked up at its use: the layer that gives it is made from this one's parts. */
  private get lists(): MergedLists {
    return this.modules.get<MergedLists>(MERGED_LISTS, { strict: false });
  }

  /** @throws ProblemError `guest_not_found` */
  list(principal: Principal, guestId: string): Promise<MergesInForce> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await listParties(tx, networkId, [guestId])).has(guestId)) throw new ProblemError('guest_not_found');
      const rows = await listMergesInForce(tx, networkId, guestId);
      return { items: rows.map((row) => ({ ...row, mergedAt: row.mergedAt.toISOString() })) };
    });
  }

  /** What a merge would move now; nothing is locked, nothing written. @throws as `merge` */
  async preview(principal: Principal, guestId: string, sourceId: string): Promise<MergeAnswer> {
    const networkId = networkOf(principal);
    const snapshot = await this.snapshots.current(networkId);
    const lead = await this.surrender(principal, { guestId, sourceId, reason: '' }, null);
    return this.database.inNetwork(networkId, async (tx) => {
      const decided = await this.decide(this.together.roundOf(tx, snapshot), lead, guestId, null);
      requirePosted(decided.outcome);
      if (decided.rows === null) throw new Error('a merge that is posted has two sides');
      const rewards = await countRewardsInHand(tx, networkId, sourceId);
      return mergeAnswerOf(decided.rows, { holdsReleased: decided.released, rewards }, null);
    });
  }

  /** @throws ProblemError `guest_not_found`, `own_account`, `guest_merged`, the refusal `merge_not_possible` */
  async merge(
    principal: Principal,
    { guestId, sourceId, reason }: MergeWish,
    call: KeyedCall,
    origin: Origin,
  ): Promise<MergeAnswer> {
    const networkId = networkOf(principal);
    const lead = await this.surrender(principal, { guestId, sourceId, reason }, call);
    const outcome = await this.together.run({
      networkId,
      guestIds: await this.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => (await this.decide(round, lead, guestId, null)).outcome,
      after: async (tx, row) => {
        await this.guests.close(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), null);
        await passSeat(tx, networkId, sourceId, guestId);
        await this.lists.pass(tx, { networkId, guestId: sourceId, toGuestId: guestId, mergeId: row.id });
        await this.note(tx, principal, origin, 'guest.merged', row, reason);
      },
    });
    requirePosted(outcome);
    const surrender = rowOf(outcome, call);
    await this.sessions.endAllOfGuest(networkId, sourceId, 'merged');
    const rows = await this.readSides(networkId, surrender);
    const beside = await this.database.inNetwork(networkId, async (tx) => ({
      holdsReleased: await countReleased(tx, networkId, surrender),
      rewards: await countRewardsPassed(tx, networkId, surrender.id),
    }));
    return mergeAnswerOf(rows, beside, surrender.id);
  }

  /** A new movement back; what was spent meanwhile is told. @throws ProblemError 404, `not_a_merge`, `already_undone` */
  async undo(
    principal: Principal,
    mergeId: string,
    reason: string,
    call: KeyedCall,
    origin: Origin,
  ): Promise<UnmergeAnswer> {
    const networkId = networkOf(principal);
    const merge = await this.getRow(networkId, mergeId);
    if (!isMerge(merge))
      return this.keyed.run(networkId, call, 201, () => Promise.reject(new ProblemError('not_a_merge')));
    const { surrender: given, absorb: taken } = await this.readSides(networkId, merge);
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
    const body: SurrenderBody = { kind: 'SURRENDER', toGuestId: sourceId, undoes, mergeId, reason };
    const lead = await this.place(principal, guestId, body, call, [{ kind: 'UNDO', digest }]);
    const outcome = await this.together.run({
      networkId,
      guestIds: await this.listTouched(networkId, [guestId, sourceId]),
      lead,
      decide: async (round) => {
        const isUndone = (await findClaimHolder(round.tx, networkId, digest)) !== null;
        return (await this.decide(round, lead, sourceId, isUndone ? ALREADY_UNDONE : null)).outcome;
      },
      after: async (tx, row) => {
        await this.guests.reopen(tx, networkId, sourceId, guestId);
        await passRedemptions(tx, passingOf(networkId, row), mergeId);
        await returnSeat(tx, networkId, guestId, sourceId);
        await this.lists.giveBack(tx, { networkId, guestId, toGuestId: sourceId, mergeId });
        await this.note(tx, principal, origin, 'guest.unmerged', row, reason);
      },
    });
    requirePosted(outcome);
    const undone = rowOf(outcome, call);
    // Who signed in by a phone of the source's has a session of the guest that it was.
    await this.sessions.endAllOfGuest(networkId, guestId, 'merged');
    const rewards = await this.database.inNetwork(networkId, async (tx) => ({
      came: await countRewardsPassed(tx, networkId, mergeId),
      returned: await countRewardsPassed(tx, networkId, undone.id),
    }));
    return unmergeAnswerOf(merge, await this.readSides(networkId, undone), rewards);
  }

  /** Decides both sides: holds of the source are let go, it gives up what it has, the other takes just that in. */
  private async decide(
    round: TogetherRound,
    lead: TillAct,
    toGuestId: string,
    refused: Refusing | null,
  ): Promise<{ outcome: Outcome; rows: MergeRows | null; released: number }> {
    const isUndo = lead.body.kind === 'SURRENDER' && lead.body.undoes !== null;
    const holds = isUndo ? [] : await this.listHolds(round, lead);
    const impossible = lead.refused ?? refused ?? (await refuse(round, lead, toGuestId, isUndo));
    const releases = impossible === null ? holds.map((holdId) => releaseOf(lead, holdId)) : [];
    const outcomes = await round.decide(lead.guestId ?? '', [...releases, lead], impossible);
    const outcome = outcomes.at(-1);
    if (outcome === undefined) throw new Error('an act was left undecided');
    if (outcome.kind !== 'POSTED') return { outcome, rows: null, released: 0 };
    const absorbed = await round.decideOne(absorbOf(lead, outcome.row, isUndo));
    if (absorbed.kind !== 'POSTED') throw new Error(`what ${outcome.row.id} moved was not taken in`);
    return { outcome, rows: { surrender: outcome.row, absorb: absorbed.row }, released: holds.length };
  }

  private async listHolds({ tx, snapshot }: TogetherRound, { networkId, guestId }: TillAct): Promise<string[]> {
    const [stored] = await transactionTill(tx).read(networkId, [{ guestId, needLots: false }]);
    if (stored === undefined || stored.version === null) return [];
    const { version, now_ms: now } = stored;
    const { holds } = guestStateOf({ ...stored, version }).counters;
    // What has ended by now is let go by itself, before the acts.
    const isOver = snapshot.programInForce(new Date(now)) !== undefined;
    return holds.filter((hold) => !isOver || hold.expiresAt > now).map(({ id }) => id);
  }

  private async surrender(
    principal: Principal,
    { guestId, sourceId, reason }: MergeWish,
    call: KeyedCall | null,
  ): Promise<TillAct> {
    refuseOwnAccount(principal, guestId);
    const networkId = networkOf(principal);
    const parties = await this.database.inNetwork(networkId, (tx) => listParties(tx, networkId, [guestId, sourceId]));
    if (!parties.has(guestId) || !parties.has(sourceId)) throw new ProblemError('guest_not_found');
    const body: SurrenderBody = { kind: 'SURRENDER', toGuestId: guestId, undoes: null, mergeId: null, reason };
    return this.place(principal, sourceId, body, call, [], guestId === sourceId ? NOT_POSSIBLE : undefined);
  }

  private place(
    principal: Principal,
    guestId: string,
    body: SurrenderBody,
    call: KeyedCall | null,
    claims: TillAct['claims'],
    refused?: Refusing,
  ): Promise<TillAct> {
    return this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: call === null ? null : actKeyOf(call),
      requestId: call?.requestId ?? null,
      claims,
      refused,
    });
  }

  /** Both guests and their families, whose seats follow. */
  private listTouched(networkId: string, guestIds: readonly string[]): Promise<string[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      const touched = new Set(guestIds);
      for (const one of guestIds)
        for (const { guestId } of await listFamilyOf(tx, networkId, one)) touched.add(guestId);
      return [...touched];
    });
  }

  private async getRow(networkId: string, id: string): Promise<JournalRow> {
    const [row] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [id]));
    if (row === undefined) throw new ProblemError('not_found');
    return row;
  }

  private async readSides(networkId: string, surrender: JournalRow): Promise<MergeRows> {
    const related = await this.database.inNetwork(networkId, (tx) => listRelatedRows(tx, networkId, [surrender.id]));
    const absorb = related.get(surrender.id)?.others.find((row) => row.direction === 'CREDIT');
    if (absorb === undefined) throw new Error(`the merge ${surrender.id} has one side`);
    return { surrender, absorb };
  }

  private note(
    tx: Tx,
    actor: Principal,
    origin: Origin,
    action: string,
    row: JournalRow,
    reason: string,
  ): Promise<void> {
    const { otherGuestId } = detailsOf(row);
    return this.audit.append(tx, networkOf(actor), {
      actor,
      origin,
      action,
      subjectKind: 'guest',
      subjectId: row.reasonCode === UNMERGE ? otherGuestId : (row.guestId ?? ''),
      after: { mergeId: row.id, otherGuestId: row.reasonCode === UNMERGE ? row.guestId : otherGuestId, reason },
    });
  }
}

export interface MergeWish {
  readonly guestId: string;
  readonly sourceId: string;
  readonly reason: string;
}

const ALREADY_UNDONE = refusing('already_undone');
const NOT_POSSIBLE = refusing('merge_not_possible');

function isMerge({ type, direction, reasonCode }: JournalRow): boolean {
  return type === 'TRANSFER' && direction === 'DEBIT' && reasonCode === MERGE;
}

/** Neither may be erased, below zero, or, but on the way back, merged already. */
async function refuse(
  { tx, snapshot }: TogetherRound,
  { guestId }: TillAct,
  toGuestId: string,
  isUndo: boolean,
): Promise<Refusing | null> {
  const parties = await listParties(tx, snapshot.profile.id, [guestId ?? '', toGuestId]);
  const isOpen = [...parties.values()].every(
    (party) =>
      !party.erased && !party.overdraft && (party.mergedInto === null || (isUndo && party.guestId === toGuestId)),
  );
  const isOneFamily = isUndo || !(await haveTwoFamilies(tx, snapshot.profile.id, [guestId ?? '', toGuestId]));
  return isOpen && isOneFamily ? null : NOT_POSSIBLE;
}

function rowOf(outcome: Outcome, call: KeyedCall): JournalRow {
  if (outcome.kind !== 'POSTED') throw new Error('a merge is posted or refused');
  if (outcome.replayed) call.replayed(201);
  return outcome.row;
}

function passingOf(networkId: string, row: JournalRow) {
  return { networkId, transactionId: row.id, guestId: row.guestId ?? '', toGuestId: detailsOf(row).otherGuestId };
}

function releaseOf(lead: TillAct, holdId: string): TillAct {
  return { ...lead, id: newId(), body: { kind: 'RELEASE', holdId }, key: null, claims: [] };
}

function absorbOf(lead: TillAct, row: JournalRow, isUndo: boolean): TillAct {
  const { otherGuestId, lots, inactivity, figures } = detailsOf(row);
  const body: AbsorbBody = {
    kind: 'ABSORB',
    fromGuestId: row.guestId ?? '',
    isUndo,
    lots,
    inactivity,
    figures,
    surrenderId: row.id,
  };
  return { ...lead, id: newId(), guestId: otherGuestId, body, key: null, claims: [] };
}

/** Holds that a merge let go stand right before it in the source's journal, asked for by the same request. */
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
