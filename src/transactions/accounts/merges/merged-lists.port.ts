import type { Tx } from '../../../platform/database/database';

/** Of a merge or of its undoing: who gives up, and who takes. Both are locked. */
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
  /** Whoever takes stands on every list of whoever gives up, who stands on none any more. */
  pass(tx: Tx, passing: ListPassing): Promise<void>;
  /** Each place that came with the merge goes back, unless whoever has it was taken off the list meanwhile. */
  giveBack(tx: Tx, passing: ListPassing): Promise<void>;
}

export const MERGED_LISTS = Symbol('MERGED_LISTS');
