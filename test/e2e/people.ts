import { randomInt } from 'node:crypto';
import type { TestApp } from '../support/app';
import { codeSentTo } from '../support/outbox';

export interface SelfRegistered {
  readonly id: string;
  readonly name: string | null;
  readonly token: string;
  readonly balance: { readonly available: number };
}

let serial = Math.floor(Math.random() * 9_000_000);

/** A telephone that no other test has: the limit of codes is the telephone's, whatever the network. */
export function phoneOfThisRun(): string {
  serial += 10_007;
  return `+7916${String(serial % 10_000_000).padStart(7, '0')}`;
}

/** An address that no other test has: how many codes are sent for one is limited. */
export function addressOfThisRun(): string {
  const group = (): string => randomInt(1, 0xffff).toString(16);
  return `2001:db8:${group()}:${group()}::1`;
}

/** Registers, or signs in, by the one-time code that stands in the development outbox. */
export async function registerByCode(
  test: TestApp,
  networkId: string,
  phone: string,
  name: string,
): Promise<SelfRegistered> {
  const begun = await test
    .api()
    .post('/api/auth/register')
    .set('X-Forwarded-For', addressOfThisRun())
    .send({ networkId, phone, name, consents: [{ kind: 'PERSONAL_DATA', version: '2026-11' }] });
  expect(begun.status).toBe(202);
  const code = await codeSentTo(test, networkId, phone);
  const verified = await test
    .api()
    .post('/api/auth/verify')
    .set('X-Forwarded-For', addressOfThisRun())
    .send({ verificationId: begun.body.verificationId as string, code });
  expect(verified.status).toBe(200);
  const { guest, accessToken } = verified.body as { guest: Omit<SelfRegistered, 'token'>; accessToken: string };
  return { id: guest.id, name: guest.name, balance: guest.balance, token: accessToken };
}
