import { useEffect, useState } from 'react';
import { NavigationType, useLocation, useNavigate, useNavigationType, useSearchParams } from 'react-router';
import type { GuestOrder, GuestSelection } from '../../../entities/guest/guest.api';

const NEWEST = '-createdAt';
const BY_NAME = 'name';
const TEXTS = ['visitedFrom', 'visitedTo', 'notVisitedSince'] as const;
const NUMBERS = ['pointsFrom', 'pointsTo'] as const;

export interface ListState {
  /** The text of the search as it is typed; empty: none. */
  readonly typed: string;
  readonly selection: GuestSelection;
  readonly sort: GuestOrder;
  readonly cursor: string | undefined;
  readonly type: (typed: string) => void;
  readonly select: (selection: GuestSelection) => void;
  readonly sortBy: (order: string) => void;
  readonly goTo: (cursor: string | undefined) => void;
}

/**
 * The table's filters, order and page stand in the address, so that a reload and the browser's Back keep them. The text of
 * a search is personal data: it stays in the tab's history, never in the address.
 */
export function useListState(): ListState {
  const location = useLocation();
  const navigate = useNavigate();
  const [address] = useSearchParams();
  const kept = (location.state as { readonly typed?: string } | null)?.typed ?? '';
  // The history follows a moment later, when a scanner has sent the next key already: the field has a text of its own.
  const [typed, setTyped] = useState(kept);
  const isOwnStep = useNavigationType() === NavigationType.Replace;
  useEffect(() => {
    if (!isOwnStep) setTyped(kept);
  }, [isOwnStep, kept, location.key]);
  const selection = selectionOf(address);
  const order = address.get('sort');
  const defaultOrder = typed.trim() === '' ? NEWEST : BY_NAME;

  const columns = address.get('columns');

  function go(next: URLSearchParams, state: string, replace = false): void {
    if (columns !== null) next.set('columns', columns);
    void navigate({ search: next.toString() }, { replace, state: state === '' ? null : { typed: state } });
  }
  const withSort = (next: URLSearchParams): URLSearchParams => {
    if (order !== null) next.set('sort', order);
    return next;
  };

  return {
    typed,
    selection,
    sort: (order ?? defaultOrder) as GuestOrder,
    cursor: address.get('cursor') ?? undefined,
    type: (text) => {
      setTyped(text);
      go(withSort(addressOf(selection)), text, true);
    },
    select: (next) => go(withSort(addressOf(next)), typed),
    sortBy: (next) => {
      const to = addressOf(selection);
      to.set('sort', next);
      go(to, typed);
    },
    goTo: (cursor) => {
      const to = withSort(addressOf(selection));
      if (cursor !== undefined) to.set('cursor', cursor);
      go(to, typed);
    },
  };
}

export function selectionOf(address: URLSearchParams): GuestSelection {
  const tiers = address.getAll('tier');
  const texts = TEXTS.flatMap((name) => {
    const value = address.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const numbers = NUMBERS.flatMap((name) => {
    const value = address.get(name);
    return value === null ? [] : [[name, Number(value)] as const];
  });
  return {
    ...(tiers.length > 0 && { tiers }),
    ...Object.fromEntries<string | number>([...texts, ...numbers]),
  };
}

export function addressOf({ tiers = [], ...others }: GuestSelection): URLSearchParams {
  const address = new URLSearchParams(tiers.map((tier) => ['tier', tier]));
  for (const name of [...TEXTS, ...NUMBERS]) {
    const value = others[name];
    if (value !== undefined) address.set(name, String(value));
  }
  return address;
}
