/** Keeps what the list of guests is sorted and filtered by. Implemented by the transactions layer under GUEST_SUMMARIES. */
export interface GuestSummaries {
  /** Brings the summaries closer to the journal by one bounded piece, so that readers see their own sales. */
  catchUp(networkId: string): Promise<void>;
}

export const GUEST_SUMMARIES = Symbol('GUEST_SUMMARIES');
