import { generateRequestDetails } from 'web-push';
import { notificationOf, type PushDevice, type PushKeys, type PushSubscriptions } from '../../identity';
import { NOT_ALLOWED } from '../../platform/http/outgoing/guarded-agents';
import { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import { settings } from '../../platform/settings/settings';
import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';

/** How long a push service stores a message for a device that is off, unless the message says otherwise. */
const KEPT_SECONDS = 86_400;
/** Statuses with which a push service says that the device no longer exists (RFC 8030). */
const GONE = new Set([404, 410]);
/** A message's outcome is the first of these that one of its devices had. */
const ORDER = ['SENT', 'UNKNOWN', 'RETRY', 'REFUSED'] as const;
/** The name of this provider in the failures of messages. */
const NAME = 'push';

interface WebPushOptions {
  readonly keys: Pick<PushKeys, 'pair'>;
  /** The address by which push services can contact the operator: `https:` or `mailto:`. */
  readonly subject: string;
  readonly devices: Pick<PushSubscriptions, 'listDevices' | 'end'>;
  /** The path of the page that a network's notification opens. */
  readonly pageOf: (networkId: string) => Promise<string>;
}

/** Notifications on all devices of a guest by Web Push (RFC 8030), encrypted for each device (RFC 8291). */
export class WebPush implements MessageProvider {
  readonly name = NAME;
  readonly channel = 'PUSH';
  readonly repeatable = false;
  readonly reports = false;
  private readonly guarded = new GuardedFetch(settings.pushPrivateAddresses);

  constructor(private readonly options: WebPushOptions) {}

  /** Sends to all of a guest's devices. If one device took the message it counts as sent, and no device is tried again. */
  async send({ networkId, recipient: guestId, subject, text, validForSeconds }: OutgoingMessage): Promise<Attempt> {
    const { devices, pageOf } = this.options;
    let known: readonly PushDevice[];
    let payload: string;
    try {
      known = await devices.listDevices(networkId, guestId);
      payload = JSON.stringify({ ...notificationOf(subject ?? '', text), url: await pageOf(networkId) });
    } catch {
      // Nothing was sent.
      return { outcome: 'RETRY', failure: `${NAME} devices unknown` };
    }
    const ttl = validForSeconds ?? KEPT_SECONDS;
    const attempts = await Promise.all(known.map((device) => this.sendTo(networkId, device, payload, ttl)));
    const outcome = ORDER.find((one) => attempts.some((attempt) => attempt.outcome === one));
    return (
      attempts.find((attempt) => attempt.outcome === outcome) ?? { outcome: 'REFUSED', failure: `${NAME} no device` }
    );
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.guarded.close();
  }

  private async sendTo(networkId: string, device: PushDevice, payload: string, ttl: number): Promise<Attempt> {
    const { endpoint, p256dh, auth } = device;
    const { keys, subject } = this.options;
    const details = generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: { ...keys.pair, subject },
      TTL: ttl,
    });
    const headers = Object.fromEntries(
      // `fetch` sets the length of the body itself.
      Object.entries(details.headers as Record<string, string | number>)
        .filter(([name]) => name !== 'Content-Length')
        .map(([name, value]) => [name, String(value)]),
    );
    const answer = await callProvider(endpoint, {
      headers,
      body: Buffer.from(details.body),
      fetch: this.guarded.fetch,
    });
    if ('outcome' in answer) {
      if (!('failure' in answer) || answer.failure !== NOT_ALLOWED) return answer;
      await this.options.devices.end(networkId, device);
      return { outcome: 'REFUSED', failure: `${NAME} ${NOT_ALLOWED}` };
    }
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'SENT', providerId: null };
    if (GONE.has(answer.status)) await this.options.devices.end(networkId, device);
    return failedAttempt(answer, `${NAME} ${String(answer.status)}`);
  }
}
