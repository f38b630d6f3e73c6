import { type APIRequestContext, expect } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { type Language, tokenOf } from './cashier-till';
import type { Colleague } from './console-desk';

/** A network that the owner has just opened and whose manager has only set a password. */
export async function openEmptyNetwork(
  request: APIRequestContext,
  language: Language,
): Promise<{ readonly code: string; readonly manager: Colleague }> {
  const email = `manager-${String(randomInt(1_000_000_000))}@example.test`;
  const code = `n${String(randomInt(1_000_000_000))}`;
  const made = await request.post('/api/networks', {
    headers: { authorization: `Bearer ${await tokenOf(request, 'owner@demo.test')}` },
    data: {
      code,
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      country: 'RU',
      language,
      preset: 'hybrid-5',
      manager: { email, name: 'Anna Conti' },
    },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { passwordLink } = (await made.json()) as { passwordLink: { token: string } };
  const password = 'three quiet words';
  const set = await request.post('/api/auth/password/set', { data: { token: passwordLink.token, password } });
  expect(set.status()).toBe(204);
  return { code, manager: { email, password } };
}
