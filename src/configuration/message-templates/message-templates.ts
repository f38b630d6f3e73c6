import { Injectable } from '@nestjs/common';
import type { MessageTemplate, MessageTemplateVersion, Prisma } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { asAnswer } from '../../platform/http/as-answer';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { newId } from '../../platform/ids/ids';
import { type BodyFault, ProblemError } from '../../platform/problems/problem';
import { Audit, type RequestContext, type OnOne, UseCase, wholeNetworkOf } from '../../security';
import { faultsOfTexts } from '../message-texts/text-faults.rules';
import type { TextSource } from '../message-texts/message-variables.rules';
import { lockNetwork } from '../network-profile/network.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import { Snapshots } from '../snapshots/snapshots';
import * as dto from './message-template.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

const TEMPLATES_MAX = 500;
const VERSIONS_SHOWN = 50;

/** A template with the data to write messages from it. */
export interface SentTemplate {
  readonly id: string;
  readonly version: number;
  readonly source: TextSource;
  readonly purpose: 'SERVICE' | 'MARKETING';
  readonly texts: dto.TemplateTexts;
}

type TemplateRow = MessageTemplate & { readonly versions: readonly MessageTemplateVersion[] };

export class CreateMessageTemplate extends UseCase<dto.TemplateDetail, { body: dto.CreateTemplateBody }> {}

/** Saves a new version of a template. Planned messages keep their text. */
export class ChangeMessageTemplate extends UseCase<dto.TemplateDetail, OnOne<dto.ChangeTemplateBody>> {}

export class ArchiveMessageTemplate extends UseCase<dto.TemplateDetail, { id: string }> {}

/** Message texts that a network uses repeatedly. Writes run in a transaction that has locked the network. */
@Injectable()
export class MessageTemplates {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  list(networkId: string, query: dto.TemplateListQuery) {
    const archivedAt = query.archived === 'true' ? { not: null } : null;
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'message-templates',
        model: 'messageTemplate',
        query,
        where: { networkId, archivedAt, source: query.source },
        shape: newestVersions(1),
        answer: answerOf,
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string): Promise<dto.TemplateDetail> {
    const row = await getRow(tx, 'messageTemplate', { networkId, id }, newestVersions(VERSIONS_SHOWN));
    return asAnswer(dto.templateDetailSchema, { ...answerOf(row), versions: row.versions });
  }

  /** The newest versions of those of these templates that exist and are not archived. */
  async listForSending(tx: Tx, networkId: string, ids: readonly string[]): Promise<SentTemplate[]> {
    if (ids.length === 0) return [];
    const rows = await tx.prisma.messageTemplate.findMany({
      where: { networkId, id: { in: [...ids] }, archivedAt: null },
      ...newestVersions(1),
    });
    return rows.map(sentOf);
  }

  /** The network's own text for warnings of expiring points; undefined: it has none. */
  async findWarning(tx: Tx, networkId: string): Promise<SentTemplate | undefined> {
    const row = await tx.prisma.messageTemplate.findFirst({
      where: { networkId, source: 'EXPIRY_WARNING', archivedAt: null },
      ...newestVersions(1),
    });
    return row === null ? undefined : sentOf(row);
  }

  /** @throws ProblemError `code_taken`, `network_full`, `warning_text_taken`, and `invalid_body` with the place of each mistake */
  @Handles(CreateMessageTemplate)
  createMessageTemplate({ context, input: { body } }: CreateMessageTemplate): Promise<dto.TemplateDetail> {
    const { code, source, purpose, name, texts } = body;
    return this.write(context, 201, async (tx, networkId) => {
      await this.requireTexts(tx, networkId, source, texts);
      const fixed = PURPOSE_OF[source];
      if (fixed !== undefined && fixed !== purpose)
        throw refused([{ path: 'purpose', code: 'not_allowed', message: '', arguments: { values: fixed } }]);
      const where = { networkId };
      if ((await tx.prisma.messageTemplate.count({ where })) >= TEMPLATES_MAX)
        throw new ProblemError('network_full', { max: TEMPLATES_MAX });
      const id = newId();
      const made = { createdBy: context.principal.id, createdAt: this.clock.now() };
      if (source === 'EXPIRY_WARNING' && (await this.findWarning(tx, networkId)) !== undefined)
        throw new ProblemError('warning_text_taken');
      await tx.prisma.messageTemplate
        .create({ data: { networkId, id, code, source, purpose, ...made } })
        .catch(refuseTakenCode);
      await this.appendVersion(tx, networkId, id, 1, { name, texts }, context);
      await this.audit.appendChange(tx, networkId, context.author, 'message_template.created', id, {
        after: { code, version: 1 },
      });
      return this.get(tx, networkId, id);
    });
  }

