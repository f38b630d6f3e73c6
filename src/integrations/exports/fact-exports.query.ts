import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, type RequestContext, restaurantsOf, wholeNetworkOf } from '../../security';
import { FactPages } from '../facts/fact-pages';
import { FACTS } from '../facts/facts.rules';
import type { ExportQuery } from './export.dto';
import { momentsOf } from './export-period.rules';
import { FILE_FORMS } from './file-forms';

/** The most files that a process writes at once, for one network and for all. */
const MOST_OF_NETWORK = 2;
const MOST_OF_ALL = 8;
const RETRY_AFTER_SECONDS = 10;

/** A file that is being written. */
export interface FactFile {
  readonly name: string;
  readonly mediaType: string;
  readonly parts: AsyncGenerator<string | Uint8Array>;
}

/** Writes a period's facts as a file. Rows are read page by page while the file is sent. */
@Injectable()
export class FactExports {
  private readonly underWay = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pages: FactPages,
    private readonly audit: Audit,
  ) {}

  /**
   * The facts that the caller may see: staff limited to some restaurants get only facts of these. The audit records the caller and the query.
   * @throws ProblemError `forbidden` where such staff ask for facts that belong to no restaurant; `rate_limited` while too many files are written
   */
  async open({ networkId, principal, author }: RequestContext, query: ExportQuery): Promise<FactFile> {
    const fact = FACTS[query.fact];
    if (!fact.of.hasRestaurants) wholeNetworkOf(principal);
    if (this.isFull(networkId)) throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_SECONDS);
    await this.database.inNetwork(networkId, (tx) => this.note(tx, networkId, query, author));
    const { from, to, format } = query;
    const moments = momentsOf(await this.networks.getProfile(networkId), query);
    const rows = this.pages.read(networkId, fact, { ...moments, restaurantIds: restaurantsOf(principal) }, true);
    const { mediaType, write } = FILE_FORMS[format];
    return {
      name: `${fact.name}-${from}-${to}.${format}`,
      mediaType,
      parts: this.counted(networkId, write(fact, rows)),
    };
  }

  /** Records in the audit which caller exported which facts. */
  note(tx: Tx, networkId: string, query: ExportQuery, author: Author): Promise<void> {
    const subject = { action: 'facts.exported', subjectKind: 'network', subjectId: networkId } as const;
    return this.audit.append(tx, networkId, { ...author, ...subject, after: query });
  }

  private isFull(networkId: string): boolean {
    const all = [...this.underWay.values()].reduce((sum, files) => sum + files, 0);
    return all >= MOST_OF_ALL || (this.underWay.get(networkId) ?? 0) >= MOST_OF_NETWORK;
  }

  /** Passes the parts on. The file counts as being written until its last part, or until its reader leaves. */
  private async *counted(networkId: string, parts: FactFile['parts']): FactFile['parts'] {
    this.underWay.set(networkId, (this.underWay.get(networkId) ?? 0) + 1);
    try {
      yield* parts;
    } finally {
      const left = (this.underWay.get(networkId) ?? 1) - 1;
      if (left === 0) this.underWay.delete(networkId);
      else this.underWay.set(networkId, left);
    }
  }
}
