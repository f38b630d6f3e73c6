/** Keeps the data by which the list of guests is sorted and filtered. The transactions layer implements it under GUEST_SUMMARIES. */
export interface GuestSummaries {
  /** Updates the summaries from the journal by one limited piece, so that readers see their own sales. */
  catchUp(networkId: string): Promise<void>;
}

export const GUEST_SUMMARIES = Symbol('GUEST_SUMMARIES');
