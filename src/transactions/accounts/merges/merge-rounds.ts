import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { newId } from '../../../platform/ids/ids';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type AuditAction, Audit, type Principal, refuseOwnAccount, type RequestContext } from '../../../security';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import { type AbsorbBody, NO_RECEIPT, type Outcome, type SurrenderBody, type TillAct } from '../../ledger/act/till-act';
import { guestStateOf } from '../../ledger/journal/guest-state';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { listFamilyOf } from '../../ledger/read/family-members.sql';
import { listRelatedRows } from '../../ledger/read/related-rows.sql';
import { transactionTill } from '../../ledger/write/till-statements';
import { UNMERGE } from '../../till/kinds/merge';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import type { MultiGuestRound } from '../../till/queue/multi-guest-transaction';
import { listParties } from '../../till/family/transfer-parties.sql';
import { detailsOf, type MergeRows } from './merge-answers.rules';
import { MERGE_FOLLOWERS, type MergeFollower } from './merge-followers.port';

export interface MergeWish {
  readonly guestId: string;
  readonly sourceId: string;
  /** Null: the call is a preview. */
  readonly reason: string | null;
}

const NOT_POSSIBLE = refusing('merge_not_possible');

/** Steps that a merge of two guests and its undo share. One round decides both sides in a fixed order. */
@Injectable()
export class MergeRounds {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly audit: Audit,
    private readonly modules: ModuleRef,
  ) {}

  /** Looked up when used, since the layer that provides followers is built on this one. */
  get followers(): readonly MergeFollower[] {
    return this.modules.get<readonly MergeFollower[]>(MERGE_FOLLOWERS, { strict: false });
  }

  /** Decides both sides: releases holds of the source, lets the source give up everything, and lets the receiver take in exactly that. */
  async decide(
    round: MultiGuestRound,
    lead: TillAct,
    toGuestId: string,
    refused: RefusalReason | null,
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

  private async listHolds({ tx, snapshot }: MultiGuestRound, { networkId, guestId }: TillAct): Promise<string[]> {
    const [stored] = await transactionTill(tx).read(networkId, [{ guestId, needLots: false }]);
    if (stored?.version == null) return [];
    const { version, now_ms: now } = stored;
    const { holds } = guestStateOf({ ...stored, version }).counters;
    // Holds that have timed out are released by settlements, before the acts.
    const isOver = snapshot.programInForce(new Date(now)) !== undefined;
    // A merge is refused while points are in review, because only fraud watch releases them.
    const held = holds.filter(({ isReview }) => isReview !== true);
    return held.filter((hold) => !isOver || hold.expiresAt > now).map(({ id }) => id);
  }

  /** The act of the source of a merge. @throws ProblemError `guest_not_found`, `own_account` */
  async surrender(
    { principal, networkId }: RequestContext,
    { guestId, sourceId, reason }: MergeWish,
    call: KeyedCall | null,
  ): Promise<TillAct> {
    refuseOwnAccount(principal, guestId);
    const parties = await this.database.inNetwork(networkId, (tx) => listParties(tx, networkId, [guestId, sourceId]));
    if (!parties.has(guestId) || !parties.has(sourceId)) throw new ProblemError('guest_not_found');
    const body: SurrenderBody = { kind: 'SURRENDER', toGuestId: guestId, undoes: null, mergeId: null, comment: reason };
    return this.place(principal, sourceId, body, call, [], guestId === sourceId ? NOT_POSSIBLE : undefined);
  }

  place(
    principal: Principal,
    guestId: string,
    body: SurrenderBody,
    call: KeyedCall | null,
    claims: TillAct['claims'],
    refused?: RefusalReason,
  ): TillAct | Promise<TillAct> {
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

  /** The ids of both guests and of their families' members, since memberships move with the guest. */
  listTouched(networkId: string, guestIds: readonly string[]): Promise<string[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      const touched = new Set(guestIds);
      for (const one of guestIds)
        for (const { guestId } of await listFamilyOf(tx, networkId, one)) touched.add(guestId);
      return [...touched];
    });
  }

  /** @throws ProblemError `not_found` */
  async getRow(networkId: string, id: string): Promise<JournalRow> {
    const row = found((await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [id])))[0]);
    return row;
  }

  /** Both journal rows of a merge. */
  async readSides(networkId: string, surrender: JournalRow): Promise<MergeRows> {
    const related = await this.database.inNetwork(networkId, (tx) => listRelatedRows(tx, networkId, [surrender.id]));
    const absorb = related.get(surrender.id)?.others.find((row) => row.direction === 'CREDIT');
    if (absorb === undefined) throw new Error(`the merge ${surrender.id} has one side`);
    return { surrender, absorb };
  }

  appendAudit(tx: Tx, { networkId, author }: RequestContext, action: AuditAction, row: JournalRow): Promise<void> {
    const { otherGuestId } = detailsOf(row);
    return this.audit.append(tx, networkId, {
      ...author,
      action,
      subjectKind: 'guest',
      subjectId: row.reasonCode === UNMERGE ? otherGuestId : (row.guestId ?? ''),
      after: { mergeId: row.id, otherGuestId: row.reasonCode === UNMERGE ? row.guestId : otherGuestId },
    });
  }
}

/** Refuses guests who are erased, below zero, or (unless in an undo) already merged. */
async function refuse(
  { tx, snapshot }: MultiGuestRound,
  { guestId }: TillAct,
  toGuestId: string,
  isUndo: boolean,
): Promise<RefusalReason | null> {
  const parties = await listParties(tx, snapshot.profile.id, [guestId ?? '', toGuestId]);
  const isOpen = [...parties.values()].every(
    (party) =>
      !party.erased && !party.overdraft && (party.mergedInto === null || (isUndo && party.guestId === toGuestId)),
  );
  const isOneFamily = isUndo || !(await haveTwoFamilies(tx, snapshot.profile.id, [guestId ?? '', toGuestId]));
  return isOpen && isOneFamily ? null : NOT_POSSIBLE;
}

/** The journal row of a posted merge. Marks a replay on the call. */
export function mergedRowOf(outcome: Outcome, call: KeyedCall): JournalRow {
  if (outcome.kind !== 'POSTED') throw new Error('a merge is posted or refused');
  if (outcome.replayed) call.replayed(201);
  return outcome.row;
}

/** The facts that followers need to move a guest's rows. */
export function passingOf(networkId: string, row: JournalRow) {
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

/** Whether two guests belong to two families. Then they cannot be merged, since nobody can choose between the families. */
async function haveTwoFamilies(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<boolean> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(DISTINCT family_id)::bigint AS count FROM family_members WHERE network_id = ${networkId}
     AND guest_id = ANY (${guestIds}::uuid[])`;
  return count > 1;
}
