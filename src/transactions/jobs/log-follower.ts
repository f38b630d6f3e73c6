import type { Tx } from '../../platform/database/database';

/** A place in the event log of a network. Events are read in the order of places. */
export interface LogPlace {
  readonly epoch: number;
  readonly xid: number;
  readonly id: string;
}

/** Whether a place comes after another. */
export function isAfter(place: LogPlace, other: LogPlace): boolean {
  if (place.epoch !== other.epoch) return place.epoch > other.epoch;
  if (place.xid !== other.xid) return place.xid > other.xid;
  return place.id > other.id;
}

export interface LogEvent extends LogPlace {
  readonly type: string;
  readonly subjectId: string;
  readonly guestId: string | null;
  readonly guestVersion: number | null;
}

/** Events of a network that follow one another, with their columns as statements take them. */
export class LogPage {
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly subjectIds: readonly string[];

  constructor(readonly events: readonly LogEvent[]) {
    this.ids = events.map(({ id }) => id);
    this.types = events.map(({ type }) => type);
    this.subjectIds = events.map(({ subjectId }) => subjectId);
  }
}

/** The part of a follower in the one statement that takes a page in. */
export interface TakingPart {
  /** SQL: whether the page was taken in. It may read `page.acts` and `page.guests`, arrays of `page_act` and `page_guest` that all parts share. */
  readonly taken: string;
  /** Common table expressions that write, with names of their own. They may read the arrays too. */
  readonly changes?: readonly string[];
}

interface FollowerOfLog {
  /** The name of its cursor in `event_cursors`. */
  readonly subscriber: string;

  /**
   * SQL condition on `$1`, the id of the network: whether the follower has work there now. Where the condition is false, the
   * cursor moves over the page and `follow` is not called. The condition is part of the
   * statement that locks the cursors. Left out: the follower has work in every network.
   */
  readonly condition?: string;

  /** Before it is asked how far it is: may set its cursor back. */
  prepare?(networkId: string): Promise<void>;
}

/**
 * Like `LogFollower`, but counts acts by SQL, in one statement with the others of its kind. One that also has `follow` takes in by it what its SQL
 * did not.
 */
export interface TakingFollower extends FollowerOfLog {
  /**
   * Its part of that statement. Undefined: it cannot take the page in now, and the same events come again. The text must be the same for every
   * page.
   *
   * @param add gives the name of a parameter with this value
   */
  take(tx: Tx, networkId: string, page: LogPage, add: (value: unknown) => string): Promise<TakingPart | undefined>;
}

/** A part of the application that takes in the events of every network, once each. */
export interface LogFollower extends FollowerOfLog {
  /**
   * Takes in a page, in the transaction that moves the cursor over it and that others who follow share. False: it could
   * not now, and the same events come again.
   */
  follow(tx: Tx, networkId: string, page: LogPage): Promise<boolean>;
}

export type AnyFollower = LogFollower | TakingFollower;
