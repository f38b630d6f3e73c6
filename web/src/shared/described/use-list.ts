import { keepPreviousData, type QueryKey, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, askAll, keyOf, type PathsOf } from '../api/calls';
import type { DescribedOperation, ParamsOfCall, RowOf } from './operation';
import { type AddressChange, useAddress } from './use-address';
import { useRefresh } from './use-refresh';

export interface ListOptions<Op extends DescribedOperation> {
  /** Parameters that the page sets: path parameters, and filters without an input. */
  readonly params?: Partial<ParamsOfCall<Op>> | undefined;
  /** Filters with an input above the list, by the names of the operation's query parameters. */
  readonly filters?: FiltersOf<Op> | undefined;
  /** Whether the address keeps filters and page, so that a link and a reload show the same rows; false in a dialog. */
  readonly isInAddress?: boolean;
  /** Whether all pages are loaded at once, for a short list. */
  readonly isWhole?: boolean;
  /** Rows per page; left out: the default of the API. */
  readonly limit?: number | undefined;
  readonly isEnabled?: boolean;
  /** Whether the list is refreshed each second, such as while a job of one of its rows runs. */
  isWatched?(rows: readonly RowOf<Op>[]): boolean;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

type ValueOf<Op extends DescribedOperation, Name extends string> = Op extends {
  query: Record<Name, { type: 'choice'; values: readonly (infer Value)[] }>;
}
  ? Value
  : string;

/** Describes the input of a filter, and how the address stores its value. */
export interface FilterOf<Value> {
  /** The name of the filter in the address; left out: the name of the query parameter. */
  readonly at?: string;
  /** The value before the reader chooses one. The choice "all" is then stored as `ANY`. */
  readonly usual?: string;
  /** The value that a ticked checkbox sends; left out: `true`. */
  readonly on?: string | undefined;
  readonly label: string;
  /** The text of the choice "all"; left out: one value is always chosen, or the filter is a checkbox. */
  readonly all?: string;
  /** Translates the values that the API document lists. */
  readonly words?: (value: Value) => string;
  /** Choices that the document does not list, such as restaurants. */
  readonly choices?: readonly Choice[];
}

/** The filters of a list, by the names of its operation's query parameters. */
export type FiltersOf<Op extends DescribedOperation> = {
  readonly [Name in keyof Op['query'] & string]?: FilterOf<ValueOf<Op, Name>>;
};

export interface ListState<Row> {
  /** Undefined while the rows are loading. */
  readonly rows: readonly Row[] | undefined;
  readonly reading: UseQueryResult;
  readonly page: { readonly nextCursor: string | null } | undefined;
  readonly cursor: string | undefined;
  readonly turn: (cursor: string | undefined) => void;
  /** The chosen value of a filter; undefined: the filter is off. */
  readonly valueOf: (filter: string) => string | undefined;
  /** Sets the values of filters, and goes to the first page. */
  readonly choose: (members: AddressChange) => void;
  /** Whether at least one filter is on. */
  readonly isFiltered: boolean;
  /** Loads the list again. */
  readonly refresh: () => Promise<void>;
}

/** The value of a filter that has a `usual` value and is switched off. */
export const ANY = 'ANY';

/** Loads the rows of a list by its filters and page. */
export function useList<Op extends DescribedOperation>(
  operation: Op,
  options: ListOptions<Op> = {},
): ListState<RowOf<Op>> {
  const { params, filters = {}, isInAddress = true, isWhole = false } = options;
  const { address, change } = useChoice(isInAddress);
  const given = filters as Readonly<Record<string, FilterOf<never> | undefined>>;
  const at = (filter: string) => given[filter]?.at ?? filter;
  const valueOf = (filter: string): string | undefined => {
    const chosen = address.get(at(filter)) ?? given[filter]?.usual;
    return chosen === ANY || !isTaken(operation, filter, chosen) ? undefined : chosen;
  };
  const chosen = Object.keys(given).flatMap((filter) => {
    const value = valueOf(filter);
    return value === undefined ? [] : [[filter, given[filter]?.on ?? value] as const];
  });
  // A cursor is valid only for the list that returned it.
  const list = JSON.stringify([params, chosen]);
  const [held, setHeld] = useState<{ readonly of: string; readonly cursor: string | undefined }>();
  const heldCursor = held?.of === list ? held.cursor : undefined;
  const cursor = isInAddress ? (address.get('cursor') ?? undefined) : heldCursor;
  const query = { ...params, ...Object.fromEntries(chosen) };
  const path = operation.path as PathsOf<'get'>;
  const refresh = useRefresh([keyOf(path)]);
  const paged = { ...query, ...(operation.isPaged === true && { limit: options.limit, cursor }) };
  const asked = isWhole ? askAll(path, query as never) : ask(path, paged as never);
  const reading = useQuery({
    ...(asked as object as { readonly queryKey: QueryKey; readonly queryFn: () => Promise<unknown> }),
    enabled: options.isEnabled ?? true,
    ...(!isInAddress && { placeholderData: keepPreviousData }),
    refetchInterval: ({ state }) => (options.isWatched?.(rowsOf(state.data) ?? []) === true ? WATCH_EVERY_MS : false),
  });
  const { data } = reading;
  const page = Array.isArray(data) ? undefined : (data as Page<unknown> | undefined);
  return {
    rows: rowsOf(data),
    reading,
    page: page?.nextCursor === undefined ? undefined : { nextCursor: page.nextCursor },
    cursor,
    turn: (to) => (isInAddress ? change({ cursor: to ?? null }) : setHeld({ of: list, cursor: to })),
    valueOf,
    choose: (members) =>
      change({
        cursor: null,
        ...Object.fromEntries(Object.entries(members).map(([filter, value]) => [at(filter), value])),
      }),
    isFiltered: chosen.length > 0,
    refresh,
  };
}

/** The rows of a response, which is a page or the whole list. */
function rowsOf<Row>(data: unknown): readonly Row[] | undefined {
  return Array.isArray(data) ? (data as Row[]) : (data as Page<Row> | undefined)?.items;
}

/** How often an object is read again while the server works on it. */
export const WATCH_EVERY_MS = 1_000;

interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor?: string | null;
}

/** Whether the operation accepts the value, which may come from an address that a person typed. */
function isTaken({ query }: DescribedOperation, filter: string, value: string | undefined): boolean {
  const member = query?.[filter];
  if (value === undefined || value === '') return false;
  return member?.type !== 'choice' || member.values.some((one) => String(one) === value);
}

interface ListPlace {
  readonly address: { readonly get: (name: string) => string | null };
  readonly change: (members: AddressChange) => void;
}

function useChoice(isInAddress: boolean): ListPlace {
  const address = useAddress();
  const [held, setHeld] = useState<AddressChange>({});
  if (isInAddress) return address;
  return {
    address: { get: (name) => held[name] ?? null },
    change: (members) => setHeld((before) => ({ ...before, ...members })),
  };
}
