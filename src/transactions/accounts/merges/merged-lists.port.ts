import type { Tx } from '../../../platform/database/database';

/** The two guests of a merge or its undo: the source and the receiver. Both are locked. */
export interface ListPassing {
  readonly networkId: string;
  readonly guestId: string;
  readonly toGuestId: string;
  /** The merge: this one, or the one that is undone. */
  readonly mergeId: string;
}

/**
 * The lists that people keep of guests. Implemented by the layer above, which knows this one and not the other way
 * round, under the token MERGED_LISTS.
 */
export interface MergedLists {
  /** Moves the source's places on lists to the receiver. */
  pass(tx: Tx, passing: ListPassing): Promise<void>;
  /** Returns each place that came with the merge, unless the receiver was removed from the list meanwhile. */
  giveBack(tx: Tx, passing: ListPassing): Promise<void>;
}

export const MERGED_LISTS = Symbol('MERGED_LISTS');
