import { Injectable } from '@nestjs/common';
import type { GuestCase } from '../../generated/prisma/client';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import {
  Audit,
  type Author,
  changesBetween,
  districtOf,
  NO_ORIGIN,
  type Principal,
  Staff,
  type OnOne,
  UseCase,
} from '../../security';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { requireGuest, refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './case.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { Handles } from '../../platform/http/handlers-of';

/** The most open cases of one guest. */
const MOST_OPEN = 10;
const RETRY_AFTER_S = 3_600;
const MOST_NOTES = 200;

const WITH_GUEST = { guest: { select: { name: true } } } as const;

export class AddCaseNote extends UseCase<dto.CaseWithNotesAnswer, { id: string; text: string }> {}

export class ChangeCase extends UseCase<dto.CaseWithNotesAnswer, OnOne<dto.ChangeCaseBody>> {}

export class OpenCase extends UseCase<dto.CaseAnswer, { guestId: string; body: dto.OpenCaseBody }> {}

/**
 * Guests' requests, which staff answer: opened by the guest or by staff, and handled by managers. A district manager sees only those about
 * restaurants of the district.
 */
@Injectable()
export class Cases {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly ports: LedgerPorts,
    private readonly staff: Staff,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(AddCaseNote)
  addCaseNote({ context, input: { id, text } }: AddCaseNote): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.addNote(tx, networkId, id, text, author));
  }

  /** @throws ProblemError as `open`, and `restaurant_not_allowed` for a district manager of another district. */
  @Handles(OpenCase)
  openCase({ context, input: { guestId, body } }: OpenCase): Promise<dto.CaseAnswer> {
    const { networkId, call, author } = context;
    refuseOtherGuests(context.principal, guestId);
    requireInDistrict(context.principal, body.restaurantId);
    return this.keyed.run(networkId, call, 201, (tx) => this.open(tx, networkId, guestId, body, author));
  }

  /** A page of cases; `guestId` null: cases of all guests. @throws ProblemError `guest_not_found` */
  list(
    principal: Principal,
    networkId: string,
    guestId: string | null,
    { status, kind, restaurantId, assigneeId }: dto.CaseListQuery,
    slice: IdSlice,
  ): Promise<dto.CaseAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    return this.database.inNetwork(networkId, async (tx) => {
      if (guestId !== null) await requireGuest(tx, networkId, guestId);
      const rows = await tx.prisma.guestCase.findMany({
        where: {
          networkId,
          guestId: guestId ?? undefined,
          status,
          kind,
          restaurantId,
          assigneeId,
          id,
          AND: inDistrictOf(principal),
        },
        include: WITH_GUEST,
        orderBy: order,
        take,
      });
      return rows.map(answerOf);
    });
  }

  /** @throws ProblemError `not_found` */
  get(principal: Principal, networkId: string, id: string): Promise<dto.CaseWithNotesAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.getWithin(tx, networkId, id, principal));
  }

  /** @throws ProblemError `guest_not_found`, `benefit_not_in_tier`, `not_found` for a restaurant, `rate_limited` */
  async open(
    tx: Tx,
    networkId: string,
    guestId: string,
    { kind, text, restaurantId }: dto.OpenCaseBody,
    author: Author,
  ): Promise<dto.CaseAnswer> {
    await requireGuest(tx, networkId, guestId);
    const tier = await this.tierWith(tx, networkId, guestId, kind);
    if (restaurantId !== null) {
      const place = await tx.prisma.restaurant.findUnique({ where: { networkId_id: { networkId, id: restaurantId } } });
      if (place === null) throw new ProblemError('not_found');
    }
    const open = await tx.prisma.guestCase.count({ where: { networkId, guestId, status: { not: 'DONE' } } });
    if (open >= MOST_OPEN) throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_S);
    const { actor } = author;
    const row = await tx.prisma.guestCase.create({
      data: {
        networkId,
        id: newId(),
        kind,
        guestId,
        restaurantId,
        text,
        tier,
        createdByKind: actor === 'system' ? 'system' : actor.kind,
        createdById: actor === 'system' ? null : actor.id,
      },
      include: WITH_GUEST,
    });
    await this.audit.appendChange(tx, networkId, author, 'case.opened', row.id, {
      after: { kind, guestId, restaurantId },
    });
    return answerOf(row);
  }

  /** Moves the cases about these sales to another guest, for a merge of guests and its undo. */
  async moveAboutVisits(tx: Tx, networkId: string, saleIds: readonly string[], guestId: string): Promise<void> {
    await tx.prisma.guestCase.updateMany({ where: { networkId, saleId: { in: [...saleIds] } }, data: { guestId } });
  }

  /** Opens a case about a sale after a guest's bad survey answer. A sale has at most one case, so a second call changes nothing. */
  async openAboutVisit(
    tx: Tx,
    networkId: string,
    { saleId, guestId, restaurantId }: { saleId: string; guestId: string; restaurantId: string | null },
  ): Promise<void> {
    const status = (await this.ports.balances.listStatuses(tx, networkId, [guestId])).get(guestId);
    const kind = 'BAD_VISIT' satisfies dto.CaseKind;
    const id = newId();
    const { count } = await tx.prisma.guestCase.createMany({
      data: {
        networkId,
        id,
        kind,
        guestId,
        restaurantId,
        saleId,
        text: '',
        tier: status?.tier.code ?? '',
        createdByKind: 'guest',
        createdById: guestId,
      },
      skipDuplicates: true,
    });
    if (count === 0) return;
    await this.audit.appendChange(tx, networkId, { actor: 'system', origin: NO_ORIGIN }, 'case.opened', id, {
      after: { kind, guestId, restaurantId },
    });
  }

  /** Writes finished cases about past visits; only for the demonstration. */
  async recordPastVisits(
    tx: Tx,
    networkId: string,
    visits: readonly { saleId: string; guestId: string; restaurantId: string | null; answeredAt: Date }[],
  ): Promise<void> {
    const statuses = await this.ports.balances.listStatuses(
      tx,
      networkId,
      visits.map(({ guestId }) => guestId),
    );
    await tx.prisma.guestCase.createMany({
      data: visits.map(({ saleId, guestId, restaurantId, answeredAt }) => ({
        networkId,
        id: newId(),
        kind: 'BAD_VISIT',
        guestId,
        restaurantId,
        saleId,
        text: '',
        status: 'DONE',
        createdByKind: 'guest',
        createdById: guestId,
        tier: statuses.get(guestId)?.tier.code ?? '',
        createdAt: answeredAt,
        changedAt: answeredAt,
        doneAt: answeredAt,
      })),
      skipDuplicates: true,
    });
  }

  /** @throws ProblemError `not_found`, also for an unknown assignee; `version_conflict` */
  @Handles(ChangeCase)
  changeCase({ context, input: { id, body } }: ChangeCase): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author, principal } = context;
    const { expectedVersion, ...change } = body;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await tx.query`
        SELECT FROM guest_cases WHERE network_id = ${networkId} AND id = ${id} FOR UPDATE`;
      const { notes: _, ...row } = await this.getWithin(tx, networkId, id, principal);
      await requireUnchanged(call, () => dto.changeableOfCase(row));
      if (expectedVersion !== undefined && expectedVersion !== row.version) throw new ProblemError('version_conflict');
      const before = { status: row.status, assigneeId: row.assigneeId };
      const after = { ...before, ...givenMembers(change) };
      const isOwn = after.assigneeId === principal.id;
      if (after.assigneeId !== null && after.assigneeId !== before.assigneeId && !isOwn)
        await this.staff.get(tx, networkId, after.assigneeId, author);
      const now = this.clock.now();
      const doneAt = after.status === 'DONE' ? (row.doneAt ?? now) : null;
      const { count } = await tx.prisma.guestCase.updateMany({
        where: { networkId, id, version: row.version },
        data: { ...after, doneAt, changedAt: now, version: row.version + 1 },
      });
      if (count === 0) throw new ProblemError('version_conflict');
      await this.audit.appendChange(tx, networkId, author, 'case.changed', id, changesBetween(before, after));
      return this.getWithin(tx, networkId, id, principal);
    });
  }

  /** @param toGuest whether the guest also gets the note. @throws ProblemError `not_found` */
  async addNote(
    tx: Tx,
    networkId: string,
    caseId: string,
    text: string,
    author: Author,
    toGuest = false,
  ): Promise<dto.CaseWithNotesAnswer> {
    const { actor } = author;
    await this.getWithin(tx, networkId, caseId, actor);
    const authorId = actor === 'system' ? null : actor.id;
    const note = await tx.prisma.guestCaseNote.create({
      data: { networkId, id: newId(), caseId, authorId, text, toGuest },
    });
    await this.audit.appendChange(tx, networkId, author, 'case.note_added', caseId, { after: { noteId: note.id } });
    return this.getWithin(tx, networkId, caseId, actor);
  }

  private async getWithin(
    tx: Tx,
    networkId: string,
    id: string,
    reader: Author['actor'],
  ): Promise<dto.CaseWithNotesAnswer> {
    const row = await tx.prisma.guestCase.findUnique({
      where: { networkId_id: { networkId, id }, AND: inDistrictOf(reader) },
      include: { ...WITH_GUEST, notes: { orderBy: { id: 'asc' }, take: MOST_NOTES } },
    });
    if (row === null) throw new ProblemError('not_found');
    const notes = row.notes.map((note) => ({
      id: note.id,
      authorId: note.authorId,
      text: note.text,
      toGuest: note.toGuest,
      createdAt: note.createdAt.toISOString(),
    }));
    return { ...answerOf(row), notes };
  }

  /** The guest's tier, if it has this benefit. */
  private async tierWith(tx: Tx, networkId: string, guestId: string, kind: dto.CaseBenefit): Promise<string> {
    const status = (await this.ports.balances.listStatuses(tx, networkId, [guestId])).get(guestId);
    if (status === undefined) throw new ProblemError('guest_not_found');
    const inForce = (await this.snapshots.current(networkId)).programInForce(this.clock.now());
    const tier = inForce?.program.document.tiers.find(({ code }) => code === status.tier.code);
    if (tier?.benefits.some((benefit) => benefit.kind === kind) !== true)
      throw new ProblemError('benefit_not_in_tier', { tier: status.tier.code });
    return tier.code;
  }
}

