import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, register } from 'prom-client';
import { Database } from '../../platform/database/database';
import { Health } from '../../platform/health/health';
import { JobQueue } from '../../platform/queue/job-queue';
import type { JobRun } from '../../platform/queue/job-kind';
import { requestJob } from '../../platform/queue/request-job.sql';
import { backOff } from '../../platform/retries/back-off.rules';
import { settings } from '../../platform/settings/settings';
import { Logger } from '../../platform/telemetry/logger';
import { Pii } from '../personal-data/pii';
import * as sql from './message.sql';
import {
  type Attempt,
  MESSAGE_CHANNELS,
  type MessageChannel,
  type MessageProvider,
  MessageProviders,
  type OutgoingMessage,
} from './message-providers';
import { DELIVERY_JOB } from './messages';
import { RECEIPTS_JOB, ROUTING_JOB } from './routed-messages';
import { stopAddressOf } from './stopped-address.sql';

const EVERY_MS = 10_000;
/** Messages that a channel sends at once; a provider that hangs holds up no more than these. */
const AT_ONCE = 20;
/** How soon a new message is found while others are under way. */
const LOOK_AGAIN_MS = 200;
/** How long an attempt keeps its message: longer than an attempt takes. */
const LEASE_SECONDS = 60;
const ATTEMPTS_MAX = 8;
const RETRY_SECONDS = { first: 5, last: 15 * 60 };
const EXPIRED = 'expired';

const outcomes =
  (register.getSingleMetric('loyalty_messages_total') as Counter<'channel' | 'outcome'> | undefined) ??
  new Counter({
    name: 'loyalty_messages_total',
    help: 'Attempts to deliver a message by a provider, by what became of them.',
    labelNames: ['channel', 'outcome'],
  });

