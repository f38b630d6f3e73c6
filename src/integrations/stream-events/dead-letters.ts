import { hash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DeadLetter } from '../../generated/prisma/client';
import { Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { canonicalJson } from '../../platform/http/canonical-json';
import { asAnswer } from '../../platform/http/as-answer';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { newId } from '../../platform/ids/ids';
import { found } from '../../platform/problems/problem';
import { Audit, type KeyPrincipal, Pii, type RequestContext, requirePermission } from '../../security';
import { KeptSales, type RefusedSale } from '../../transactions';
import * as dto from './pos-event.dto';
import { eventIdOf } from './envelope.rules';
import type { EventSource, EventResult } from './stream-event';
import { StreamEvents } from './stream-events';
import { parseTopic, type StreamEventType, topicOf } from './topic.rules';

interface NewLetter {
  readonly id: string;
  readonly topic: string;
  readonly integrationId: string;
  readonly keyId: string;
  readonly digest: Buffer;
  readonly eventId: string | null;
  readonly bodyEncrypted: Buffer;
  readonly bodyBytes: number;
  readonly reason: string;
  readonly faults: readonly { readonly path: string; readonly code: string }[];
}

/** The scopes of a retried event: `import` too, because the new decision may concern any past time. */
const SCOPES_OF_RETRY: KeyPrincipal['scopes'] = ['events', 'import'];
/** The scopes of a retry by a manager: a manager may do by hand what these events do, whatever scopes the source has. */
const SCOPES_OF_MANAGER: KeyPrincipal['scopes'] = [...SCOPES_OF_RETRY, 'loyalty', 'membership'];

/** An event and its outcome. */
interface TriedEvent {
  readonly event: unknown;
  readonly result: EventResult;
}

interface KeptEvent {
  readonly result: EventResult;
  readonly letterId: string | null;
}

/** The type of a till's sale that was accepted while the database was away. */
const KEPT_SALE = 'till.sale';

/** Events, and accepted sales of tills, that could not be recorded. Each is kept with its reason, listed, and can be sent again. */
@Injectable()
export class DeadLetters implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly events: StreamEvents,
    private readonly sales: KeptSales,
  ) {}

  onModuleInit(): void {
    this.sales.listRefusalsIn((refused) => this.keepSale(refused));
  }

  private async keepSale({ principal, networkId, text, problem }: RefusedSale): Promise<void> {
    const { code } = await this.networks.getProfile(networkId);
    await this.database.inNetwork(networkId, (tx) =>
      putLetter(tx, networkId, {
        id: newId(),
        topic: topicOf(code, KEPT_SALE),
        integrationId: senderOf(principal),
        keyId: principal.id,
        digest: digestOf(text),
        eventId: null,
        bodyEncrypted: this.pii.encrypt(networkId, 'event', text),
        bodyBytes: Buffer.byteLength(text),
        reason: problem.code,
        faults: problem.faults.map(({ path, code: fault }) => ({ path, code: fault })),
      }),
    );
  }

  /**
   * Stores refused events as letters, and closes the letters of events that were recorded at last. Returns each event's outcome with the id of its
   * letter, or null. If an event was recorded meanwhile by a retry of its letter, its refusal no longer counts.
   */
  async keep(principal: KeyPrincipal, type: StreamEventType, tried: readonly TriedEvent[]): Promise<KeptEvent[]> {
    const { networkId, integrationId, id: keyId } = principal;
    const { code } = await this.networks.getProfile(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const kept: KeptEvent[] = [];
      for (const { event, result } of tried) {
        if (result.status !== 'refused') {
          kept.push({ result, letterId: null });
          continue;
        }
        const text = canonicalJson(event);
        const letter = await putLetter(tx, networkId, {
          id: newId(),
          topic: topicOf(code, type),
          integrationId,
          keyId,
          digest: digestOf(text),
          eventId: eventIdOf(event),
          bodyEncrypted: this.pii.encrypt(networkId, 'event', text),
          bodyBytes: Buffer.byteLength(text),
          reason: result.problem.code,
          faults: result.problem.faults.map(({ path, code: fault }) => ({ path, code: fault })),
        });
        kept.push(
          letter.status === 'RECORDED'
            ? { result: { status: 'duplicate', transactionId: letter.transactionId }, letterId: null }
            : { result, letterId: letter.id },
        );
      }
      const recorded = tried.flatMap(({ event, result }) =>
        'transactionId' in result
          ? [{ digest: digestOf(canonicalJson(event)), transactionId: result.transactionId }]
          : [],
      );
      if (recorded.length > 0) await settleLetters(tx, networkId, integrationId, recorded);
      return kept;
    });
  }

  list(networkId: string, query: dto.DeadLetterListQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'dead-letters',
        model: 'deadLetter',
        query,
        where: { networkId, status: query.status },
        shape: { omit: { bodyEncrypted: true } },
        answer: answerOf,
      }),
    );
  }

  /** The body may hold personal data, so reading it is audited. @throws ProblemError `not_found` */
  async get({ networkId, author }: RequestContext, id: string): Promise<dto.DeadLetterWithBodyAnswer> {
    const row = await this.database.inNetwork(networkId, async (tx) => {
      const letter = await getRow(tx, 'deadLetter', { networkId, id });
      await this.audit.appendChange(tx, networkId, author, 'dead_letter.read', id, {});
      return letter;
    });
    return { ...answerOf(row), body: this.bodyOf(row) };
  }

  /**
   * Sends an event again; an event that was already recorded stays unchanged.
   * @throws ProblemError `not_found`, `unavailable`
   */
  async retry(
    { networkId, principal: asked, author, call }: RequestContext,
    id: string,
    options: dto.RetryDeadLetter = {},
  ): Promise<dto.DeadLetterAnswer> {
    const where = { networkId_id: { networkId, id } };
    const row = found(await this.database.inNetwork(networkId, (tx) => tx.prisma.deadLetter.findUnique({ where })));
    if (row.status === 'RECORDED') return answerOf(row);
    if (row.topic.endsWith(`.${KEPT_SALE}`)) {
      requirePermission(asked, 'till.sale');
      const transactionId = await this.sales.recordAgain(this.bodyOf(row), options);
      return this.database.inNetwork(networkId, async (tx) => {
        await settleLetters(tx, networkId, row.integrationId, [{ digest: Buffer.from(row.digest), transactionId }]);
        return this.noteRetry(tx, { networkId, author }, id);
      });
    }
    const { integrationId, keyId } = row;
    const type = parseTopic(row.topic)?.type;
    if (type === undefined) throw new Error(`the dead letter ${id} has the topic ${row.topic}`);
    // A key may do no more by a retry than by sending the event itself.
    const scopes = asked.kind === 'key' ? [...asked.scopes, ...SCOPES_OF_RETRY] : SCOPES_OF_MANAGER;
    // Keys of this API can give points, so two people let each through.
    const principal: KeyPrincipal = { kind: 'key', id: keyId, integrationId, networkId, scopes, soleDecider: null };
    const event: unknown = JSON.parse(this.bodyOf(row));
    const result = await this.decideAnew({ principal, space: integrationId, requestId: call.requestId }, type, event);
    if (result.status === 'try_again') throw result.problem;
    await this.keep(principal, type, [{ event, result }]);
    return this.database.inNetwork(networkId, (tx) => this.noteRetry(tx, { networkId, author }, id));
  }

  private async noteRetry(
    tx: Tx,
    { networkId, author }: Pick<RequestContext, 'networkId' | 'author'>,
    id: string,
  ): Promise<dto.DeadLetterAnswer> {
    await this.audit.appendChange(tx, networkId, author, 'dead_letter.retried', id, {});
    return answerOf(await tx.prisma.deadLetter.findUniqueOrThrow({ where: { networkId_id: { networkId, id } } }));
  }

  /**
   * Tries the event's keys in order, past those that hold a stored refusal, up to the first key that decides. Retries and the source use the same
   * keys, so the event counts once, even where both send it.
   */
  private async decideAnew(asker: EventSource, type: StreamEventType, event: unknown): Promise<EventResult> {
    for (let refusalsPassed = 0; ; refusalsPassed += 1) {
      const [result] = await this.events.record({ ...asker, refusalsPassed }, type, [event]);
      if (result === undefined) throw new Error('an event was left without an outcome');
      if (!('isReplayed' in result && result.isReplayed)) return result;
    }
  }

  private bodyOf(row: { readonly networkId: string; readonly bodyEncrypted: Uint8Array }): string {
    return this.pii.decrypt(row.networkId, 'event', Buffer.from(row.bodyEncrypted));
  }
}

