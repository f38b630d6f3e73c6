import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { type PaymentProvider, ProviderFailure } from './payment-provider';
import { YooKassa } from './yookassa';

const RETRY_AFTER_SECONDS = 30;
const SHORTEST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** The payment provider that the settings name. */
@Injectable()
export class ConfiguredProvider {
  readonly current: PaymentProvider | undefined = providerOfSettings();

  /** @throws ProblemError `payment_provider_missing` */
  get(): PaymentProvider {
    if (this.current === undefined) throw new ProblemError('payment_provider_missing');
    return this.current;
  }
}

function providerOfSettings(): PaymentProvider | undefined {
  const { yookassa } = settings;
  if (yookassa === undefined) return undefined;
  const { user: shopId, password: secretKey, url: baseUrl } = yookassa;
  return new YooKassa({ shopId, secretKey, baseUrl });
}

/** The answer to a caller whose call waits for the provider; other errors pass. */
export function problemOfProvider(error: unknown): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  if (error.kind === 'UNREACHABLE')
    return new ProblemError('payment_provider_unavailable', {}, [], RETRY_AFTER_SECONDS);
  return new ProblemError('payment_provider_refused', { reason: error.code });
}

/** When to ask the provider again about something of this age: often at first, then less and less. */
export function nextCheck(createdAt: Date, now: Date): Date {
  const age = now.getTime() - createdAt.getTime();
  return new Date(now.getTime() + Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, age / 4)));
}
