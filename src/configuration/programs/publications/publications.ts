import { Injectable } from '@nestjs/common';
import type { ProgramDocument } from '../../../decision';
import type { Tx, Statements } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import {
  type AuditValues,
  type AuditAction,
  ApprovalLetters,
  type ApproverJudge,
  Audit,
  type Author,
  Decisions,
  requireApprover,
  type RequestTable,
} from '../../../security';
import { lockNetwork } from '../../network-profile/network.sql';
import { comparePrograms, paysMore, takesSomething } from '../changes/compare-programs.rules';
import { effectOf, ProgramEditor, type Publication, PUBLICATION_LEAD_MS } from '../drafts/program-editor';
import {
  documentOf,
  findProgramRow,
  type ProgramRow,
  type PublicationTimes,
  readPublicationTimes,
} from '../drafts/program.sql';
import { confirmSource } from '../../revisions/snapshot.sql';
import { findReplaced, lockWaitingPublication, DECIDING, LATEST_FIRST } from '../drafts/publications.sql';
import type { ProgramVersion } from '../../../generated/prisma/client';

/** For so long after a publication took effect, one manager alone may return to the version that it replaced. */
const TAKEN_BACK_WITHIN_MS = 24 * 3_600_000;

const PUBLICATIONS: RequestTable = {
  table: 'program_publications',
  waiting: 'AWAITING_APPROVAL',
  approved: 'APPROVED',
  audit: { subjectKind: 'program', action: 'program.publication_' },
};

/**
 * Publishes programmes: changes that take anything from guests, or let the network pay more money, need two managers, others take effect at once,
 * and scheduled ones can be cancelled. All in transactions of `ConfigurationChanges`; until then the row stays a draft.
 */
@Injectable()
export class Publications {
  constructor(
    private readonly editor: ProgramEditor,
    private readonly audit: Audit,
    private readonly decisions: Decisions,
    private readonly letters: ApprovalLetters,
  ) {}

  /** Publishes a draft, or requests another manager's approval where it takes something or pays more. Throws `not_found`, `version_conflict`. */
  async publish(
    tx: Tx,
    networkId: string,
    version: number,
    publication: Publication,
    author: Author,
  ): Promise<ProgramRow> {
    await this.lock(tx, networkId);
    const draft = await getDraft(tx, networkId, version, publication.expectedHash);
    await this.editor.requireNamed(tx, networkId, draft.document);
    const times = await readPublicationTimes(tx, networkId);
    const effectiveFrom = effectOf(publication.effectiveFrom, times);
    if (!times.everPublished || !(await this.asksSecond(tx, networkId, draft.document, effectiveFrom)))
      return this.editor.publish(tx, networkId, version, publication, author);
    const { documentHash } = draft;
    const asked = { documentHash, effectiveFrom: publication.effectiveFrom, requestedBy: idOf(author) };
    const { count } = await tx.prisma.programPublication.createMany({
      data: { networkId, id: newId(), programVersion: version, status: PUBLICATIONS.waiting, ...asked },
      skipDuplicates: true,
    });
    if (count === 0) throw new ProblemError('version_conflict');
    await this.letters.send(tx, networkId, 'PROGRAM', asked.requestedBy);
    await this.append(tx, networkId, author, 'program.publication_requested', version, {
      documentHash,
      effectiveFrom: publication.effectiveFrom?.toISOString() ?? null,
    });
    return getVersion(tx, networkId, version);
  }

