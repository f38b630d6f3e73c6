import { queryOptions } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askBy, call, fileBy, keyOf } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Segment = Schemas['Segment'];
export type SegmentRule = NonNullable<Schemas['CreateSegment']['rule']>;

/** A network has at most a hundred. */
const ALL = 200;
const MEMBERS_AT_ONCE = 20;
const WHILE_COUNTING_MS = 2_000;

/** Segments that may be named, or those in the archive; asked again while guests are being looked at. */
export const segmentsQuery = (archived: boolean) =>
  ask(
    '/api/segments',
    { limit: ALL, archived: archived ? 'true' : 'false' },
    { refetchInterval: ({ state }) => whileCounting(state.data?.items[0]) },
  );

export const segmentQuery = (id: string) =>
  ask('/api/segments/{id}', { id }, { refetchInterval: ({ state }) => whileCounting(state.data) });

/** Whether one guest is in a segment; asked again when the number of its guests is another one. */
export const segmentMemberQuery = ({ id, guests }: Pick<Segment, 'id' | 'guests'>, guestId: string) =>
  ask(
    '/api/segments/{id}/members',
    { id, limit: 1, guestIds: guestId },
    { by: guests, select: ({ items }) => items.length === 1 },
  );

/** The search and order of the guests of a segment; `query` is null for all of them. */
export interface MemberTable {
  readonly query: string | null;
  readonly sort: NonNullable<Schemas['SearchSegmentMembers']['sort']>;
}

/** A page of the guests of a segment; the list is another one when their number is. */
export const segmentMembersQuery = (
  { id, guests }: Pick<Segment, 'id' | 'guests'>,
  { query, sort }: MemberTable,
  cursor: string | undefined,
) =>
  askBy(
    '/api/segments/{id}/members/search',
    { id },
    { ...pageAfter(cursor, MEMBERS_AT_ONCE), sort, ...(query !== null && { query }) },
    { by: guests },
  );

/** The guests of a segment as a file. */
export const exportSegmentMembers = (
  id: string,
  { query, sort }: MemberTable,
  columns: Schemas['ExportGuests']['columns'],
) => fileBy('/api/segments/{id}/members/export', { id }, { sort, columns, ...(query !== null && { query }) });

/** An act that puts guests on a list or takes them off; with `preview` it only says what the act would do. */
interface ListAct {
  readonly ids: string[];
  readonly act: 'PUT_ON' | 'TAKE_OFF';
  readonly preview: boolean;
}

/** Puts several guests on a list or takes them off. The answer names those who are not so already. */
export const changeListOf =
  (id: string): Send<ListAct, Schemas['SeveralDone']> =>
  async ({ key, body: { ids, act, preview } }) => {
    const isIn = act === 'PUT_ON';
    const guestIds = ids.join(',');
    const { items: members } = await call(
      'GET',
      '/api/segments/{id}/members',
      { id, limit: ids.length, guestIds },
      null,
    );
    const listed = new Set(members.map(({ guestId }) => guestId));
    const changed = ids.filter((one) => listed.has(one) !== isIn);
    if (!preview && changed.length > 0)
      await actOf('POST', '/api/segments/{id}/members', { id })({ key, body: { guestIds: changed, isIn } });
    const outcomeOf = (one: string) => (changed.includes(one) ? 'DONE' : 'UNCHANGED');
    return { items: ids.map((one) => ({ id: one, outcome: outcomeOf(one), reason: null })) };
  };

/** How many guests a rule means; the rule as JSON, so that two that say the same are asked once. */
export const segmentPreviewQuery = (rule: string) =>
  queryOptions({
    queryKey: [...keyOf('/api/segments/preview'), rule],
    retry: false,
    queryFn: ({ signal }) =>
      call('POST', '/api/segments/preview', {}, { rule: JSON.parse(rule) as SegmentRule }, signal),
  });

/** Puts everybody in a file of phones, card numbers or ids of the network's own on the list. */
export const readMembersFile = async (id: string, file: File) =>
  call('POST', '/api/segments/{id}/members/file', { id }, { csv: await file.text(), isIn: true });

function whileCounting(segment: Segment | undefined): number | false {
  return segment?.isCounting === true ? WHILE_COUNTING_MS : false;
}
