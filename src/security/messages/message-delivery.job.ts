import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, once } from '../../platform/telemetry/metrics';
import { Database, type NamedStatement, type Tx } from '../../platform/database/database';
import { textOf } from '../../platform/database/sql';
import { Health } from '../../platform/health/health';
import { JobQueue } from '../../platform/queue/job-queue';
import type { FoundWork, JobRun } from '../../platform/queue/job-kind';
import { requestJob } from '../../platform/queue/request-job.sql';
import { backOff } from '../../platform/retries/back-off.rules';
import { settings } from '../../platform/settings/settings';
import type { LogFields } from '../../platform/telemetry/log-fields';
import { Logger } from '../../platform/telemetry/logger';
import { Pii } from '../personal-data/pii';
import { CODE_CHANNELS, MESSAGE_CHANNELS, type MessageChannel } from './channels';
import { IS_OF_HERE } from './message.sql';
import {
  type Attempt,
  type MessageProvider,
  MessageProviders,
  type MessagePurpose,
  type OutgoingMessage,
} from './message-providers';
import { DELIVERY_JOB } from './messages';
import { ROUTING_JOB } from './routed-messages';
import { SentMessages } from './sent-messages';
import { stopAddressOf } from './stopped-address.sql';
import { smsTextOf } from './sms-text.rules';

/**
 * Claims at most `$4` of the messages `$2` for one attempt, with a lease. It leaves out messages that another process has, that were sent, whose
 * campaign is paused, or that were due before a restore. A paused campaign's message is set to `PLANNED`, and one from before a restore is held
 * (`HELD`) or dropped. The shared lock on the campaign's row in `held_sources` makes a resume wait for this transaction, so that it finds these
 * messages.
 */
const CLAIM: NamedStatement = {
  name: 'claim_messages',
  text: `WITH due AS (
       SELECT network_id, id, status, source_id, due_at, secret FROM messages
        WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND status IN ('QUEUED', 'SENDING') AND due_at <= clock_timestamp()
        ORDER BY (purpose = 'MARKETING'), due_at LIMIT $4 FOR UPDATE SKIP LOCKED),
     held AS (
       SELECT h.source_id FROM held_sources h
        WHERE h.network_id = $1 AND h.source_id IN (SELECT source_id FROM due WHERE status = 'QUEUED') AND h.wish <> 'RELEASE'
        ORDER BY h.source_id FOR SHARE OF h),
     old AS (
       SELECT r.decision, r.due_before FROM restores r
        WHERE r.network_id = $1 AND r.decision IS DISTINCT FROM 'SEND' AND EXISTS (
          SELECT FROM due WHERE due.status = 'QUEUED' AND NOT due.secret AND due.due_at < r.due_before) FOR SHARE OF r),
     fates AS (
       SELECT due.*, old.due_before IS NOT NULL AS is_old, old.decision,
         due.status = 'QUEUED' AND EXISTS (SELECT FROM held WHERE held.source_id = due.source_id) AS is_held
         FROM due LEFT JOIN old ON due.status = 'QUEUED' AND NOT due.secret AND due.due_at < old.due_before),
     waits AS (
       UPDATE messages m SET
         status = CASE WHEN NOT f.is_old THEN 'PLANNED' WHEN f.decision = 'DROP' THEN 'FAILED' ELSE 'HELD' END,
         failure = CASE WHEN f.decision = 'DROP' THEN 'dropped' ELSE m.failure END,
         due_at = CASE WHEN f.is_old THEN m.due_at ELSE 'infinity' END
         FROM fates f WHERE m.network_id = f.network_id AND m.id = f.id AND (f.is_held OR f.is_old))
     UPDATE messages m SET status = 'SENDING', attempts = m.attempts + 1, due_at = clock_timestamp() + make_interval(secs => $3)
       FROM fates f WHERE m.network_id = f.network_id AND m.id = f.id AND NOT f.is_held AND NOT f.is_old
     RETURNING m.id, f.status AS was, m.guest_id, m.recipient_encrypted, m.subject, m.body_encrypted, m.secret, m.attempts, m.purpose,
       m.tried, m.language, floor(extract(epoch FROM m.expires_at - clock_timestamp()))::integer AS seconds_left`,
};

