import { Injectable } from '@nestjs/common';
import type { ProgramDocument } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/http/problem';
import { Audit, type Actor, type Origin } from '../../security';
import { lockNetwork } from '../networks/network.sql';
import { raiseRulesVersion } from '../snapshots/snapshot.sql';
import { Snapshots } from '../snapshots/snapshots';
import { hashOfDocument } from './document-hash.rules';
import * as sql from './program.sql';

/**
 * A publication decides from at least 5 s after its commit (ledger.md, rule 7), so that no process that has not yet
 * heard of it decides an act of its time. The sixth second is for the commit itself.
 */
export const PUBLICATION_LEAD_MS = 6_000;

export interface Author {
  readonly actor: Actor;
  readonly origin: Origin;
}

export interface Publication {
  /** Left out: as soon as possible. */
  readonly effectiveFrom?: Date | undefined;
  /** The hash of the draft that was reviewed; another one is a `version_conflict`. */
  readonly expectedHash?: string | undefined;
}

/** Drafts and publications. A published version never changes. */
@Injectable()
export class ProgramEditor {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly snapshots: Snapshots,
  ) {}

  /** Adds a draft with the next number. Throws `not_found` without such a network. */
  createDraft(networkId: string, document: ProgramDocument, author: Author): Promise<sql.ProgramRow> {
    return this.database.inNetwork(networkId, async (tx) => {
      if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
      const row = await sql.insertDraft(tx, networkId, {
        document,
        documentHash: hashOfDocument(document),
        createdBy: idOf(author.actor),
      });
      await this.append(tx, networkId, author, 'program.drafted', row);
      return row;
    });
  }

  /** Replaces a draft's document. Throws `not_found`, or `version_conflict` for what is published or was changed meanwhile. */
  changeDraft(
    networkId: string,
    version: number,
    change: { document: ProgramDocument; expectedHash?: string | undefined },
    author: Author,
  ): Promise<sql.ProgramRow> {
    return this.database.inNetwork(networkId, async (tx) => {
      const { document, expectedHash } = change;
      const documentHash = hashOfDocument(document);
      const row = await sql.updateDraft(tx, networkId, version, { document, documentHash, expectedHash: expectedHash ?? null });
      if (row === undefined) throw await missingOrConflict(tx, networkId, version);
      await this.append(tx, networkId, author, 'program.draft_changed', row);
      return row;
    });
  }

  /**
   * Publishes a draft. The first program of a network may have any time of effect, also a past one; later ones at
   * least the lead from now, else `invalid_body`.
   */
  async publish(networkId: string, version: number, publication: Publication, author: Author): Promise<sql.ProgramRow> {
    const row = await this.database.inNetwork(networkId, async (tx) => {
      if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
      return this.publishIn(tx, networkId, version, publication, author);
    });
    this.snapshots.forget(networkId);
    return row;
  }

  /** The first program of a new network, drafted and published in one transaction. */
  async publishFirst(networkId: string, document: ProgramDocument, effectiveFrom: Date | undefined, author: Author): Promise<sql.ProgramRow> {
    const row = await this.database.inNetwork(networkId, async (tx) => {
      if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
      const draft = await sql.insertDraft(tx, networkId, {
        document,
        documentHash: hashOfDocument(document),
        createdBy: idOf(author.actor),
      });
      return this.publishIn(tx, networkId, draft.version, { effectiveFrom }, author);
    });
    this.snapshots.forget(networkId);
    return row;
  }

  private async publishIn(tx: Tx, networkId: string, version: number, publication: Publication, author: Author): Promise<sql.ProgramRow> {
    const { now, ever_published: everPublished } = await sql.readPublicationTimes(tx, networkId);
    const effectiveFrom = effectOf(publication.effectiveFrom, now, everPublished);
    await sql.archiveReplaced(tx, networkId);
    const row = await sql.publishDraft(tx, networkId, version, {
      effectiveFrom,
      publishedBy: idOf(author.actor),
      expectedHash: publication.expectedHash ?? null,
    });
    if (row === undefined) throw await missingOrConflict(tx, networkId, version);
    await raiseRulesVersion(tx, networkId);
    await this.append(tx, networkId, author, 'program.published', row);
    return row;
  }

  private append(tx: Tx, networkId: string, author: Author, action: string, row: sql.ProgramRow): Promise<void> {
    return this.audit.append(tx, networkId, {
      ...author,
      action,
      subjectKind: 'program',
      subjectId: String(row.version),
      after: { documentHash: row.document_hash, effectiveFrom: row.effective_from?.toISOString() ?? null },
    });
  }
}

function effectOf(asked: Date | undefined, now: Date, everPublished: boolean): Date {
  if (!everPublished) return asked ?? now;
  const earliest = now.getTime() + PUBLICATION_LEAD_MS;
  if (asked === undefined) return new Date(earliest);
  if (asked.getTime() < earliest) {
    throw new ProblemError('invalid_body', {}, [{ path: 'effectiveFrom', code: 'too_early', message: '' }]);
  }
  return asked;
}

async function missingOrConflict(tx: Tx, networkId: string, version: number): Promise<ProblemError> {
  const row = await sql.findProgramRow(tx, networkId, version);
  return new ProblemError(row === undefined ? 'not_found' : 'version_conflict');
}

function idOf(actor: Actor): string | null {
  return actor === 'system' ? null : actor.id;
}
