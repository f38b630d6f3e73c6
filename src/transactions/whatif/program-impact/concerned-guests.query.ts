import { Injectable } from '@nestjs/common';
import { Guests } from '../../../identity';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { csvLine } from '../../../platform/http/csv';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, mayUse, networkOf, type Origin, type Principal } from '../../../security';
import { Backtests } from '../runs/backtests';
import type { ConcernedAnswer } from './impact.dto';
import type { ConcernedGuest } from './impact.query';

const FILE_CHUNK = 1_000;
const COLUMNS = ['guest_id', 'name', 'card_number', 'from', 'to', 'discount', 'earned', 'expired', 'value', 'paid'];

type ConcernedRow = ConcernedAnswer['items'][number];

export type WhichConcerned = 'ALL' | 'LOSING' | 'GAINING';

/** Where a page of guests begins, and how long it is. */
interface ConcernedPage {
  /** The last guest of the previous page. */
  readonly after: { readonly value: number; readonly guestId: string } | null;
  readonly limit: number;
}

/** The guests whom a finished impact concerns and how much each loses. Readers who may find guests also get names. */
@Injectable()
export class ConcernedGuests {
  constructor(
    private readonly database: Database,
    private readonly backtests: Backtests,
    private readonly guests: Guests,
    private readonly audit: Audit,
  ) {}

  /** Throws `not_found` for an impact that the network does not have, that has not ended, or whose guests are no longer stored. */
  async page(
    principal: Principal,
    impactId: string,
    which: WhichConcerned,
    page: ConcernedPage,
  ): Promise<ConcernedRow[]> {
    await this.checkKept(networkOf(principal), impactId);
    return this.rows(principal, impactId, which, page);
  }

  /** All of these guests as lines of CSV. The audit records the download. Throws as `page`. */
  async linesOf(
    principal: Principal,
    impactId: string,
    which: WhichConcerned,
    origin: Origin,
  ): Promise<AsyncGenerator<string>> {
    const networkId = networkOf(principal);
    await this.checkKept(networkId, impactId);
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.append(tx, networkId, {
        actor: principal,
        origin,
        action: 'program.impact_downloaded',
        subjectKind: 'backtest',
        subjectId: impactId,
        after: { which, withNames: mayUse(principal, 'guest.find') },
      }),
    );
    return this.lines(principal, impactId, which);
  }

  private async *lines(principal: Principal, impactId: string, which: WhichConcerned): AsyncGenerator<string> {
    yield csvLine(COLUMNS);
    let after: ConcernedPage['after'] = null;
    for (;;) {
      const rows: ConcernedRow[] = await this.rows(principal, impactId, which, { after, limit: FILE_CHUNK });
      if (rows.length > 0) yield rows.map(lineOf).join('');
      after = rows.at(-1) ?? null;
      if (rows.length < FILE_CHUNK) return;
    }
  }

  private async rows(
    principal: Principal,
    impactId: string,
    which: WhichConcerned,
    page: ConcernedPage,
  ): Promise<ConcernedRow[]> {
    const networkId = networkOf(principal);
    const found = await this.database.inNetwork(networkId, (tx) => listConcerned(tx, networkId, impactId, which, page));
    const ids = mayUse(principal, 'guest.find') ? found.map(({ guestId }) => guestId) : [];
    const names = await this.guests.listNames(networkId, ids);
    return found.map((guest) => {
      const { name = null, cardNumber = null } = names.get(guest.guestId) ?? {};
      return { ...guest, name, cardNumber };
    });
  }

  private async checkKept(networkId: string, impactId: string): Promise<void> {
    const { report } = await this.backtests.get(networkId, 'IMPACT', impactId);
    if (report === null) throw new ProblemError('not_found');
    const kept = await this.database.inNetwork(
      networkId,
      (tx) => tx.maybe<{ impactId: string }>`
        SELECT impact_id FROM impact_guests WHERE network_id = ${networkId} AND impact_id = ${impactId} LIMIT 1`,
    );
    if (kept === undefined && report.concerned !== 0) throw new ProblemError('not_found');
  }
}

/**
 * Lists the guests of an impact that come after the last guest of the previous page, the greatest loss first; for GAINING, the greatest gain first.
 */
function listConcerned(
  tx: Tx,
  networkId: string,
  impactId: string,
  which: WhichConcerned,
  { after, limit }: ConcernedPage,
): Promise<ConcernedGuest[]> {
  const isGaining = which === 'GAINING';
  const order = isGaining ? sql`DESC` : sql`ASC`;
  const past = isGaining ? sql`<` : sql`>`;
  return tx.query<ConcernedGuest>`
    SELECT guest_id, tier_without AS "from", tier_with AS "to", discount, earned, expired, paid, value
      FROM impact_guests
     WHERE network_id = ${networkId} AND impact_id = ${impactId}
       ${when(which === 'LOSING', sql`AND value < 0`)} ${when(isGaining, sql`AND value > 0`)}
       ${when(after !== null, sql`AND (value, guest_id) ${past} (${after?.value ?? null}, ${after?.guestId ?? null})`)}
     ORDER BY value ${order}, guest_id ${order} LIMIT ${limit}`;
}

function lineOf({ guestId, name, cardNumber, from, to, discount, earned, expired, paid, value }: ConcernedRow): string {
  return csvLine([guestId, name, cardNumber, from, to, discount, earned, expired, value, paid]);
}
