import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { type AuditAction, Audit, type Origin, type Principal } from '../../security';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestRow } from '../profiles/guest.sql';
import type { ListedGuest } from './guest-list.dto';

export interface GuestReader {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** Reads guests for lists and audits each read of personal data. */
@Injectable()
export class ReadGuests {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly answers: GuestAnswers,
  ) {}

  /** Guests in the order of the rows that `find` returns. */
  list(
    network: NetworkProfile,
    asker: GuestReader,
    action: AuditAction,
    find: (tx: Tx) => Promise<readonly GuestRow[]>,
  ): Promise<ListedGuest[]> {
    return this.database.inNetwork(network.id, async (tx) => {
      const rows = await find(tx);
      if (rows.length > 0) await this.appendRead(tx, network.id, action, rows, asker);
      return this.answersOf(tx, network, rows, asker.principal);
    });
  }

  /** Reads without an audit entry, for a caller that writes one for the whole read. */
  async answersOf(
    tx: Statements,
    network: NetworkProfile,
    rows: readonly GuestRow[],
    principal: Principal,
  ): Promise<ListedGuest[]> {
    const visits = new Map(
      (
        await tx.query<{ guestId: string; at: Date }>`
          SELECT guest_id, last_visit_at AS at FROM guest_summaries
           WHERE network_id = ${network.id} AND guest_id = ANY (${rows.map(({ id }) => id)}::uuid[]) AND last_visit_at > '-infinity'`
      ).map(({ guestId, at }) => [guestId, at]),
    );
    const guests = await this.answers.answersWithSpend(tx, network, rows, sightOf(principal));
    return guests.map((guest) => ({ ...guest, lastVisitAt: visits.get(guest.id)?.toISOString() ?? null }));
  }

  appendRead(
    tx: Pick<Statements, 'query'>,
    networkId: string,
    action: AuditAction,
    rows: readonly GuestRow[],
    { principal, origin }: GuestReader,
  ): Promise<void> {
    const one = rows.length === 1 ? rows[0] : undefined;
    return this.audit.append(tx, networkId, {
      actor: principal,
      origin,
      action,
      subjectKind: 'guest',
      ...(one === undefined ? { after: { guestIds: rows.map((row) => row.id) } } : { subjectId: one.id }),
    });
  }
}
