import { Injectable } from '@nestjs/common';
import type { ProgramDocument } from '../../../decision';
import { Prisma } from '../../../generated/prisma/client';
import { Database, type Tx } from '../../../platform/database/database';
import { pathText } from '../../../platform/http/json-body';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type AuditAction, type Actor, Audit, type Author, UseCase } from '../../../security';
import { Catalog } from '../../catalog/catalog';
import { rewardsOfPreset } from '../../catalog/preset-rewards';
import { lockNetwork } from '../../network-profile/network.sql';
import { refuseBeyondBounds } from '../../revisions/bounds.sql';
import { findNetworkRow, listPlaceRows, listRestaurantRows, listSegmentCodes } from '../../revisions/snapshot.sql';
import { hashOfDocument } from '../../program-document/document-hash.rules';
import * as sql from './program.sql';
import { lockWaitingPublication } from './publications.sql';
import { namesMissing } from '../../program-document/names-missing.rules';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../../platform/http/entity-tag';
import * as dto from './program.dto';
import { Snapshots } from '../../snapshots/snapshots';
import type { PresetChoice } from './program.sql';
import { presetForNetwork } from './scaled-preset.rules';
import { Handles } from '../../../platform/http/handlers-of';

/**
 * A publication takes effect at least 5 s after its commit (ledger.md, rule 7), so that no process decides an act of that time without knowing it.
 * One second more is for the commit itself.
 */
export const PUBLICATION_LEAD_MS = 6_000;

export interface Publication {
  /** Left out: as soon as possible; for a network's first programme, from the beginning of time, because no other can decide. */
  readonly effectiveFrom?: Date | undefined;
  /** The hash of the reviewed draft; if the present one differs, `version_conflict`. */
  readonly expectedHash?: string | undefined;
}

export class ChangeDraft extends UseCase<dto.ProgramAnswer, { version: number; body: dto.ChangeDraftBody }> {}

export class CreateDraft extends UseCase<dto.ProgramAnswer, { body: dto.CreateDraftBody }> {}

