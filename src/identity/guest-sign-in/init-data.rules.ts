import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { z } from 'zod';
import { parsedJson } from '../../platform/http/parsed-json';
import { withoutUnseen } from '../../typed/marks';

/** Telegram makes the data when it opens the Mini App, so older data may be a copy. */
const MAX_AGE_SECONDS = 3_600;
const MAX_AHEAD_SECONDS = 60;
const SIGNATURE_BYTES = 64;

const userSchema = z.object({
  id: z.int(),
  first_name: z.string().max(200).default(''),
  last_name: z.string().max(200).default(''),
});

/** The person who opened the mini app, as confirmed by the messenger. */
export interface MessengerPerson {
  readonly userId: number;
  readonly name: string | null;
  /** The parameter in the link that opened the Mini App. */
  readonly startParameter: string | null;
}

/**
 * Checks a Mini App's `initData` with its bot's token. Undefined: this bot did not sign it, or it is older than an hour or from the future.
 *
 * Formula: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app. The checked string leaves out only `hash`; `signature`
 * stays in it.
 */
export function parseInitData(botToken: string, raw: string, now: Date): MessengerPerson | undefined {
  const fields = new URLSearchParams(raw);
  const hash = fields.get('hash') ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
  const secret = createHmac('sha256', 'WebAppData').update(botToken).digest();
  const expected = createHmac('sha256', secret).update(checkedString(fields, 'hash')).digest();
  if (!timingSafeEqual(expected, Buffer.from(hash, 'hex'))) return undefined;
  return personOf(fields, now);
}

/** Like `parseInitData`, for MAX (https://dev.max.ru/docs/webapps/validation): the same formula, and each key may stand there once. */
export function parseMaxInitData(botToken: string, raw: string, now: Date): MessengerPerson | undefined {
  const names = [...new URLSearchParams(raw).keys()];
  return new Set(names).size === names.length ? parseInitData(botToken, raw, now) : undefined;
}

/**
 * Checks a Mini App's `initData` by Telegram's own signature, which the holder of the bot's token can't make. Undefined: Telegram did not sign it
 * for this bot, or it is older than an hour or from the future.
 *
 * Formula: https://core.telegram.org/bots/webapps#validating-data-for-third-party-use
 *
 * @param publicKey the 32 bytes of Telegram's Ed25519 key, hexadecimal
 */
export function parseSignedInitData(
  publicKey: string,
  botId: number,
  raw: string,
  now: Date,
): MessengerPerson | undefined {
  const fields = new URLSearchParams(raw);
  const signature = Buffer.from(fields.get('signature') ?? '', 'base64url');
  if (signature.length !== SIGNATURE_BYTES) return undefined;
  const signed = `${String(botId)}:WebAppData\n${checkedString(fields, 'hash', 'signature')}`;
  const x = Buffer.from(publicKey, 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (!verify(null, Buffer.from(signed), key, signature)) return undefined;
  return personOf(fields, now);
}

function checkedString(fields: URLSearchParams, ...leftOut: readonly string[]): string {
  return [...fields]
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
}

/** The person in data whose signature is proven; undefined: the data is too old, from the future, or names no person. */
function personOf(fields: URLSearchParams, now: Date): MessengerPerson | undefined {
  const ageSeconds = now.getTime() / 1_000 - Number(fields.get('auth_date') ?? Number.NaN);
  if (!(ageSeconds <= MAX_AGE_SECONDS && ageSeconds >= -MAX_AHEAD_SECONDS)) return undefined;
  const user = userSchema.safeParse(parsedJson(fields.get('user') ?? ''));
  if (!user.success) return undefined;
  const { id, first_name: first, last_name: last } = user.data;
  const name = withoutUnseen(`${first} ${last}`)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, 200);
  return { userId: id, name: name === '' ? null : name, startParameter: fields.get('start_param') };
}
