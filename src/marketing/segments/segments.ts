import { Injectable } from '@nestjs/common';
import { Snapshots, type ConfigurationSnapshot, ConfigurationChanges } from '../../configuration';
import { Prisma } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { pathText } from '../../platform/http/json-body';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { ProblemError, found } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import type { TextByLanguage } from '../../platform/language/spoken';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Audit, type Author, changesBetween, type OnOne, UseCase } from '../../security';
import { type GuestRule, type KnownNames, mistakesOfRule } from './guest-rule.rules';
import { BEFORE_ALL, SEGMENTS_JOB } from './segment-pass.sql';
import { COLUMNS, findSegment, listEverySegment, lockSegment, MOST_EVER, type SegmentRow } from './segment.sql';
import * as dto from './segment.dto';
import type { z } from 'zod';
import { SegmentLists } from './segment-lists';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { Handles } from '../../platform/http/handlers-of';

/** The most segments of a network. The number is bounded because every guest is evaluated for each segment. */
const MOST_SEGMENTS = 100;

export interface NewSegment {
  readonly code: string;
  readonly name: string;
  /** By language; left out: none. */
  readonly names?: TextByLanguage | undefined;
  readonly description: string;
  /** As it came; null: a list. */
  readonly rule: unknown;
}

/** A field left out stays. */
export interface SegmentChange {
  readonly name?: string | undefined;
  readonly names?: TextByLanguage | undefined;
  readonly description?: string | undefined;
  readonly rule?: unknown;
  /** The version that its author read; another one by now is a `version_conflict`. */
  readonly expectedVersion?: number | undefined;
}

/** For ever. Existing uses go on; nothing new may name it. */
export class ArchiveSegment extends UseCase<dto.SegmentAnswer, { id: string }> {}

/** A file that was cut off may be sent again: entries that are in place already change nothing. */
export class ChangeMembersByFile extends UseCase<
  z.infer<typeof dto.fileReadSchema>,
  OnOne<z.infer<typeof dto.memberFileSchema>>
> {}

export class ChangeMembers extends UseCase<unknown, OnOne<z.infer<typeof dto.changeMembersSchema>>> {}

export class ChangeSegment extends UseCase<dto.SegmentAnswer, OnOne<dto.ChangeSegmentBody>> {}

export class CreateSegment extends UseCase<dto.SegmentAnswer, { body: dto.CreateSegmentBody }> {}

