import { z } from 'zod';
import { findCurrencyDigits } from '../../configuration';
import { parsedJson } from '../../platform/http/parsed-json';
import { bytesOf } from '../../platform/http/outgoing/bounded-body';
import { amountOfText, textOfAmount } from './amount-text.rules';
import {
  type AskedPayment,
  type AskedRefund,
  type PaymentProvider,
  ProviderFailure,
  type ProviderMoney,
  type ProviderPayment,
  type ProviderRefund,
} from './payment-provider';

export interface YooKassaSettings {
  readonly shopId: string;
  readonly secretKey: string;
  readonly baseUrl: string;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1_048_576;
/** YooKassa keeps idempotence keys for 24 hours. */
const REPEATABLE_FOR_MS = 23 * 3_600_000;
const MAX_DESCRIPTION = 128;
const MOST_REFUNDS = 100;
const TOO_MANY_REQUESTS = 429;

const moneySchema = z.object({ value: z.string().max(20), currency: z.string().length(3) });
const common = {
  id: z.string().min(1).max(64),
  amount: moneySchema,
  cancellation_details: z.object({ reason: z.string().max(100) }).optional(),
};
const paymentSchema = z.object({
  ...common,
  status: z.enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  captured_at: z.iso.datetime({ offset: true }).optional(),
  confirmation: z.object({ confirmation_url: z.url({ protocol: /^https?$/ }).optional() }).optional(),
});
const refundSchema = z.object({
  ...common,
  status: z.enum(['pending', 'succeeded', 'canceled']),
  description: z.string().optional(),
});
const refundsSchema = z.object({ items: z.array(refundSchema) });
const refusalSchema = z.object({ code: z.string().max(60) });

const STATUS = {
  pending: 'PENDING',
  waiting_for_capture: 'PENDING',
  succeeded: 'SUCCEEDED',
  canceled: 'CANCELED',
} as const;

/** YooKassa's REST API, version 3 (https://yookassa.ru/developers/api). */
export class YooKassa implements PaymentProvider {
  readonly name = 'yookassa';
  readonly repeatableForMs = REPEATABLE_FOR_MS;

  constructor(private readonly settings: YooKassaSettings) {}

  async createPayment({ id, description, returnUrl, ...money }: AskedPayment): Promise<ProviderPayment> {
    const body = {
      amount: amountOf(money),
      capture: true,
      confirmation: { type: 'redirect', return_url: returnUrl },
      description: description.slice(0, MAX_DESCRIPTION),
      metadata: { payment: id },
    };
    return paymentOf(await this.call('payments', paymentSchema, { key: id, body }));
  }

  async getPayment(id: string): Promise<ProviderPayment> {
    return paymentOf(await this.call(`payments/${encodeURIComponent(id)}`, paymentSchema));
  }

  async createRefund({ id, paymentId, ...money }: AskedRefund): Promise<ProviderRefund> {
    const body = { payment_id: paymentId, amount: amountOf(money), description: id };
    return refundOf(await this.call('refunds', refundSchema, { key: id, body }));
  }

  async getRefund(id: string): Promise<ProviderRefund> {
    return refundOf(await this.call(`refunds/${encodeURIComponent(id)}`, refundSchema));
  }

  async findRefund({ id, paymentId }: AskedRefund): Promise<ProviderRefund | undefined> {
    const query = new URLSearchParams({ payment_id: paymentId, limit: String(MOST_REFUNDS) });
    const { items } = await this.call(`refunds?${query.toString()}`, refundsSchema);
    const found = items.find(({ description }) => description === id);
    return found === undefined ? undefined : refundOf(found);
  }

  /** One call. @throws ProviderFailure */
  private async call<T>(
    path: string,
    schema: z.ZodType<T>,
    change?: { readonly key: string; readonly body: object },
  ): Promise<T> {
    const { shopId, secretKey, baseUrl } = this.settings;
    const { status, body } = await send(new URL(`/v3/${path}`, baseUrl), {
      headers: {
        Authorization: `Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`,
        ...(change !== undefined && { 'Content-Type': 'application/json', 'Idempotence-Key': change.key }),
      },
      ...(change !== undefined && { method: 'POST', body: JSON.stringify(change.body) }),
    });
    if (status >= 400) {
      const code = refusalSchema.safeParse(body).data?.code ?? String(status);
      throw new ProviderFailure(status >= 500 || status === TOO_MANY_REQUESTS ? 'UNREACHABLE' : 'REFUSED', code);
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ProviderFailure('UNREACHABLE', 'not_readable');
    return parsed.data;
  }
}

/** @throws ProviderFailure */
async function send(url: URL, init: RequestInit): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const whole = await bytesOf(response.body, MAX_ANSWER_BYTES);
    if (whole === undefined) throw new Error('the answer is too long');
    return { status: response.status, body: parsedJson(whole) };
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    throw new ProviderFailure('UNREACHABLE', cause?.code ?? name ?? 'failed');
  }
}

function amountOf({ amount, currency }: ProviderMoney): z.infer<typeof moneySchema> {
  return { value: textOfAmount(amount, digitsOf(currency)), currency };
}

function moneyOf({ value, currency }: z.infer<typeof moneySchema>): ProviderMoney {
  const amount = amountOfText(value, digitsOf(currency));
  if (amount === undefined) throw new ProviderFailure('UNREACHABLE', 'not_readable');
  return { amount, currency };
}

function digitsOf(currency: string): number {
  const digits = findCurrencyDigits(currency);
  if (digits === undefined) throw new ProviderFailure('REFUSED', 'currency');
  return digits;
}

function paymentOf(payment: z.infer<typeof paymentSchema>): ProviderPayment {
  const { id, status, amount, captured_at: capturedAt, confirmation, cancellation_details: canceled } = payment;
  return {
    ...moneyOf(amount),
    id,
    status: STATUS[status],
    pageUrl: confirmation?.confirmation_url ?? null,
    paidAt: capturedAt === undefined ? null : new Date(capturedAt),
    reason: canceled?.reason ?? null,
  };
}

function refundOf({
  id,
  status,
  amount,
  cancellation_details: canceled,
}: z.infer<typeof refundSchema>): ProviderRefund {
  return { ...moneyOf(amount), id, status: STATUS[status], reason: canceled?.reason ?? null };
}
