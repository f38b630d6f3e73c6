import { queryOptions } from '@tanstack/react-query';
import { keyHeader, newKey, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { type Guest, readGuests, searchGuests } from '../guest/guest.api';
import { type Program, programKeys } from './program.api';
import { lookWhileOpen } from './run';

export type ProgramImpact = Schemas['ProgramImpact'];
export type ConcernedGuest = Schemas['ProgramImpactConcerned']['items'][number];
export type WhichConcerned = 'ALL' | 'LOSING' | 'GAINING';
export type ReportedImpactRun = Schemas['ReportedImpactRun'];

type Draft = Pick<Program, 'version' | 'documentHash'>;

/** Guests who rise or fall, all of them or those of one move; `on` is of those who fall. */
export interface MovedWhich {
  readonly change: 'FALLS' | 'RISES';
  readonly from?: string;
  readonly to?: string;
  readonly on?: string;
}

export interface MovedGuest {
  readonly guestId: string;
  /** Null: the person is gone. */
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
export function askedImpactQuery({ version, documentHash }: Draft, inForce: number | undefined) {
  return queryOptions({
    queryKey: ['impact-asked', version, documentHash, inForce],
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
    queryFn: ({ signal }) => {
      const params = { path: { version }, header: keyHeader(newKey()) };
      return answerOf(api.POST('/api/programs/{version}/impacts', { params, body: {}, signal }));
    },
  });
}

/** A run of an impact with its report in the reader's language, looked at again until it has ended. */
export function impactRunQuery(id: string | undefined, language: string) {
  return queryOptions({
    queryKey: ['impact', id, language],
    enabled: id !== undefined,
    queryFn: ({ signal }): Promise<ReportedImpactRun> =>
      answerOf(api.GET('/api/impacts/{id}', { params: { path: { id: id ?? '' } }, signal })),
    refetchInterval: ({ state }) => lookWhileOpen(state.data),
  });
}

/** The guests whom the change concerns, by what each loses. */
export function concernedGuestsQuery(
  id: string,
  page: { readonly which: WhichConcerned; readonly limit: number; readonly cursor: string | undefined },
) {
  const { which, limit, cursor } = page;
  return queryOptions({
    queryKey: ['impact', id, 'guests', page],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/impacts/{id}/guests', {
          params: { path: { id }, query: { which, ...pageAfter(cursor, limit) } },
          signal,
        }),
      ),
  });
}

/** All of them as a file. */
export async function readConcernedFile(id: string, which: WhichConcerned): Promise<Blob> {
  const params = { path: { id }, query: { which } };
  return (await answerOf<unknown>(api.GET('/api/impacts/{id}/file', { params, parseAs: 'blob' }))) as Blob;
}

export const cancelImpact =
  (id: string): Send<null, unknown> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/impacts/{id}', { params: { path: { id }, header: keyHeader(key) } }));

/** The guests behind the numbers of an impact, page by page. */
export function movedGuestsQuery({ version, documentHash }: Draft, which: MovedWhich, page: MovedPage) {
  return queryOptions({
    queryKey: [...programKeys.one(version), 'impact-guests', documentHash, which, page.cursor, page.searched],
    queryFn: ({ signal }) => readMoved(version, which, page, signal),
  });
}

/** All guests of a move as a file. */
export async function readMovedFile(version: number, which: MovedWhich): Promise<Blob> {
  const params = { path: { version }, query: which };
  const call = api.GET('/api/programs/{version}/impact/file', { params, parseAs: 'blob' });
  return (await answerOf<unknown>(call)) as Blob;
}

async function readMoved(version: number, which: MovedWhich, { cursor, searched }: MovedPage, signal: AbortSignal) {
  const found = searched === '' ? null : (await searchGuests(searched, signal)).items;
  if (found?.length === 0) return { items: [], nextCursor: null };
  const query = {
    ...which,
    ...pageAfter(cursor, MOVED_AT_ONCE),
    ...(found !== null && { guestIds: found.map(({ id }) => id).join(',') }),
  };
  const params = { path: { version }, query };
  const { items, nextCursor } = await answerOf(api.GET('/api/programs/{version}/impact/guests', { params, signal }));
  const ids = items.map(({ guestId }) => guestId);
  const known = new Map((found ?? (await readGuests(ids, signal))).map((guest) => [guest.id, guest]));
  const rows = items.map((move): MovedGuest => ({ ...move, guest: known.get(move.guestId) ?? null }));
  return { items: rows, nextCursor };
}
