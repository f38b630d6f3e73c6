import { type APIRequestContext, expect } from '@playwright/test';
import type { TestGuest } from './cashier-till';
import { type Desk, deskOf, publishPart, registerThere } from './other-network';

export const SEATS = 4;
const FAMILIES = {
  mostMembers: SEATS,
  pool: { perDay: 1_000, perMonth: 5_000, pointsCoolFor: 0, membersCoolFor: 0 },
};

/** Guests of a network whose programme knows families, with so many points each. */
export async function registerRelatives(request: APIRequestContext, points: readonly number[]): Promise<TestGuest[]> {
  const desk = await deskOf(request);
  const guests: TestGuest[] = [];
  for (const count of points) guests.push(await registerWith(desk, count));
  const isOpen = async () =>
    (await desk.get<{ document: { families?: object } }>('/api/programs/in-force')).document.families !== undefined;
  if (!(await isOpen())) await publishPart(desk, { families: FAMILIES });
  // A version comes into force some seconds after it was published.
  await expect.poll(isOpen, { timeout: 45_000 }).toBe(true);
  return guests;
}

/** Makes a family: the first guest is its head, the last one a child, the others adults. */
export async function makeFamily(request: APIRequestContext, guests: readonly TestGuest[]): Promise<string> {
  const desk = await deskOf(request);
  const [head, ...others] = guests;
  const { id } = await desk.send<{ id: string }>('POST', '/api/families', { headId: head?.id });
  for (const [index, { id: guestId }] of others.entries())
    await desk.send('POST', `/api/families/${id}/members`, {
      guestId,
      role: index === others.length - 1 ? 'CHILD' : 'ADULT',
    });
  return id;
}

export async function allow(
  request: APIRequestContext,
  familyId: string,
  child: TestGuest,
  giver: TestGuest,
): Promise<void> {
  const desk = await deskOf(request);
  const body = { points: 700, period: 'MONTH', giverId: giver.id };
  await desk.send('PUT', `/api/families/${familyId}/members/${child.id}/allowance`, body);
}

async function registerWith(desk: Desk, points: number): Promise<TestGuest> {
  const guest = await registerThere(desk);
  if (points > 0)
    await desk.send('POST', `/api/guests/${guest.id}/transaction`, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points,
      reasonCode: 'GOODWILL',
      comment: 'for a test',
    });
  return guest;
}
