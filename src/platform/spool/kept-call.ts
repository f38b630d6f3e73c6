/** A call that is kept to be delivered later. */
export interface KeptCall {
  /** The name of its `SpoolKind`. */
  readonly kind: string;
  /** Calls of one lane are delivered in the order of arrival; lanes don't wait for each other. */
  readonly lane: string;
  /** Everything that the kind needs for the delivery. It is stored as it is, so the caller encrypts personal data in it first. */
  readonly body: string;
}

/** A call that may be kept: its body is made only when the call's work was not done. */
export interface Keepable extends Omit<KeptCall, 'body'> {
  readonly body: string | (() => string);
}