  /**
   * Approves a publication, which takes effect at the requested time, or as soon as possible if that has passed. Throws the judge's refusal of the
   * author and the requester, `already_decided` where no request waits, and `impact_not_done` while guests are counted.
   */
  async approve(
    tx: Tx,
    networkId: string,
    version: number,
    expectedHash: string | undefined,
    author: Author,
    judge: ApproverJudge,
  ): Promise<ProgramRow> {
    await this.lock(tx, networkId);
    const waiting = await this.lockWaiting(tx, networkId, version);
    const draft = await getDraft(tx, networkId, version, expectedHash ?? waiting.documentHash);
    requireApprover(judge, [waiting.requestedBy, draft.changedBy]);
    if (await isImpactCounted(tx, networkId, draft)) throw new ProblemError('impact_not_done');
    await this.editor.requireNamed(tx, networkId, draft.document);
    const times = await readPublicationTimes(tx, networkId);
    const effectiveFrom = notTooNear(waiting.effectiveFrom, times);
    const publication = { effectiveFrom, expectedHash: waiting.documentHash };
    await this.decisions.close(tx, networkId, PUBLICATIONS, waiting, 'APPROVED', author);
    await this.editor.publish(tx, networkId, version, publication, author);
    await confirmSource(tx, networkId, `PROGRAM ${String(version)}`, idOf(author));
    return getVersion(tx, networkId, version);
  }

  /** Rejects a requested publication; its requester may do so to withdraw it. The draft stays. Throws `already_decided` where no request waits. */
  async reject(tx: Tx, networkId: string, version: number, reason: string | null, author: Author): Promise<ProgramRow> {
    await this.lock(tx, networkId);
    const waiting = await this.lockWaiting(tx, networkId, version);
    await this.decisions.refuse(tx, networkId, PUBLICATIONS, waiting, author, reason);
    return getVersion(tx, networkId, version);
  }

  /** Cancels a scheduled publication. Throws `already_in_force` where a till might already decide by it before it learns of this. */
  async cancel(tx: Tx, networkId: string, version: number, author: Author): Promise<ProgramRow> {
    await this.lock(tx, networkId);
    const { status } = await getVersion(tx, networkId, version);
    if (status !== 'PUBLISHED') throw new ProblemError(status === 'ARCHIVED' ? 'already_in_force' : 'version_conflict');
    const { now } = await readPublicationTimes(tx, networkId);
    const effectiveFrom = { gte: new Date(now.getTime() + PUBLICATION_LEAD_MS) };
    const { count } = await tx.prisma.programVersion.updateMany({
      where: { networkId, version, status, effectiveFrom },
      data: { status: 'CANCELLED' },
    });
    if (count === 0) throw new ProblemError('already_in_force');
    await this.append(tx, networkId, author, 'program.cancelled', version);
    return getVersion(tx, networkId, version);
  }

  /**
   * Publishes an older version's document as a new version, under the same rules. Within a day of a publication, one manager alone may return to
   * the version that it replaced. Throws `version_conflict` for a version that never was in force or still is.
   */
  async rollBack(
    tx: Tx,
    networkId: string,
    version: number,
    effectiveFrom: Date | undefined,
    author: Author,
  ): Promise<ProgramRow> {
    await this.lock(tx, networkId);
    const { document, status } = await getVersion(tx, networkId, version);
    const { now } = await readPublicationTimes(tx, networkId);
    const { before: inForce } = await findNeighbours(tx, networkId, now);
    if ((status !== 'PUBLISHED' && status !== 'ARCHIVED') || inForce === null || inForce.version === version)
      throw new ProblemError('version_conflict');
    const draft = await this.editor.createDraft(tx, networkId, document, author);
    await this.append(tx, networkId, author, 'program.rolled_back', draft.version, { to: version });
    // A version that returns to the document of an earlier one is confirmed as that was.
    await tx.query`
      INSERT INTO confirmed_sources (network_id, source, confirmed_by, confirmed_at)
       SELECT ${networkId}, 'PROGRAM ' || ${draft.version}::integer, f.confirmed_by, ledger_now() FROM program_versions v
         LEFT JOIN confirmed_sources f ON f.network_id = ${networkId} AND f.source = 'PROGRAM ' || v.version
        WHERE v.network_id = ${networkId} AND v.version = ${version} AND (f.source IS NOT NULL OR v.published_by IS NULL)
       ON CONFLICT DO NOTHING`;
    const since = inForce.effectiveFrom ?? now;
    const isFresh = now.getTime() - since.getTime() <= TAKEN_BACK_WITHIN_MS;
    const replaced = await findReplaced(tx, networkId, { version: inForce.version, effectiveFrom: since });
    const isReplaced = replaced?.version === version;
    return isFresh && isReplaced && effectiveFrom === undefined
      ? this.editor.publish(tx, networkId, draft.version, {}, author)
      : this.publish(tx, networkId, draft.version, { effectiveFrom }, author);
  }

