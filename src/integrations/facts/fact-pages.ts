import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { GivingWay } from '../../transactions';
import type { Fact } from './facts.rules';
import { type FactPeriod, type FactRow, findPageEnd, listFacts } from './facts.sql';

/** Rows of a fact's table that one statement reads. */
const ROWS_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;
/** A process may be ahead of the database by so much when it makes an id. */
const LEAD_MS = 60_000;

/** Facts, and the place after which the next ones begin; null: there are none. */
export interface FactPage {
  readonly rows: FactRow[];
  readonly end: string | null;
}

/**
 * Reads the facts of a period page by page, each in a short transaction, so that a slow reader holds no connection. Beside tills it gives way
 * to them.
 */
@Injectable()
export class FactPages {
  constructor(private readonly database: Database) {}

  /**
   * Facts in the order of their rows' ids; a page may be empty. The next page is read when it is asked for.
   * @param mayBeLate true: the newest facts may be missing, so the facts are read from the replica
   */
  async *read(networkId: string, fact: Fact, period: FactPeriod, mayBeLate = false): AsyncGenerator<FactRow[]> {
    const givingWay = new GivingWay(this.database);
    let after: string | null = null;
    do {
      await givingWay.before();
      const page: FactPage = await this.pageAfter(networkId, fact, period, { after, mayBeLate });
      yield page.rows;
      after = page.end;
    } while (after !== null);
  }

  /** The next page of the same facts; `after` null: the first one. */
  pageAfter(
    networkId: string,
    fact: Fact,
    period: FactPeriod,
    { after, mayBeLate }: { readonly after: string | null; readonly mayBeLate: boolean },
  ): Promise<FactPage> {
    const upTo = lowestIdAt(period.to.getTime() + LEAD_MS);
    const from = after ?? lowestIdAt(period.from.getTime() - fact.of.lagDays * DAY_MS);
    const page = async (tx: Tx) => {
      const end = await findPageEnd(tx, networkId, fact.of, { after: from, upTo }, ROWS_AT_ONCE);
      const rows = await listFacts(tx, networkId, fact, { after: from, upTo: end ?? upTo }, period);
      return { rows, end: end ?? null };
    };
    return mayBeLate ? this.database.reportOf(networkId, page) : this.database.inNetwork(networkId, page);
  }
}