/** Drafts and publications of programmes. A published version never changes. Changes use the caller's transaction. */
@Injectable()
export class ProgramEditor {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly catalog: Catalog,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
  ) {}

  /**
   * Replaces a draft's document.
   * @throws ProblemError `not_found`, `awaiting_approval` while a second manager's approval is pending, or `version_conflict` for a version that is
   * no draft, or that another person changed meanwhile
   */
  @Handles(ChangeDraft)
  changeDraft({ context, input: { version, body } }: ChangeDraft): Promise<dto.ProgramAnswer> {
    const { call, networkId, author } = context;
    const { document, expectedHash } = body;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => {
        await sql.lockProgramRow(tx, networkId, version);
        const before = found(await sql.findProgramRow(tx, networkId, version));
        return dto.changeableOfProgram(dto.programAnswer(before));
      });
      const documentHash = hashOfDocument(document);
      const changedBy = idOf(author.actor);
      // A publication locks the network too, so none can be requested meanwhile.
      if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
      if ((await lockWaitingPublication(tx, networkId, version)) !== undefined)
        throw new ProblemError('awaiting_approval');
      const { count } = await tx.prisma.programVersion.updateMany({
        where: { networkId, version, status: 'DRAFT', documentHash: expectedHash },
        data: { document: jsonOf(document), documentHash, changedBy },
      });
      const row = await sql.findProgramRow(tx, networkId, version);
      if (count === 0 || row === undefined) throw missingOrConflict(row);
      await this.append(tx, networkId, author, 'program.draft_changed', row);
      return dto.programAnswer(row);
    });
  }

  @Handles(CreateDraft)
  async draft({ context, input: { body } }: CreateDraft): Promise<dto.ProgramAnswer> {
    const { call, networkId, author } = context;
    const document = await this.documentOf(networkId, body);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      dto.programAnswer(await this.createDraft(tx, networkId, document, author, presetOf(body))),
    );
  }

  private async documentOf(networkId: string, body: dto.CreateDraftBody): Promise<ProgramDocument> {
    if ('document' in body) return body.document;
    if ('fromVersion' in body) return (await this.getVersion(networkId, body.fromVersion)).document;
    const { profile } = await this.snapshots.current(networkId);
    return presetForNetwork(body.preset, profile.currencyDigits, body.scale);
  }

  /** Versions below `before`, newest first. */
  listVersions(networkId: string, before: number | undefined, limit: number): Promise<sql.ProgramRow[]> {
    return this.database.inNetwork(networkId, (tx) =>
      sql.listProgramRows(tx, { networkId, version: { lt: before } }, limit),
    );
  }

  /** Throws `not_found`. */
  async getVersion(networkId: string, version: number): Promise<sql.ProgramRow> {
    return found(await this.database.inNetwork(networkId, (tx) => sql.findProgramRow(tx, networkId, version)));
  }

  /** Adds a draft with the next number. Throws `not_found` for an unknown network, `network_full`. */
  async createDraft(
    tx: Tx,
    networkId: string,
    document: ProgramDocument,
    author: Author,
    preset: sql.PresetChoice | null = null,
  ): Promise<sql.ProgramRow> {
    // Without the lock, two simultaneous drafts would take the same number.
    if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
    const newest = await tx.prisma.programVersion.aggregate({ where: { networkId }, _max: { version: true } });
    const by = idOf(author.actor);
    const made = await tx.prisma.programVersion.create({
      data: {
        networkId,
        version: (newest._max.version ?? 0) + 1,
        status: 'DRAFT',
        createdBy: by,
        changedBy: by,
        document: jsonOf(document),
        documentHash: hashOfDocument(document),
        preset: preset === null ? Prisma.DbNull : { ...preset },
      },
    });
    const row = { ...made, document, publications: [] };
    await refuseBeyondBounds(tx, networkId, 'program_versions');
    await this.append(tx, networkId, author, 'program.drafted', row);
    return row;
  }

  /**
   * Publishes a draft, in a transaction of `ConfigurationChanges`. A network's first programme may take effect at any time, even in the past; later
   * ones at least the lead from now, else `invalid_body`.
   */
  async publish(
    tx: Tx,
    networkId: string,
    version: number,
    publication: Publication,
    author: Author,
  ): Promise<sql.ProgramRow> {
    if ((await lockNetwork(tx, networkId)) === undefined) throw new ProblemError('not_found');
    const effectiveFrom = effectOf(publication.effectiveFrom, await sql.readPublicationTimes(tx, networkId));
    await sql.archiveReplaced(tx, networkId);
    const isPublished = await sql.publishDraft(tx, networkId, version, {
      effectiveFrom,
      publishedBy: idOf(author.actor),
      expectedHash: publication.expectedHash ?? null,
    });
    const row = await sql.findProgramRow(tx, networkId, version);
    if (!isPublished || row === undefined) throw missingOrConflict(row);
    await this.append(tx, networkId, author, 'program.published', row);
    await this.seedCatalog(tx, networkId, version, author);
    return row;
  }

  /** Checks that all names in a programme exist. Throws `invalid_body` with the place of each unknown name. */
  async requireNamed(tx: Tx, networkId: string, document: ProgramDocument): Promise<void> {
    const known = {
      rewardCodes: await this.catalog.listCodes(tx, networkId),
      segmentCodes: await listSegmentCodes(tx, networkId),
      restaurantIds: new Set((await listRestaurantRows(tx, networkId)).map(({ id }) => id)),
      pointOfSaleIds: new Set((await listPlaceRows(tx, networkId)).map(({ id }) => id)),
    };
    const faults = [...namesMissing(document, known)].map(({ path, code = '', reason }) => ({
      path: pathText(['document', ...path]),
      code,
      message: '',
      arguments: { reason },
    }));
    if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
  }

  /** Fills an empty catalogue with the rewards of the programme's preset. */
  private async seedCatalog(tx: Tx, networkId: string, version: number, author: Author): Promise<void> {
    const row = await tx.prisma.programVersion.findUnique({ where: { networkId_version: { networkId, version } } });
    const preset = row?.preset as sql.PresetChoice | null | undefined;
    // The draft was not made from a preset.
    if (preset == null) return;
    const network = await findNetworkRow(tx, networkId);
    if (network === undefined) return;
    const rewards = rewardsOfPreset(preset.name, network.currencyDigits, preset.scale ?? undefined);
    await this.catalog.seed(tx, networkId, rewards, author);
  }

  private append(tx: Tx, networkId: string, author: Author, action: AuditAction, row: sql.ProgramRow): Promise<void> {
    return this.audit.append(tx, networkId, {
      ...author,
      action,
      subjectKind: 'program',
      subjectId: String(row.version),
      after: { documentHash: row.documentHash, effectiveFrom: row.effectiveFrom?.toISOString() ?? null },
    });
  }
}

/** When a publication takes effect. Throws `invalid_body` for a time that is too near. */
export function effectOf(asked: Date | undefined, { now, everPublished }: sql.PublicationTimes): Date {
  if (!everPublished) return asked ?? new Date(0);
  const earliest = now.getTime() + PUBLICATION_LEAD_MS;
  if (asked === undefined) return new Date(earliest);
  if (asked.getTime() >= earliest) return asked;
  const fault = {
    path: 'effectiveFrom',
    code: 'too_small',
    message: '',
    arguments: { min: new Date(earliest).toISOString() },
  };
  throw new ProblemError('invalid_body', {}, [fault]);
}

function missingOrConflict(row: sql.ProgramRow | undefined): ProblemError {
  return new ProblemError(row === undefined ? 'not_found' : 'version_conflict');
}

function jsonOf(document: ProgramDocument) {
  return document as unknown as Prisma.InputJsonObject;
}

function idOf(actor: Actor): string | null {
  return actor === 'system' ? null : actor.id;
}

function presetOf(body: dto.CreateDraftBody): PresetChoice | null {
  return 'preset' in body ? { name: body.preset, scale: body.scale ?? null } : null;
}
