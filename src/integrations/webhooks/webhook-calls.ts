import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { settings } from '../../platform/settings/settings';
import { Pii } from '../../security';
import { type CallResult, WebhookHttp } from './webhook-http';
import { signWebhook } from './webhook-signature.rules';

/** The address of a call, and the secrets that sign it. */
interface Receiver {
  readonly url: string;
  readonly secretEncrypted: Uint8Array | null;
  readonly oldSecretEncrypted: Uint8Array | null;
  readonly oldSecretUntil: Date | null;
}

/** Calls receivers, signed by Standard Webhooks. */
@Injectable()
export class WebhookCalls implements OnModuleDestroy {
  private readonly http = new WebhookHttp(settings.privateAddresses);

  constructor(
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    this.http.close();
  }

  /** Makes one attempt. Rejects only when `signal` aborts it. @param id the same for all attempts of a delivery */
  call(
    networkId: string,
    receiver: Receiver,
    { id, body }: { readonly id: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<CallResult> {
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'loyalty-platform',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signWebhook(this.secretsOf(networkId, receiver), { id, seconds, body }),
    };
    return this.http.post(receiver.url, headers, body, signal);
  }

  private secretsOf(networkId: string, receiver: Receiver): string[] {
    const { secretEncrypted, oldSecretEncrypted, oldSecretUntil } = receiver;
    const isOldValid = oldSecretUntil !== null && oldSecretUntil > this.clock.now();
    return [secretEncrypted, isOldValid ? oldSecretEncrypted : null].flatMap((sealed) =>
      sealed === null ? [] : [this.pii.decrypt(networkId, 'secret', Buffer.from(sealed))],
    );
  }
}
