import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { GivingWay } from '../../transactions';
import type { Fact } from './facts.rules';
import { type FactPeriod, type FactRow, findPageEnd, listFacts } from './facts.sql';

/** Rows of a fact's table that one statement reads. */
const ROWS_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;
/** How far a process's clock may be ahead of the database when it makes an id. */
const LEAD_MS = 60_000;

/** One page of facts, and where the next page begins; null: this is the last page. */
export interface FactPage {
  readonly rows: FactRow[];
  readonly end: string | null;
}

/** Reads a period's facts page by page, each in a short transaction, so that a slow reader holds no connection. Pauses while tills are busy. */
@Injectable()
export class FactPages {
  constructor(private readonly database: Database) {}

  /**
   * Pages of facts, ordered by row id; a page may be empty. The next page is read when the caller asks for it.
   * @param mayBeLate true: reads the replica, so the newest facts may be missing
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

  /** The page after a place; `after` null: the first page. */
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
