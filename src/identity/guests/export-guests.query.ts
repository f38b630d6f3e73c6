import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { Database } from '../../platform/database/database';
import { csvLine } from '../../platform/http/csv';
import { MAX_PAGE } from '../../platform/http/schemas';
import { type AuditSubject, Audit } from '../../security';
import type { ExportColumn, ExportGuestsBody, ListedGuest } from './guest-list.dto';
import type { GuestSearch, GuestSet } from './guest-filters';
import { GuestList } from './guest-list.query';
import { type GuestReader, ReadGuests } from './read-guests';

/** A set of guests chosen by a higher layer, and the subject of the audit entry. */
export interface ExportedSet {
  readonly among: GuestSet;
  readonly subjectKind: AuditSubject;
  readonly subjectId: string;
}

/** The guests of a list as a file, read page by page while it is sent. */
@Injectable()
export class ExportGuests {
  constructor(
    private readonly database: Database,
    private readonly guests: GuestList,
    private readonly reads: ReadGuests,
    private readonly audit: Audit,
  ) {}

  /** The lines of the file. The audit records the caller and the columns, and only whether there was a search. */
  async linesOf(
    network: NetworkProfile,
    { columns, query, ...body }: ExportGuestsBody,
    { principal, origin }: GuestReader,
    set?: ExportedSet,
  ): Promise<AsyncGenerator<string>> {
    await this.database.inNetwork(network.id, (tx) =>
      this.audit.append(tx, network.id, {
        actor: principal,
        origin,
        action: 'guests.exported',
        subjectKind: set?.subjectKind ?? 'network',
        subjectId: set?.subjectId ?? network.id,
        after: { ...body, columns, isSearch: query !== undefined },
      }),
    );
    const wanted = { ...body, ...(query !== undefined && { query }), ...(set && { among: set.among }) };
    await this.guests.catchUp(network.id, wanted, body.sort);
    return this.lines(network, wanted, columns, principal);
  }

  private async *lines(
    network: NetworkProfile,
    wanted: GuestSearch & Pick<ExportGuestsBody, 'sort'>,
    columns: readonly ExportColumn[],
    principal: GuestReader['principal'],
  ): AsyncGenerator<string> {
    yield csvLine(columns.map((column) => NAMES[column]));
    let cursor: string | null = null;
    do {
      const slice = { sort: wanted.sort, limit: MAX_PAGE, ...(cursor !== null && { cursor }) };
      const page: { items: ListedGuest[]; nextCursor: string | null } = await this.database.inNetwork(
        network.id,
        async (tx) => {
          const { rows, nextCursor } = await this.guests.rowsOf(tx, network, wanted, slice);
          return { items: await this.reads.answersOf(tx, network, rows, principal), nextCursor };
        },
      );
      yield page.items.map((guest) => csvLine(columns.map((column) => CELLS[column](guest)))).join('');
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

const NAMES: Readonly<Record<ExportColumn, string>> = {
  id: 'guest_id',
  name: 'name',
  phone: 'phone',
  email: 'email',
  birthDate: 'birth_date',
  cardNumber: 'card_number',
  externalId: 'external_id',
  tier: 'tier',
  points: 'points',
  lastVisitAt: 'last_visit_at',
  createdAt: 'created_at',
  source: 'source',
  note: 'note',
  spend: 'spend',
};

const CELLS: Readonly<Record<ExportColumn, (guest: ListedGuest) => string | number | null>> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  phone: ({ phone }) => phone,
  email: ({ email }) => email,
  birthDate: ({ birthDate }) => birthDate,
  cardNumber: ({ cardNumber }) => cardNumber,
  externalId: ({ externalId }) => externalId,
  tier: ({ tier }) => tier.code,
  points: ({ balance }) => balance.available,
  lastVisitAt: ({ lastVisitAt }) => lastVisitAt,
  createdAt: ({ createdAt }) => createdAt,
  source: ({ source }) => source,
  note: ({ note }) => note,
  spend: ({ spend }) => spend,
};