/** SQL condition on a case's restaurant for a district manager; none for others. */
function inDistrictOf(reader: Author['actor']) {
  const district = reader === 'system' ? null : districtOf(reader);
  return district === null ? {} : { restaurantId: { in: [...district] } };
}

type CaseRow = GuestCase & { readonly guest: { readonly name: string | null } };

/** The table's constraints guarantee the schema's unions. */
function answerOf(row: CaseRow): dto.CaseAnswer {
  return {
    id: row.id,
    kind: row.kind as dto.CaseKind,
    guestId: row.guestId,
    guestName: row.guest.name,
    restaurantId: row.restaurantId,
    saleId: row.saleId,
    text: row.text,
    tier: row.tier,
    status: row.status as dto.CaseStatus,
    version: row.version,
    assigneeId: row.assigneeId,
    createdBy: { kind: row.createdByKind as dto.CaseAnswer['createdBy']['kind'], id: row.createdById },
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    doneAt: row.doneAt?.toISOString() ?? null,
  };
}

/** A district manager could not find a case without a restaurant of the district again, so it is refused. */
function requireInDistrict(principal: Principal, restaurantId: string | null): void {
  const district = districtOf(principal);
  if (district !== null && (restaurantId === null || !district.includes(restaurantId)))
    throw new ProblemError('restaurant_not_allowed');
}
