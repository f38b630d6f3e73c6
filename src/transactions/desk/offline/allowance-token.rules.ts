import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing, RingKey } from '../../../security';
import { CLOCK_TOLERANCE_MS } from './device-clock.rules';
import type { ActAllowance } from '../../ledger/act/till-act';

/** The allowance that an offline till can rely on. Instants in milliseconds; valid from `from` and before `until`. */
export interface SignedAllowance {
  readonly id: string;
  readonly networkId: string;
  readonly pointOfSaleId: string;
  readonly deviceId: string;
  /** The most points that guests may spend at the device beyond their balances. The rest known to the server is another limit. */
  readonly points: number;
  readonly from: number;
  readonly until: number;
}

/** An act of the device that comes with the token. */
export interface BroughtAct {
  readonly networkId: string;
  readonly pointOfSaleId: string | null;
  readonly deviceId: string;
  /** In milliseconds, by the server's clock. */
  readonly occurredAt: number;
  /** The device reported a later time for an earlier act. */
  readonly isClockBack: boolean;
}

const FORM = '1';
const SCOPE = 'till-allowance';

type Payload = [
  id: string,
  networkId: string,
  pointOfSaleId: string,
  deviceId: string,
  points: number,
  from: number,
  until: number,
];

/**
 * `1.key id.payload.signature`. The payload is a JSON array; the signature is HMAC-SHA256 over the scope and everything
 * before the signature; both are in base64url. The scope separates the token from other texts that the key signs.
 */
export function makeToken({ id: keyId, key }: RingKey, allowance: SignedAllowance): string {
  const { id, networkId, pointOfSaleId, deviceId, points, from, until } = allowance;
  const payload: Payload = [id, networkId, pointOfSaleId, deviceId, points, from, until];
  const signed = [FORM, keyId, Buffer.from(JSON.stringify(payload)).toString('base64url')].join('.');
  return `${signed}.${signatureOf(key, signed).toString('base64url')}`;
}

/** Undefined: no key of the ring signed the token. */
export function parseToken({ keys }: KeyRing, token: string): SignedAllowance | undefined {
  const [form, keyId = '', payload = '', signature = '', ...more] = token.split('.');
  const key = keys.get(keyId)?.key;
  if (form !== FORM || key === undefined || more.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const right = signatureOf(key, [form, keyId, payload].join('.'));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const [id, networkId, pointOfSaleId, deviceId, points, from, until] = JSON.parse(
    Buffer.from(payload, 'base64url').toString('utf8'),
  ) as Payload;
  return { id, networkId, pointOfSaleId, deviceId, points, from, until };
}

/** Whether the allowance that came with a batch may pay for an act, or why not. */
export function judgeAllowance(signed: SignedAllowance | undefined, act: BroughtAct): ActAllowance {
  // A token of another network is answered like one that does not exist.
  if (signed?.networkId !== act.networkId) return { refused: 'allowance_unknown' };
  if (signed.pointOfSaleId !== act.pointOfSaleId || signed.deviceId !== act.deviceId)
    return { refused: 'allowance_of_another_till' };
  // An act from before the token was made cannot rely on it, so the till's clock must have been set back.
  if (act.isClockBack || act.occurredAt < signed.from - CLOCK_TOLERANCE_MS) return { refused: 'device_clock_back' };
  if (act.occurredAt >= signed.until) return { refused: 'allowance_expired' };
  return { id: signed.id };
}

function signatureOf(key: RingKey['key'], signed: string): Buffer {
  return createHmac('sha256', key).update(`${SCOPE}.${signed}`).digest();
}
