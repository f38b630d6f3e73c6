import { type APIRequestContext, expect } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { type Language, tokenOf } from './cashier-till';
import type { Colleague } from './console-desk';

type Post = <Answer>(path: string, data?: object) => Promise<Answer>;

/** A network that the owner opens for one test, with its first restaurant and a manager who has set a password. */
export interface FreshNetwork {
  readonly id: string;
  readonly name: string;
  readonly manager: Colleague;
  readonly asOwner: Post;
  readonly asManager: Post;
  readonly read: <Answer>(path: string) => Promise<Answer>;
  /** Sends requests with another bearer, such as an API key. */
  readonly as: (bearer: string) => Post;
}

export async function openFreshNetwork(
  request: APIRequestContext,
  language: Language,
  restaurant: string,
): Promise<FreshNetwork> {
  const as =
    (bearer: string): Post =>
    async <Answer>(path: string, data: object = {}) => {
      const headers = { authorization: `Bearer ${bearer}`, 'idempotency-key': randomUUID() };
      const answer = await request.post(path, { headers, data });
      expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
      return (await answer.json()) as Answer;
    };
  const asOwner = as(await tokenOf(request, 'owner@demo.test'));
  const number = String(randomInt(1_000_000_000));
  const name = `Osteria ${number}`;
  const manager = { email: `manager-${number}@example.test`, password: 'three quiet words' };
  const made = await asOwner<{ id: string; passwordLink: { token: string } }>('/api/networks', {
    code: `n${number}`,
    name,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    country: 'RU',
    language,
    preset: 'hybrid-5',
    manager: { email: manager.email, name: 'Anna Conti' },
    restaurant: { name: restaurant, pointOfSale: 'Bar' },
  });
  const link = { token: made.passwordLink.token, password: manager.password };
  expect((await request.post('/api/auth/password/set', { data: link })).status()).toBe(204);
  const signedIn = await request.post('/api/auth/login', { data: manager });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const read = async <Answer>(path: string) => {
    const answer = await request.get(path, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as Answer;
  };
  return { id: made.id, name, manager, asOwner, asManager: as(accessToken), read, as };
}