/** Delivers the messages of all networks, each channel for itself. A new message asks for a run with its commit. */
@Injectable()
export class MessageDelivery implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly providers: MessageProviders,
    private readonly jobs: JobQueue,
    private readonly health: Health,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.define({ name: DELIVERY_JOB, everyMs: EVERY_MS, run: (run) => this.run(run) });
    this.health.register('messages', false, () => Promise.resolve(this.check()));
  }

  /** Delivers the messages of the channel in `key`; without a key, of all channels. */
  private async run({ key, signal }: JobRun): Promise<void> {
    const providers = this.providers.list().filter(({ channel }) => key === undefined || key === channel);
    await Promise.all(providers.map((provider) => this.deliverAll(provider, signal)));
  }

  /** Sends until nothing is due. A new message does not wait for a slow one. */
  private async deliverAll(provider: MessageProvider, signal: AbortSignal): Promise<void> {
    const underWay = new Map<string, Promise<void>>();
    const atOnce = Math.min(AT_ONCE, Math.ceil(provider.perSecond ?? AT_ONCE));
    for (;;) {
      if (!signal.aborted && underWay.size < atOnce) {
        for (const due of await this.listDue(provider.channel, [...underWay.keys()], atOnce - underWay.size)) {
          const delivery = this.deliver(provider, due)
            .catch((err: unknown) =>
              this.logger.event('error', 'a message was not delivered', { messageId: due.id, err }),
            )
            .finally(() => underWay.delete(due.id));
          underWay.set(due.id, delivery);
        }
      }
      if (underWay.size === 0) return;
      await Promise.race([...underWay.values(), pause(LOOK_AGAIN_MS)]);
    }
  }

  private listDue(channel: MessageChannel, except: readonly string[], limit: number): Promise<sql.DueMessage[]> {
    return this.database.asPlatform((tx) => sql.listDueMessages(tx, channel, except, limit));
  }

  private async deliver(provider: MessageProvider, { network_id: networkId, id }: sql.DueMessage): Promise<void> {
    const message = await this.database.inNetwork(networkId, (tx) =>
      sql.claimMessage(tx, networkId, id, LEASE_SECONDS),
    );
    if (message === undefined) return;
    const attempt = await this.attempt(provider, networkId, id, message);
    outcomes.inc({ channel: provider.channel, outcome: attempt.outcome });
    await this.record(provider, networkId, id, message, attempt);
  }

  private async attempt(
    provider: MessageProvider,
    networkId: string,
    id: string,
    message: sql.ClaimedMessage,
  ): Promise<Attempt> {
    const { was, seconds_left: validForSeconds } = message;
    if (validForSeconds !== null && validForSeconds <= 0) return { outcome: 'REFUSED', failure: EXPIRED };
    if (was === 'SENDING' && !provider.repeatable) return { outcome: 'UNKNOWN', failure: 'interrupted' };
    await this.waitForTurn(provider);
    return provider.send({
      id,
      networkId,
      recipient: this.pii.decrypt(networkId, 'recipient', message.recipient_encrypted),
      subject: message.subject,
      text: this.pii.decrypt(networkId, 'message', message.body_encrypted),
      refusable: refusableOf(message),
      validForSeconds,
    });
  }

  /**
   * Waits until the provider's rate allows one more message: some seconds at most, because a process has no more messages
   * under way than the rate allows in a second.
   */
  private async waitForTurn({ channel, perSecond }: MessageProvider): Promise<void> {
    if (perSecond === undefined) return;
    const waitMs = await this.database.asPlatform((tx) => sql.takeTurn(tx, channel, perSecond));
    if (waitMs > 0) await pause(waitMs);
  }

  private async record(
    { name, channel, repeatable, reports }: MessageProvider,
    networkId: string,
    id: string,
    message: sql.ClaimedMessage,
    attempt: Attempt,
  ): Promise<void> {
    const emptied = message.secret ? this.pii.encrypt(networkId, 'message', '') : null;
    if (attempt.outcome === 'SENT') {
      const sent = { provider: name, providerId: attempt.providerId, bodyEncrypted: emptied, isReceipt: !reports };
      await this.database.inNetwork(networkId, async (tx) => {
        if (await sql.markSent(tx, networkId, id, sent)) await requestJob(tx, RECEIPTS_JOB, networkId);
      });
      return;
    }
    const { failure } = attempt;
    const again = attempt.outcome === 'RETRY' || (attempt.outcome === 'UNKNOWN' && repeatable);
    const told = { networkId, messageId: id, channel, provider: name, attempts: message.attempts, failure };
    if (again && message.attempts < ATTEMPTS_MAX) {
      const asked = attempt.outcome === 'RETRY' ? attempt.afterSeconds : undefined;
      const after = Math.min(RETRY_SECONDS.last, asked ?? backOff(message.attempts, RETRY_SECONDS));
      await this.database.inNetwork(networkId, (tx) => sql.markForRetry(tx, networkId, id, failure, after));
      this.logger.event('warn', 'a message is tried again', { ...told, afterSeconds: after });
      return;
    }
    const stops = attempt.outcome === 'REFUSED' ? attempt.stops : undefined;
    await this.database.inNetwork(networkId, async (tx) => {
      if (stops !== undefined)
        await stopAddressOf(tx, networkId, { messageId: id, providerId: null, reason: stops, failure });
      if (attempt.outcome === 'UNKNOWN' && !repeatable) return sql.markUnknown(tx, networkId, id, failure, emptied);
      if (message.tried === null || failure === EXPIRED) return sql.markFailed(tx, networkId, id, failure, emptied);
      await sql.markForOtherChannel(tx, networkId, id, failure);
      await requestJob(tx, ROUTING_JOB, networkId);
    });
    this.logger.event('error', 'a message was not delivered', told);
  }

  private check() {
    const channels = Object.fromEntries(
      MESSAGE_CHANNELS.map((channel) => [
        channel.toLowerCase(),
        this.providers.get(channel)?.name ?? (settings.production ? 'off' : 'outbox'),
      ]),
    );
    const codes = this.providers.takes('SMS') || this.providers.takes('TELEGRAM');
    const warnings = [
      ...(codes ? [] : ['no channel for one-time codes: guests cannot register or sign in']),
      ...(this.providers.takes('EMAIL') ? [] : ['no e-mail: managers hand password links over themselves']),
    ];
    const status = MESSAGE_CHANNELS.some((channel) => this.providers.takes(channel)) ? 'up' : 'off';
    return { status, ...channels, ...(warnings.length > 0 && { warnings }) } as const;
  }
}

function refusableOf({ tried, purpose, language }: sql.ClaimedMessage): OutgoingMessage['refusable'] {
  if (tried === null || language === null || (purpose !== 'SERVICE' && purpose !== 'MARKETING')) return null;
  return { purpose, language };
}
