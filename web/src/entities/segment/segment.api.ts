import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, type Tagged, taggedOf } from '../../shared/api/tagged';

export type Segment = Schemas['Segment'];
export type SegmentRule = NonNullable<Schemas['CreateSegment']['rule']>;

/** A network has at most a hundred. */
const ALL = 200;
const MEMBERS_AT_ONCE = 20;
const WHILE_COUNTING_MS = 2_000;

export const segmentKeys = { each: ['segments'] };

/** Segments that may be named, or those in the archive; asked again while guests are being looked at. */
export function segmentsQuery(archived: boolean) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'list', archived],
    queryFn: async ({ signal }) => {
      const query = { limit: ALL, archived: archived ? 'true' : 'false' } as const;
      return (await answerOf(api.GET('/api/segments', { params: { query }, signal }))).items;
    },
    refetchInterval: ({ state }) => whileCounting(state.data?.[0]),
  });
}

export function segmentQuery(id: string) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/segments/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => whileCounting(state.data),
  });
}

/** Whether one guest is in a segment; asked again when the number of its guests is another one. */
export function segmentMemberQuery({ id, guests }: Pick<Segment, 'id' | 'guests'>, guestId: string) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'member', id, guests, guestId],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: 1, guestIds: guestId as never } };
      return (await answerOf(api.GET('/api/segments/{id}/members', { params, signal }))).items.length === 1;
    },
  });
}

/** The search and order of the guests of a segment; `query` is null for all of them. */
export interface MemberTable {
  readonly query: string | null;
  readonly sort: NonNullable<Schemas['SearchSegmentMembers']['sort']>;
}

/** A page of the guests of a segment; the list is another one when their number is. */
export function segmentMembersQuery(
  { id, guests }: Pick<Segment, 'id' | 'guests'>,
  { query, sort }: MemberTable,
  cursor: string | undefined,
) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'members', id, guests, query, sort, cursor],
    queryFn: ({ signal }) => {
      const body = { ...pageAfter(cursor, MEMBERS_AT_ONCE), sort, ...(query !== null && { query }) };
      return answerOf(api.POST('/api/segments/{id}/members/search', { params: { path: { id } }, body, signal }));
    },
  });
}

/** The guests of a segment as a file. */
export async function exportSegmentMembers(
  id: string,
  { query, sort }: MemberTable,
  columns: Schemas['ExportGuests']['columns'],
): Promise<Blob> {
  const body = { sort, columns, ...(query !== null && { query }) };
  const params = { path: { id } };
  return (await answerOf<unknown>(
    api.POST('/api/segments/{id}/members/export', { params, body, parseAs: 'blob' }),
  )) as Blob;
}

/** How many guests a rule means; the rule as JSON, so that two that say the same are asked once. */
export function segmentPreviewQuery(rule: string) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'preview', rule],
    retry: false,
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/segments/preview', { body: { rule: JSON.parse(rule) as SegmentRule }, signal })),
  });
}

export const createSegment: Send<Schemas['CreateSegment'], Segment> = ({ key, body }) =>
  answerOf(api.POST('/api/segments', { params: { header: keyHeader(key) }, body }));

export const readSegment = (id: string) => () => taggedOf(api.GET('/api/segments/{id}', { params: { path: { id } } }));

/** Binds the change to the tag; null binds it to nothing. The answer has the tag of the next change. */
export const changeSegment =
  (id: string) =>
  (tag: string | null): Send<Schemas['ChangeSegment'], Tagged<Segment>> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return taggedOf(api.PATCH('/api/segments/{id}', { params, body }));
  };

export const archiveSegment =
  (id: string): Send<null, Segment> =>
  ({ key }) =>
    answerOf(api.POST('/api/segments/{id}/archive', { params: { path: { id }, header: keyHeader(key) } }));

export const changeSegmentMembers =
  (id: string): Send<Schemas['ChangeSegmentMembers'], Schemas['SegmentMembersChanged']> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/segments/{id}/members', { params: { path: { id }, header: keyHeader(key) }, body }));

/** Puts everybody in a file of phones, card numbers or ids of the network's own on the list. */
export async function readMembersFile(id: string, file: File): Promise<Schemas['SegmentFileRead']> {
  const body = { csv: await file.text(), isIn: true };
  return answerOf(api.POST('/api/segments/{id}/members/file', { params: { path: { id } }, body }));
}

function whileCounting(segment: Segment | undefined): number | false {
  return segment?.isCounting === true ? WHILE_COUNTING_MS : false;
}
