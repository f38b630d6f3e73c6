import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { bytesOf } from '../../platform/http/outgoing/bounded-body';
import { parsedJson } from '../../platform/http/parsed-json';
import type { FiscalReceipt } from '../../transactions';
import type { Connection } from '../connections/connection';

/** A guest waits at the page. */
const TIMEOUT_MS = 4_000;
const MAX_ANSWER_BYTES = 65_536;
const KOPECKS = 100;
/** The kind of operation in the QR: 1 is a sale. */
const SALE = 1;

const answerSchema = z.looseObject({ found: z.boolean(), retailPlace: z.string().max(1_000).nullish() });

/** The answer of a fiscal operator, or the reason why there is none. The codes are those of other till systems. */
export type OperatorAnswer =
  | { readonly outcome: 'FOUND'; readonly retailPlace: string | null }
  | { readonly outcome: 'NOT_FOUND' }
  | { readonly outcome: 'FAILED'; readonly code: 'unauthorized' | 'busy' | 'refused' | 'unreachable' | 'not_readable' };

/**
 * Asks a fiscal operator, or a service before it, whether it got a receipt. Operators have different calls, so this is the smallest that all can
 * answer: `POST {fn, i, fp, s, t, n}` as in the QR to the address of the connection, and `{found, retailPlace}` back.
 */
@Injectable()
export class FiscalOperatorClient {
  async ask({ baseUrl, credentials }: Connection<'FISCAL_OPERATOR'>, receipt: FiscalReceipt): Promise<OperatorAnswer> {
    const { drive, document, sign, paid, localTime } = receipt;
    const body = { fn: drive, i: document, fp: sign, s: (paid / KOPECKS).toFixed(2), t: localTime, n: SALE };
    let status: number;
    let answer: unknown;
    try {
      const response = await fetch(new URL(baseUrl ?? ''), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(credentials.token !== undefined && { Authorization: `Bearer ${credentials.token}` }),
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      const whole = await bytesOf(response.body, MAX_ANSWER_BYTES);
      if (whole === undefined) return { outcome: 'FAILED', code: 'not_readable' };
      answer = parsedJson(whole);
    } catch {
      return { outcome: 'FAILED', code: 'unreachable' };
    }
    if (status === 401 || status === 403) return { outcome: 'FAILED', code: 'unauthorized' };
    if (status >= 500 || status === 429) return { outcome: 'FAILED', code: 'busy' };
    if (status !== 200) return { outcome: 'FAILED', code: 'refused' };
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) return { outcome: 'FAILED', code: 'not_readable' };
    return parsed.data.found
      ? { outcome: 'FOUND', retailPlace: parsed.data.retailPlace ?? null }
      : { outcome: 'NOT_FOUND' };
  }
}
