import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { type AuditVerb, Audit, Pii, type RequestContext } from '../../security';
import * as dto from './webhook.dto';
import { MAX_WAITING } from './webhook-lanes';
import { makeWebhookSecret } from './webhook-signature.rules';
import { countWaiting } from './webhooks.sql';

export const WEBHOOKS_JOB = 'webhooks';
export const MAX_WEBHOOKS = 50;

/** Shared by all changes of webhooks: rows, secrets, and the audit. */
@Injectable()
export class WebhookEditor {
  constructor(
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Makes changes of webhooks of one network wait for each other, so that their number stays within its limit. */
  async lock(tx: Tx, networkId: string): Promise<void> {
    await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || ${networkId}, 0))`;
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string) {
    const row = await tx.prisma.webhook.findUnique({ where: { networkId_id: { networkId, id } } });
    if (row?.removedAt !== null) throw new ProblemError('not_found');
    return row;
  }

  async answerOf(tx: Tx, row: Awaited<ReturnType<WebhookEditor['get']>>): Promise<dto.WebhookAnswer> {
    const waiting = await countWaiting(tx, row.networkId, row.id, MAX_WAITING);
    return dto.webhookAnswer(row, waiting, this.clock.now());
  }

  /** A new secret, and its encrypted form for storage. */
  makeSecret(networkId: string): { readonly secret: string; readonly sealed: Uint8Array<ArrayBuffer> } {
    const secret = makeWebhookSecret();
    return { secret, sealed: new Uint8Array(this.pii.encrypt(networkId, 'secret', secret)) };
  }

  /** The columns that let a receiver be called at once, whatever failures it had. */
  fresh() {
    return { failures: 0, failingSince: null, dueAt: this.clock.now() };
  }

  /** Requests the delivery of waiting events once the transaction commits. */
  async deliverSoon(tx: Tx, networkId: string): Promise<void> {
    await requestJob(tx, WEBHOOKS_JOB, networkId);
  }

  async note(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditVerb<'webhook'>,
    id: string,
    values: { readonly before?: dto.WebhookAnswer; readonly after?: dto.WebhookAnswer } = {},
  ): Promise<void> {
    await this.audit.appendChange(tx, networkId, author, `webhook.${action}`, id, {
      ...(values.before && { before: dto.auditedWebhook(values.before) }),
      ...(values.after && { after: dto.auditedWebhook(values.after) }),
    });
  }
}