  /** Writes a new version, unless nothing changes. @throws ProblemError `not_found`, also for an archived one, and `invalid_body` */
  @Handles(ChangeMessageTemplate)
  changeMessageTemplate({ context, input: { id, body } }: ChangeMessageTemplate): Promise<dto.TemplateDetail> {
    return this.write(context, 200, async (tx, networkId) => {
      const before = await this.get(tx, networkId, id);
      await requireUnchanged(context.call, () => dto.changeableOfTemplate(before));
      if (before.archived) throw new ProblemError('not_found');
      const { name = before.name, texts = before.texts } = body;
      await this.requireTexts(tx, networkId, before.source, texts);
      if (JSON.stringify([name, texts]) === JSON.stringify([before.name, before.texts])) return before;
      const version = before.version + 1;
      await this.appendVersion(tx, networkId, id, version, { name, texts }, context);
      await tx.prisma.messageTemplate.update({ where: { networkId_id: { networkId, id } }, data: { version } });
      await this.audit.appendChange(tx, networkId, context.author, 'message_template.changed', id, {
        before: { version: before.version },
        after: { version },
      });
      return this.get(tx, networkId, id);
    });
  }

  /** Archives a template for good; messages that were sent from it stay. @throws ProblemError `not_found` */
  @Handles(ArchiveMessageTemplate)
  archiveMessageTemplate({ context, input: { id } }: ArchiveMessageTemplate): Promise<dto.TemplateDetail> {
    return this.write(context, 200, async (tx, networkId) => {
      const before = await this.get(tx, networkId, id);
      if (before.archived) return before;
      const data = { archivedAt: this.clock.now() };
      await tx.prisma.messageTemplate.update({ where: { networkId_id: { networkId, id } }, data });
      const after = { code: before.code };
      await this.audit.appendChange(tx, networkId, context.author, 'message_template.archived', id, { after });
      return this.get(tx, networkId, id);
    });
  }

  private write(
    { principal, call }: RequestContext,
    status: number,
    work: (tx: Tx, networkId: string) => Promise<dto.TemplateDetail>,
  ): Promise<dto.TemplateDetail> {
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, status, async (tx) => {
      await lockNetwork(tx, networkId);
      return work(tx, networkId);
    });
  }

  private async requireTexts(tx: Tx, networkId: string, source: TextSource, texts: dto.TemplateTexts): Promise<void> {
    const { locale } = (await this.snapshots.currentWithin(tx, networkId)).profile;
    const faults = faultsOfTexts(source, texts);
    if (texts[locale] === undefined) faults.unshift({ path: `texts.${locale}`, code: 'required', message: '' });
    if (faults.length > 0) throw refused(faults);
  }

  private async appendVersion(
    tx: Tx,
    networkId: string,
    templateId: string,
    version: number,
    { name, texts }: { readonly name: string; readonly texts: dto.TemplateTexts },
    { principal }: RequestContext,
  ): Promise<void> {
    const written = { changedBy: principal.id, changedAt: this.clock.now() };
    const data = { networkId, templateId, version, name, texts: texts as Prisma.InputJsonObject, ...written };
    await tx.prisma.messageTemplateVersion.create({ data });
  }
}

const newestVersions = (take: number) => ({ include: { versions: { orderBy: { version: 'desc' as const }, take } } });

/** Sources whose messages all have the same purpose. */
const PURPOSE_OF: Readonly<Partial<Record<TextSource, 'SERVICE' | 'MARKETING'>>> = {
  CAMPAIGN: 'MARKETING',
  EXPIRY_WARNING: 'SERVICE',
};

function refused(faults: readonly BodyFault[]): ProblemError {
  return new ProblemError('invalid_body', {}, faults);
}

function newestOf({ versions }: TemplateRow): MessageTemplateVersion {
  const [newest] = versions;
  if (newest === undefined) throw new Error('a template has no version');
  return newest;
}

function answerOf(row: TemplateRow): dto.TemplateAnswer {
  return asAnswer(dto.templateSchema, { ...newestOf(row), ...row, archived: row.archivedAt !== null });
}

function sentOf(row: TemplateRow): SentTemplate {
  const { id, version, source, purpose, texts } = answerOf(row);
  return { id, version, source, purpose, texts };
}