  /** Whether the document takes something or pays more compared with the version that it would replace, or makes a later scheduled one do so. */
  private async asksSecond(tx: Tx, networkId: string, document: ProgramDocument, from: Date): Promise<boolean> {
    const { before, after } = await findNeighbours(tx, networkId, from);
    const asks = (earlier: ProgramDocument, later: ProgramDocument) => {
      const changes = comparePrograms(earlier, later);
      return takesSomething(changes) || paysMore(changes, later);
    };
    return (
      (before !== null && asks(documentOf(before), document)) || (after !== null && asks(document, documentOf(after)))
    );
  }

  private async lock(tx: Tx, networkId: string): Promise<void> {
    if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
  }

  private async lockWaiting(tx: Tx, networkId: string, version: number) {
    const waiting = await lockWaitingPublication(tx, networkId, version);
    if (waiting !== undefined) return { ...waiting, subjectId: String(version) };
    const [publication] = (await getVersion(tx, networkId, version)).publications;
    throw new ProblemError('already_decided', publication === undefined ? {} : { decision: publication.status });
  }

  private append(
    tx: Tx,
    networkId: string,
    author: Author,
    action: AuditAction,
    version: number,
    after: AuditValues = {},
  ): Promise<void> {
    return this.audit.append(tx, networkId, {
      ...author,
      action,
      subjectKind: 'program',
      subjectId: String(version),
      after,
    });
  }
}

/** A requested time that has passed becomes the next possible time. */
function notTooNear(asked: Date | null, { now }: PublicationTimes): Date | undefined {
  return asked !== null && asked.getTime() >= now.getTime() + PUBLICATION_LEAD_MS ? asked : undefined;
}

async function getVersion(tx: Tx, networkId: string, version: number): Promise<ProgramRow> {
  return found(await findProgramRow(tx, networkId, version));
}

async function getDraft(tx: Tx, networkId: string, version: number, hash: string | undefined): Promise<ProgramRow> {
  const row = await getVersion(tx, networkId, version);
  if (row.status !== 'DRAFT' || (hash !== undefined && hash !== row.documentHash))
    throw new ProblemError('version_conflict');
  return row;
}

function idOf({ actor }: Author): string | null {
  return actor === 'system' ? null : actor.id;
}

/** Whether the guests whom this document of the version affects are still being counted. */
async function isImpactCounted(
  tx: Statements,
  networkId: string,
  { version, documentHash }: { readonly version: number; readonly documentHash: string },
): Promise<boolean> {
  const row = await tx.maybe`
    SELECT FROM backtests WHERE network_id = ${networkId} AND mode = 'IMPACT' AND program_version = ${version}
     AND document_hash = ${documentHash}
      AND status IN ('WAITING', 'RUNNING') LIMIT 1`;
  return row !== undefined;
}

/** The version in force at an instant, and the next one. */
async function findNeighbours(
  tx: Tx,
  networkId: string,
  at: Date,
): Promise<{ before: ProgramVersion | null; after: ProgramVersion | null }> {
  const before = await tx.prisma.programVersion.findFirst({
    where: { networkId, ...DECIDING, effectiveFrom: { lte: at } },
    orderBy: [...LATEST_FIRST],
  });
  const after = await tx.prisma.programVersion.findFirst({
    where: { networkId, ...DECIDING, effectiveFrom: { gt: at } },
    orderBy: [{ effectiveFrom: 'asc' }, { version: 'asc' }],
  });
  return { before, after };
}
