import type { QueryClient } from '@tanstack/react-query';
import { type BoundDevice, forgetDevice, readDevice } from '../../entities/session/bound-device';
import { goOnAs, type KeptSession, leaveToNext, signInAtTill } from '../../entities/session/session';
import { openAtTill, readOwnTill, type TillCredentials } from '../../entities/session/till-sign-in.api';
import { fetchCode } from '../../shared/api/fetch-code';
import { isOnline } from '../../shared/api/connection';
import { ApiProblem, ConnectionLost } from '../../shared/api/problem';
import { forgetKeptTill, isOutOfWork, isPossible, noteKeptTill } from '../offline/till-offline';
import { forgetTyped, noteTyped, typedBy } from './typed-pins';

const keptPins = () => fetchCode(() => import('../offline/kept-pins'));

/** A person of the tiles. */
export interface Teller {
  readonly id: string;
  readonly name: string;
  readonly hasPin: boolean;
  readonly isLocked: boolean;
}

export interface Tellers {
  readonly people: readonly Teller[];
  /** Whether the server named them; else this device knows them. */
  readonly isByServer: boolean;
}

/** The people of the till: as the server names them or, without it, those whom this device lets in. Throws ApiProblem (`till_not_bound`). */
export async function listTellers({ key }: BoundDevice): Promise<Tellers> {
  try {
    const { till, people } = await readOwnTill(key);
    if (till === null) throw notBound();
    const withPin = people.filter(({ hasPin }) => hasPin).map(({ id }) => id);
    if (isPossible())
      void keptPins()
        .then(({ keepOnly }) => keepOnly(withPin))
        .catch(leave);
    return { people, isByServer: true };
  } catch (error) {
    if (!isAway(error) || !isPossible()) throw error;
    const { listKeptPeople } = await keptPins();
    const people = await listKeptPeople();
    return { people: people.map((one) => ({ ...one, hasPin: true })), isByServer: false };
  }
}

/**
 * Lets a person in by PIN or, while the server is away, by the check that this device keeps.
 * Throws ApiProblem (`invalid_pin`, `pin_locked`, `locked_out`, `till_not_bound`, `pin_unknown_offline`) or ConnectionLost.
 */
export async function enter({ key }: BoundDevice, credentials: TillCredentials): Promise<void> {
  try {
    const kept = await signInAtTill(key, credentials);
    if ('card' in credentials) return;
    noteTyped(credentials.userId, credentials.pin);
    if (!isPossible()) return;
    noteKeptTill();
    const person = { id: kept.user.id, name: kept.user.name ?? '' };
    void keptPins()
      .then(({ rememberPin }) => rememberPin(person, credentials.pin, kept))
      .catch(leave);
  } catch (error) {
    if (!isAway(error) || 'card' in credentials || !isPossible()) throw error;
    await enterWithout(credentials.userId, credentials.pin);
  }
}

async function enterWithout(userId: string, pin: string): Promise<void> {
  const { checkPin } = await keptPins();
  const checked = await checkPin<KeptSession>(userId, pin);
  if (checked.kind !== 'right') throw new ApiProblem({ title: '', status: 401, code: REFUSALS[checked.kind] }, null);
  noteTyped(userId, pin);
  await goOnAs(checked.session);
}

const REFUSALS = { wrong: 'invalid_pin', locked: 'pin_locked', unknown: 'pin_unknown_offline' } as const;

/** Opens the session of a person who came while the server was away, by the PIN that they typed then. Throws ConnectionLost. */
export async function reopen(userId: string): Promise<boolean> {
  const [device, pin] = [readDevice(), typedBy(userId)];
  if (device === null || pin === undefined) return false;
  try {
    await enter(device, { userId, pin });
    return true;
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    forgetTyped(userId);
    return false;
  }
}

/** A session of another person of this page, to send what they rang up; null: their PIN is not known or not good. */
export async function openForOther(userId: string) {
  const [device, pin] = [readDevice(), typedBy(userId)];
  if (device === null || pin === undefined || !isOnline()) return null;
  try {
    return await openAtTill(device.key, { userId, pin });
  } catch (error) {
    if (!(error instanceof ConnectionLost)) forgetTyped(userId);
    return null;
  }
}

/** Leaves the till to the next cashier, who sees nothing that the page read for the one before; the till's copies stay for them. */
export function changeCashier(queries: QueryClient): void {
  leaveToNext();
  queries.clear();
}

/** Forgets the binding and all that the till kept for it, after a manager ended it. */
export async function forgetBinding(): Promise<void> {
  forgetDevice();
  await forgetKeptTill();
}

function isAway(error: unknown): boolean {
  return error instanceof ConnectionLost || isOutOfWork(error);
}

function notBound(): ApiProblem {
  return new ApiProblem({ title: '', status: 401, code: 'till_not_bound' }, null);
}

function leave(): void {
  // Without its store the device lets nobody in by itself.
}