/** The integration of a service, or the cashier. */
function senderOf(principal: RefusedSale['principal']): string {
  return principal.kind === 'key' ? principal.integrationId : principal.id;
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

type LetterRow = Omit<DeadLetter, 'bodyEncrypted'>;

function answerOf(row: LetterRow): dto.DeadLetterAnswer {
  const faults = row.faults as dto.DeadLetterAnswer['faults'];
  return asAnswer(dto.deadLetterSchema, { ...row, faults, bytes: row.bodyBytes });
}

/** Stores a letter. An event that was set aside before keeps its row and gets the new reason, unless it was recorded since. */
function putLetter(tx: Tx, networkId: string, letter: NewLetter) {
  return tx.one<{ id: string; status: string; transactionId: string | null }>`
    INSERT INTO dead_letters (network_id, id, topic, integration_id, key_id, digest, event_id, body_encrypted, body_bytes,
     reason, faults)
     VALUES (${networkId}, ${letter.id}, ${letter.topic}, ${letter.integrationId},
       ${letter.keyId}, ${letter.digest}, ${letter.eventId},
     ${letter.bodyEncrypted}, ${letter.bodyBytes}, ${letter.reason}, ${JSON.stringify(letter.faults)})
     ON CONFLICT (network_id, integration_id, digest) DO UPDATE
       SET attempts = dead_letters.attempts + 1, tried_at = clock_timestamp(),
           reason = CASE dead_letters.status WHEN 'RECORDED' THEN dead_letters.reason ELSE excluded.reason END,
           faults = CASE dead_letters.status WHEN 'RECORDED' THEN dead_letters.faults ELSE excluded.faults END
     RETURNING id, status, transaction_id`;
}

/** Closes letters whose events were recorded after all. */
async function settleLetters(
  tx: Tx,
  networkId: string,
  integrationId: string,
  recorded: readonly { readonly digest: Buffer; readonly transactionId: string | null }[],
): Promise<void> {
  await tx.query`
    UPDATE dead_letters l SET status = 'RECORDED', transaction_id = r.transaction_id, tried_at = clock_timestamp()
      FROM unnest(${recorded.map(({ digest }) => digest)}::bytea[], ${recorded.map((one) => one.transactionId)}::uuid[]) AS r (digest,
      transaction_id)
     WHERE l.network_id = ${networkId} AND l.integration_id = ${integrationId} AND l.digest = r.digest AND l.status = 'WAITING'`;
}