/** The segments of a network, for the back office. Changes take the transaction of `ConfigurationChanges`. */
@Injectable()
export class Segments {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly changes: ConfigurationChanges,
    private readonly lists: SegmentLists,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(ArchiveSegment)
  archiveSegment({ context, input: { id } }: ArchiveSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await beginPassAnew(tx, networkId);
      const before = found(await lockSegment(tx, networkId, id));
      if (before.archivedAt !== null) return dto.segmentAnswer(before, true);
      await this.write(tx, networkId, id, { archivedAt: this.clock.now() });
      await this.audit.appendChange(tx, networkId, author, 'segment.archived', id, { after: { code: before.code } });
      return dto.segmentAnswer(await getRow(tx, networkId, id), true);
    });
  }

  @Handles(ChangeMembersByFile)
  changeMembersByFile({
    context,
    input: { id, body },
  }: ChangeMembersByFile): Promise<z.infer<typeof dto.fileReadSchema>> {
    const { networkId, author } = context;
    const names = dto.linesOfFile(body.csv);
    if (names === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'csv', code: 'too_many', message: '' }]);
    return this.lists
      .changeByFile(networkId, id, names, body.isIn, author)
      .then((read) => ({ ...read, unknownLines: [...read.unknownLines] }));
  }

  @Handles(ChangeMembers)
  changeMembers({ context, input: { id, body } }: ChangeMembers): Promise<unknown> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const { changed, unchanged } = await this.lists.change(tx, networkId, id, body.guestIds, body.isIn, author);
      return { changed, unchanged };
    });
  }

  @Handles(ChangeSegment)
  changeSegment({ context, input: { id, body } }: ChangeSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    const isRecounted = body.rule !== undefined;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfSegment(await this.getWithin(tx, networkId, id)));
      return dto.segmentAnswer(await this.change(tx, networkId, id, body, author), isRecounted);
    });
  }

  @Handles(CreateSegment)
  createSegment({ context, input: { body } }: CreateSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.segmentAnswer(await this.create(tx, networkId, body, author), true),
    );
  }

  /** `isCounting`: the evaluation of the guests is still running. */
  list(networkId: string, archived: boolean, slice: IdSlice) {
    return this.database.inNetwork(networkId, async (tx) => ({
      rows: await tx.query<SegmentRow>`SELECT ${COLUMNS} FROM segments
          WHERE network_id = ${networkId} AND (archived_at IS NOT NULL) = ${archived} AND id > ${slice.after} AND id < ${slice.before}
          ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`,
      isCounting: await isPassing(tx, networkId),
    }));
  }

  /** Throws `not_found`. */
  get(networkId: string, id: string) {
    return this.database.inNetwork(networkId, async (tx) => ({
      row: await getRow(tx, networkId, id),
      isCounting: await isPassing(tx, networkId),
    }));
  }

  /** Throws `not_found`. */
  getWithin(tx: Tx, networkId: string, id: string): Promise<SegmentRow> {
    return getRow(tx, networkId, id);
  }

  /** Throws `code_taken`, `segments_full`, `network_full`, and `invalid_body` with the place of each mistake of the rule. */
  async create(tx: Tx, networkId: string, segment: NewSegment, author: Author): Promise<SegmentRow> {
    const rule = await this.ruleOf(tx, networkId, segment.rule);
    await beginPassAnew(tx, networkId);
    const segments = await listEverySegment(tx, networkId);
    if (segments.filter(({ archivedAt }) => archivedAt === null).length >= MOST_SEGMENTS)
      throw new ProblemError('segments_full', { max: MOST_SEGMENTS });
    // Reads stop at this number, so they would miss a further segment.
    if (segments.length >= MOST_EVER) throw new ProblemError('network_full', { max: MOST_EVER });
    const row = { ...segment, names: segment.names ?? {}, id: newId(), rule };
    const times = { createdAt: this.clock.now(), changedAt: this.clock.now() };
    const { count } = await tx.prisma.segment.createMany({
      data: { ...row, ...times, networkId, rule: jsonOf(rule) },
      skipDuplicates: true,
    });
    if (count === 0) throw new ProblemError('code_taken');
    await this.audit.appendChange(tx, networkId, author, 'segment.created', row.id, { after: told({ ...row }) });
    return getRow(tx, networkId, row.id);
  }

  /** A list stays a list. Throws `not_found` also for an archived one, `version_conflict`, and as `create`. */
  async change(tx: Tx, networkId: string, id: string, change: SegmentChange, author: Author): Promise<SegmentRow> {
    const rule = change.rule === undefined ? undefined : await this.ruleOf(tx, networkId, change.rule);
    if (rule !== undefined) await beginPassAnew(tx, networkId);
    const before = await lockSegment(tx, networkId, id);
    if (before?.archivedAt !== null) throw new ProblemError('not_found');
    if (change.expectedVersion !== undefined && change.expectedVersion !== before.version)
      throw new ProblemError('version_conflict');
    if (rule !== undefined && (rule === null) !== (before.rule === null))
      throw new ProblemError('invalid_body', {}, [{ path: 'rule', code: 'not_allowed', message: '' }]);
    const after = {
      name: change.name ?? before.name,
      names: change.names ?? before.names,
      description: change.description ?? before.description,
      rule: rule ?? before.rule,
    };
    await this.write(tx, networkId, id, { ...after, rule: jsonOf(after.rule) });
    const changes = changesBetween(told(before), told({ ...after, code: before.code }));
    await this.audit.appendChange(tx, networkId, author, 'segment.changed', id, changes);
    return getRow(tx, networkId, id);
  }

  /** A rule as it came, checked. Throws `invalid_body`. */
  async ruleOf(tx: Tx, networkId: string, rule: unknown): Promise<GuestRule | null> {
    if (rule === null) return null;
    const mistakes = mistakesOfRule(rule, this.namesOf(await this.snapshots.currentWithin(tx, networkId)));
    if (mistakes.length > 0)
      throw new ProblemError(
        'invalid_body',
        {},
        mistakes.map(({ path, code, reason }) => ({
          path: pathText(['rule', ...path]),
          code,
          message: '',
          arguments: { reason },
        })),
      );
    return rule as GuestRule;
  }

  private async write(tx: Tx, networkId: string, id: string, columns: Prisma.SegmentUpdateInput): Promise<void> {
    const data = { ...columns, version: { increment: 1 }, changedAt: this.clock.now() };
    await tx.prisma.segment.update({ where: { networkId_id: { networkId, id } }, data });
  }

  private namesOf(snapshot: ConfigurationSnapshot): KnownNames {
    const { document } = snapshot.programInForce(this.clock.now())?.program ?? {};
    return { tiers: document?.tiers.map(({ code }) => code) ?? [], restaurantIds: snapshot.restaurantIds };
  }
}

/** The audit's values: the rule as the text of its tree, which names no person. */
function told({
  code,
  name,
  names = {},
  description,
  rule,
}: Omit<NewSegment, 'rule'> & { readonly rule: GuestRule | null }) {
  return {
    code,
    name,
    names: names as Readonly<Record<string, string>>,
    description,
    rule: rule === null ? null : JSON.stringify(rule),
  };
}

function jsonOf(rule: GuestRule | null) {
  return rule === null ? Prisma.DbNull : (rule as unknown as Prisma.InputJsonObject);
}

async function getRow(tx: Tx, networkId: string, id: string): Promise<SegmentRow> {
  return found(await findSegment(tx, networkId, id));
}

/** Restarts the pass from the first guest. If a piece of the pass is running, the statement waits for its end. */
async function beginPassAnew(tx: Tx, networkId: string): Promise<void> {
  await tx.query`INSERT INTO segment_passes (network_id, is_done) VALUES (${networkId}, false)
      ON CONFLICT (network_id) DO UPDATE SET after_guest = ${BEFORE_ALL}, is_done = false`;
  await requestJob(tx, SEGMENTS_JOB, networkId);
}

/** Whether guests of the network are still to be evaluated. */
async function isPassing(tx: Tx, networkId: string): Promise<boolean> {
  const pass = await tx.maybe<{ isDone: boolean }>`SELECT is_done FROM segment_passes WHERE network_id = ${networkId}`;
  return pass !== undefined && !pass.isDone;
}