interface ClaimedMessage {
  readonly id: string;
  /** `SENDING`: the process of an earlier attempt ended before it knew the outcome. */
  readonly was: 'QUEUED' | 'SENDING';
  readonly guest_id: string | null;
  readonly recipient_encrypted: Buffer;
  readonly subject: string | null;
  readonly body_encrypted: Buffer;
  readonly secret: boolean;
  readonly attempts: number;
  readonly purpose: MessagePurpose;
  /** Channels that refused the message before; null: the message has only this channel. */
  readonly tried: readonly string[] | null;
  /** Set for a message whose channel the rules choose. */
  readonly language: 'ru' | 'en' | null;
  /** For how many more seconds delivery makes sense; negative: no longer. Null: no limit. */
  readonly seconds_left: number | null;
}

const LIST_DUE: NamedStatement = {
  name: 'list_due_messages',
  text: `SELECT network_id, id FROM messages
    WHERE channel = $1 AND status IN ('QUEUED', 'SENDING') AND due_at <= clock_timestamp() AND id <> ALL ($2::uuid[]) AND ${textOf(IS_OF_HERE)}
    ORDER BY (purpose = 'MARKETING'), due_at LIMIT $3`,
};

interface DueMessage {
  readonly network_id: string;
  readonly id: string;
}

const EVERY_MS = 10_000;
/**
 * How many messages of a channel are sent at once: 500 a second where the provider answers within a tenth of a second. A provider that hangs, or a
 * killed process, delays only these.
 */
const AT_ONCE = 50;
/** How many messages a look finds for each that is claimed, because other processes may claim the first ones. */
const FOUND_PER_CLAIM = 2;
/** How soon a new message is found while others are being sent. */
const LOOK_AGAIN_MS = 200;
/** How long an attempt keeps its message: longer than an attempt can take. */
const LEASE_SECONDS = 60;
/** The wait before the next look when other processes had claimed everything. */
const OVERTAKEN_MS = 20;
const ATTEMPTS_MAX = 8;
const RETRY_SECONDS = { first: 5, last: 15 * 60 };
const EXPIRED = 'expired';

const outcomes = once(
  'loyalty_messages_total',
  (name) =>
    new Counter({
      name,
      help: 'Attempts to deliver a message by a provider, by what became of them.',
      labelNames: ['channel', 'outcome'],
    }),
);

/** The messages of a channel that this process is sending. */
interface Lane {
  readonly underWay: Map<string, Promise<void>>;
  /** Whether a run was requested since the last look. */
  isAsked: boolean;
  readonly done: Promise<void>;
}

