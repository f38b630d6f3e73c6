import type { Tx } from '../../../platform/database/database';

/** The two guests of a merge or its undo: the source and the receiver. Both are locked. */
export interface MergePassing {
  readonly networkId: string;
  readonly guestId: string;
  readonly toGuestId: string;
  /** The id of the merge: the present one, or the one that is undone. */
  readonly mergeId: string;
}

/**
 * Moves rows of guests that belong to higher layers, such as places on lists or questions after visits. Those layers
 * depend on this one and not the other way round, so they provide a list of followers under the token MERGE_FOLLOWERS.
 */
export interface MergeFollower {
  /** Moves the rows of the source to the receiver. */
  pass(tx: Tx, passing: MergePassing): Promise<void>;
  /** Returns the rows that came with the merge, as far as the receiver still has them. */
  giveBack(tx: Tx, passing: MergePassing): Promise<void>;
}

export const MERGE_FOLLOWERS = Symbol('MERGE_FOLLOWERS');
