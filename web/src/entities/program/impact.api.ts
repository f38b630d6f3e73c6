import { queryOptions } from '@tanstack/react-query';
import { actOf, ask, call, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { type Guest, readGuests, searchGuests } from '../guest/guest.api';
import type { Program } from './program.api';
import { lookWhileOpen } from './run';

export type ProgramImpact = Schemas['ProgramImpact'];
export type WhichConcerned = 'ALL' | 'LOSING' | 'GAINING';

type DraftVersion = Pick<Program, 'version' | 'documentHash'>;

/** Guests who rise or fall, all of them or those of one move; `on` is of those who fall. */
export interface MovedWhich {
  readonly change: 'FALLS' | 'RISES';
  readonly from?: string;
  readonly to?: string;
  readonly on?: string;
}

export interface MovedGuest {
  readonly guestId: string;
  /** Null: the guest no longer exists. */
  readonly guest: Guest | null;
  readonly from: string;
  readonly to: string;
  readonly on: string | null;
}

interface MovedPage {
  readonly cursor: string | undefined;
  /** The start of a name or a number; empty: all. */
  readonly searched: string;
}

const MOVED_AT_ONCE = 20;

/**
 * Asks for the impact of a draft against the version in force, at each look at the page and at nothing else: the server
 * answers the same question by the same run.
 */
export const askedImpactQuery = ({ version, documentHash }: DraftVersion, inForce: number | undefined) =>
  queryOptions({
    queryKey: ['impact-asked', version, documentHash, inForce],
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
    queryFn: ({ signal }) => call('POST', '/api/programs/{version}/impacts', { version }, {}, signal),
  });

/** A run of an impact with its report in the reader's language, looked at again until it has ended. */
export const impactRunQuery = (id: string | undefined, language: string) =>
  ask(
    '/api/impacts/{id}',
    { id: id ?? '' },
    {
      by: language,
      enabled: id !== undefined,
      refetchInterval: ({ state }) => lookWhileOpen(state.data),
    },
  );

export const cancelImpact = (id: string) => actOf('DELETE', '/api/impacts/{id}', { id });

/** The guests behind the numbers of an impact, page by page. */
export function movedGuestsQuery({ version, documentHash }: DraftVersion, which: MovedWhich, page: MovedPage) {
  return queryOptions({
    queryKey: [
      ...keyOf('/api/programs/{version}', { version }),
      'impact-guests',
      documentHash,
      which,
      page.cursor,
      page.searched,
    ],
    queryFn: ({ signal }) => readMoved(version, which, page, signal),
  });
}

async function readMoved(version: number, which: MovedWhich, { cursor, searched }: MovedPage, signal: AbortSignal) {
  const found = searched === '' ? null : (await searchGuests(searched, signal)).items;
  if (found?.length === 0) return { items: [], nextCursor: null };
  const query = {
    ...which,
    limit: MOVED_AT_ONCE,
    cursor,
    ...(found !== null && { guestIds: found.map(({ id }) => id).join(',') }),
  };
  const { items, nextCursor } = await call(
    'GET',
    '/api/programs/{version}/impact/guests',
    { version, ...query },
    null,
    signal,
  );
  const ids = items.map(({ guestId }) => guestId);
  const known = new Map((found ?? (await readGuests(ids, signal))).map((guest) => [guest.id, guest]));
  const rows = items.map((move): MovedGuest => ({ ...move, guest: known.get(move.guestId) ?? null }));
  return { items: rows, nextCursor };
}
