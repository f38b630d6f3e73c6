import { type APIRequestContext, expect } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { tokenOf, type TestGuest } from './cashier-till';
import type { Colleague } from './console-desk';

/** The second network of the demo; tests add parts of a programme there that the first network must not have. */
export const CASHIER = 'cashier@other.test';
export const MANAGER: Colleague = { email: 'manager@other.test', password: 'loyalty-demo' };

export interface Desk {
  readonly get: <Answer>(path: string) => Promise<Answer>;
  readonly send: <Answer>(method: 'POST' | 'PUT' | 'PATCH', path: string, data: object) => Promise<Answer>;
}

export async function deskOf(request: APIRequestContext): Promise<Desk> {
  const headers = { authorization: `Bearer ${await tokenOf(request, MANAGER.email)}` };
  return {
    async get<Answer>(path: string) {
      const answer = await request.get(path, { headers });
      expect(answer.status(), await answer.text()).toBe(200);
      return (await answer.json()) as Answer;
    },
    async send<Answer>(method: 'POST' | 'PUT' | 'PATCH', path: string, data: object) {
      const keyed = { ...headers, 'idempotency-key': randomUUID() };
      const answer = await request.fetch(path, { method, headers: keyed, data });
      expect([200, 201], await answer.text()).toContain(answer.status());
      return (await answer.json()) as Answer;
    },
  };
}

export interface Listed<Item> {
  readonly items: readonly Item[];
}

/** A guest of that network. */
export async function registerThere(desk: Desk): Promise<TestGuest> {
  const phone = `+7902${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const name = `Olivia ${phone.slice(-7)}`;
  const guest = await desk.send<TestGuest>('POST', '/api/guests', { phone, name, consentBasis: 'PAPER_FORM' });
  return { ...guest, phone, name };
}

/** Publishes the newest programme with one more part. It takes effect some seconds later. */
export async function publishPart(desk: Desk, part: object): Promise<void> {
  const { items } = await desk.get<Listed<{ version: number; status: string }>>('/api/programs');
  const published = items.flatMap(({ version, status }) => (status === 'PUBLISHED' ? [version] : []));
  const draft = await desk.send<{ version: number; document: object }>('POST', '/api/programs', {
    fromVersion: Math.max(...published),
  });
  const path = `/api/programs/${String(draft.version)}`;
  await desk.send('PUT', path, { document: { ...draft.document, ...part } });
  await desk.send('POST', `${path}/publish`, {});
}
