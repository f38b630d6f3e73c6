import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

/** Rows that one person chooses at most; acts for them are done in pieces. */
export const MOST_CHOSEN = 2_000;

/** The rows that a person has chosen in a list. A change of page or filters drops rows that the list no longer shows, unless the person chose all matching rows. */
export interface ChosenRows {
  /** Whether the list shows any row. */
  readonly isOpen: boolean;
  /** Ids of the chosen rows, in the order of the list. */
  readonly ids: readonly string[];
  readonly areAll: boolean;
  /** Chooses the rows of all pages, for a list that has more than one. */
  readonly beyond: Beyond | undefined;
  readonly has: (id: string) => boolean;
  readonly nameOf: (id: string) => string;
  readonly toggle: (id: string) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

interface Beyond {
  /** How many rows match; undefined: it is not known yet. */
  readonly count: number | undefined;
  readonly isReading: boolean;
  readonly error: unknown;
  readonly choose: () => void;
}

/** All rows that a list has by its filters, on all its pages. */
export interface AllRows<Row> {
  /** The filters and the order, as one text: a choice is dropped when they change. */
  readonly of: string;
  readonly count: number | undefined;
  /** Reads the first rows, at most as many as may be selected. */
  readonly read: (most: number) => Promise<readonly Row[]>;
}

interface ListRows<Row> {
  readonly of: string;
  readonly rows: readonly Row[];
}

export function useChosen<Row extends { readonly id: string }>(
  rows: readonly Row[] | undefined,
  nameOf: (row: Row) => string,
  /** Left out: the list is one page. */
  all?: AllRows<Row>,
): ChosenRows {
  const [marked, setMarked] = useState<ReadonlySet<string>>(NOTHING);
  const [gathered, setGathered] = useState<ListRows<Row> | null>(null);
  const gather = useMutation({
    mutationFn: async (from: AllRows<Row>): Promise<ListRows<Row>> => ({
      of: from.of,
      rows: await from.read(MOST_CHOSEN),
    }),
    onSuccess: (read) => {
      // The filters were changed while it was read.
      if (read.of !== all?.of) return;
      setGathered(read);
      setMarked(new Set(read.rows.map(({ id }) => id)));
    },
  });
  const page = rows ?? [];
  const whole = gathered !== null && gathered.of === all?.of ? gathered.rows : null;
  const shown = whole ?? page;
  const ids = shown.map(({ id }) => id).filter((id) => marked.has(id));
  const choose = (chosen: readonly string[]) => {
    gather.reset();
    setMarked(new Set(chosen));
  };
  return {
    isOpen: page.length > 0,
    ids,
    areAll: ids.length > 0 && ids.length === shown.length,
    beyond: all && {
      count: all.count,
      isReading: gather.isPending,
      error: gather.error,
      choose: () => gather.mutate(all),
    },
    has: (id) => marked.has(id),
    nameOf: (id) => {
      const row = shown.find((one) => one.id === id);
      return row === undefined ? '' : nameOf(row);
    },
    toggle: (id) => choose(marked.has(id) ? ids.filter((one) => one !== id) : [...ids, id]),
    chooseAll: () => choose(shown.map(({ id }) => id)),
    clear: () => {
      setGathered(null);
      choose([]);
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();