/** Delivers the messages of all networks, separately for each channel. A new message requests a run when its transaction commits. */
@Injectable()
export class MessageDelivery implements OnModuleInit {
  private readonly lanes = new Map<MessageChannel, Lane>();

  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly providers: MessageProviders,
    private readonly jobs: JobQueue,
    private readonly health: Health,
    private readonly logger: Logger,
    private readonly sent: SentMessages,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({
      name: DELIVERY_JOB,
      everyMs: EVERY_MS,
      find: () => job.find(),
      run: (run) => job.run(run),
    }));
    this.health.register('messages', false, () => Promise.resolve(this.check()));
  }

  /** Channels with messages that are due. */
  private find(): Promise<FoundWork[]> {
    return Promise.all(
      this.providers.list().map(async ({ channel }) => {
        const due = await listDueMessages(this.database, channel, [], 1);
        return { key: channel, isDue: due.length > 0 };
      }),
    );
  }

  /** Delivers the messages of the channel `key`. */
  private async run({ key, signal }: JobRun): Promise<void> {
    const provider = this.providers.list().find(({ channel }) => channel === key);
    if (provider !== undefined) await this.deliverAll(provider, signal);
  }

  /** Sends until nothing is due. A run requested meanwhile joins this one, which then looks again. */
  private deliverAll(provider: MessageProvider, signal: AbortSignal): Promise<void> {
    const { channel } = provider;
    const open = this.lanes.get(channel);
    if (open !== undefined) {
      open.isAsked = true;
      return open.done;
    }
    const underWay = new Map<string, Promise<void>>();
    const done = Promise.resolve()
      .then(() => this.goThrough(provider, lane, signal))
      .finally(() => this.lanes.delete(channel));
    const lane: Lane = { underWay, isAsked: false, done };
    this.lanes.set(channel, lane);
    return done;
  }

  /** Sends due messages without letting a slow one delay new ones. */
  private async goThrough(provider: MessageProvider, lane: Lane, signal: AbortSignal): Promise<void> {
    const { underWay } = lane;
    const atOnce = Math.min(AT_ONCE, Math.ceil(provider.perSecond ?? AT_ONCE));
    for (;;) {
      lane.isAsked = false;
      const isOvertaken = !signal.aborted && (await this.startNext(provider, underWay, atOnce - underWay.size));
      if (underWay.size > 0) await Promise.race([...underWay.values(), pause(LOOK_AGAIN_MS)]);
      else if (isOvertaken) await pause(OVERTAKEN_MS);
      else if (signal.aborted || !isAskedAgain(lane)) return;
    }
  }

  /** Starts at most `free` due messages. Returns whether other processes had claimed all that were found. */
  private async startNext(provider: MessageProvider, underWay: Lane['underWay'], free: number): Promise<boolean> {
    if (free === 0) return false;
    const { channel } = provider;
    const due = await listDueMessages(this.database, channel, [...underWay.keys()], free * FOUND_PER_CLAIM);
    const claimed = await Promise.all(
      [...sharesOf(due, free)].map(async ([networkId, { ids, most }]) => {
        const messages = await this.claim(networkId, ids, most);
        return messages.map((message) => ({ networkId, message }));
      }),
    );
    for (const { networkId, message } of claimed.flat()) {
      const { id } = message;
      const delivery = this.deliver(provider, networkId, message)
        .catch((err: unknown) => this.logger.event('error', 'a message was not delivered', { messageId: id, err }))
        .finally(() => underWay.delete(id));
      underWay.set(id, delivery);
    }
    return due.length > 0 && claimed.flat().length === 0;
  }

  /** Claims messages of one network; a failed claim leaves only this network's messages waiting. */
  private async claim(networkId: string, ids: readonly string[], most: number): Promise<ClaimedMessage[]> {
    try {
      return await this.database.inNetwork(networkId, (tx) =>
        tx.call<ClaimedMessage>(CLAIM, [networkId, ids, LEASE_SECONDS, most]),
      );
    } catch (err) {
      this.logger.event('error', 'messages were not claimed', { networkId, err });
      return [];
    }
  }

  private async deliver(provider: MessageProvider, networkId: string, message: ClaimedMessage): Promise<void> {
    const attempt = await this.attempt(provider, networkId, message.id, message);
    outcomes.inc({ channel: provider.channel, outcome: attempt.outcome });
    await this.record(provider, networkId, message.id, message, attempt);
  }

  private async attempt(
    provider: MessageProvider,
    networkId: string,
    id: string,
    message: ClaimedMessage,
  ): Promise<Attempt> {
    const { was, seconds_left: validForSeconds } = message;
    if (validForSeconds !== null && validForSeconds <= 0) return { outcome: 'REFUSED', failure: EXPIRED };
    if (was === 'SENDING' && !provider.repeatable) return { outcome: 'UNKNOWN', failure: 'interrupted' };
    await this.waitForTurn(provider);
    const text = this.pii.decrypt(networkId, 'message', message.body_encrypted);
    return provider.send({
      id,
      networkId,
      recipient: this.pii.decrypt(networkId, 'recipient', message.recipient_encrypted),
      subject: message.subject,
      text: provider.channel === 'SMS' ? smsTextOf(text) : text,
      purpose: message.purpose,
      refusable: refusableOf(message),
      validForSeconds,
    });
  }

  /**
   * Waits until the provider's rate allows one more message: a few seconds at most, because a process sends no more messages at once than the rate
   * allows in a second.
   */
  private async waitForTurn({ channel, perSecond }: MessageProvider): Promise<void> {
    if (perSecond === undefined) return;
    const waitMs = await this.database.asPlatform((tx) => takeTurn(tx, channel, perSecond));
    if (waitMs > 0) await pause(waitMs);
  }

  private async record(
    { name, channel, repeatable, reports }: MessageProvider,
    networkId: string,
    id: string,
    message: ClaimedMessage,
    attempt: Attempt,
  ): Promise<void> {
    const emptied = message.secret ? this.pii.encrypt(networkId, 'message', '') : null;
    if (attempt.outcome === 'SENT') {
      const { providerId } = attempt;
      await this.sent.note(networkId, { id, provider: name, providerId, bodyEncrypted: emptied, isReceipt: !reports });
      return;
    }
    const { failure } = attempt;
    const again = attempt.outcome === 'RETRY' || (attempt.outcome === 'UNKNOWN' && repeatable);
    const told: LogFields = { networkId, messageId: id, channel, provider: name, attempts: message.attempts, failure };
    if (again && message.attempts < ATTEMPTS_MAX) {
      const asked = attempt.outcome === 'RETRY' ? attempt.afterSeconds : undefined;
      const after = Math.min(RETRY_SECONDS.last, asked ?? backOff(message.attempts, RETRY_SECONDS));
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
          UPDATE messages SET status = 'QUEUED', failure = ${failure}, due_at = clock_timestamp() + make_interval(secs => ${after})
           WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`,
      );
      this.logger.event('warn', 'a message is tried again', { ...told, afterSeconds: after });
      return;
    }
    const stops = attempt.outcome === 'REFUSED' ? attempt.stops : undefined;
    await this.database.inNetwork(networkId, async (tx) => {
      if (stops !== undefined)
        await stopAddressOf(tx, networkId, { messageId: id, providerId: null, reason: stops, failure });
      const status = attempt.outcome === 'UNKNOWN' && !repeatable ? 'UNKNOWN' : 'FAILED';
      if (status === 'UNKNOWN' || message.tried === null || failure === EXPIRED) {
        // UNKNOWN: the message may have been sent; it is never sent again, and a report may still tell its outcome.
        await tx.query`UPDATE messages SET status = ${status}, failure = ${failure},
            body_encrypted = coalesce(${emptied}, body_encrypted)
             WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`;
        return;
      }
      await tx.query`
        UPDATE messages SET status = 'PLANNED', failure = ${failure}, tried = array_append(tried, channel), attempts = 0,
          due_at = clock_timestamp()
         WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`;
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
    const codes = CODE_CHANNELS.some((channel) => this.providers.takes(channel));
    const warnings = [
      ...(codes ? [] : ['no channel for one-time codes: guests cannot register or sign in']),
      ...(this.providers.takes('EMAIL') ? [] : ['no e-mail: managers hand password links over themselves']),
    ];
    const status = MESSAGE_CHANNELS.some((channel) => this.providers.takes(channel)) ? 'up' : 'off';
    return { status, ...channels, ...(warnings.length > 0 && { warnings }) } as const;
  }
}

/**
 * Splits found messages by network: how many each network may claim of the first `free`, and which ones. Messages after the first `free` replace
 * those that other processes claim first.
 */
function sharesOf(
  due: readonly DueMessage[],
  free: number,
): ReadonlyMap<string, { readonly ids: readonly string[]; readonly most: number }> {
  const shares = new Map<string, { ids: string[]; most: number }>();
  for (const [index, { network_id: networkId, id }] of due.entries()) {
    const share = shares.get(networkId) ?? { ids: [], most: 0 };
    if (index < free) share.most += 1;
    if (share.most > 0) shares.set(networkId, { ...share, ids: [...share.ids, id] });
  }
  return shares;
}

function refusableOf({ tried, purpose, language }: ClaimedMessage): OutgoingMessage['refusable'] {
  if (tried === null || language === null || (purpose !== 'SERVICE' && purpose !== 'MARKETING')) return null;
  return { purpose, language };
}

/** Whether another run was requested since the lane was last checked. */
function isAskedAgain({ isAsked }: Lane): boolean {
  return isAsked;
}

/** A channel's waiting messages, and those whose attempt never finished; oldest first, campaigns last. Runs in the platform's role. */
function listDueMessages(
  database: Pick<Database, 'callAsPlatform'>,
  channel: MessageChannel,
  except: readonly string[],
  limit: number,
): Promise<DueMessage[]> {
  return database.callAsPlatform<DueMessage>(LIST_DUE, [channel, except, limit]);
}

/**
 * Takes the next turn of a channel and returns how many milliseconds away it is. Turns of all processes together are 1 / `perSecond` seconds apart;
 * an unused turn is lost. Runs in the platform's role.
 */
export async function takeTurn(tx: Tx, channel: MessageChannel, perSecond: number): Promise<number> {
  const { wait } = await tx.one<{ wait: number }>`
    INSERT INTO message_rates AS r (channel, next_at) VALUES (${channel}, clock_timestamp())
     ON CONFLICT (channel) DO UPDATE SET next_at = greatest(r.next_at + make_interval(secs => 1 / ${perSecond}::float8), clock_timestamp())
     RETURNING ceil(greatest(0, extract(epoch FROM next_at - clock_timestamp())) * 1000)::integer AS wait`;
  return wait;
}
