import type { KeyPrincipal, RequestContext } from '../../../security';
import type { ProblemError } from '../../../platform/problems/problem';

/** The source of events. */
export interface Asker {
  readonly principal: KeyPrincipal;
  /** The space of the source's keys. */
  readonly space: string | null;
  readonly requestId: string;
  /** Distinguishes an attempt from earlier ones, whose refusals are kept; left out: the source sends it itself. */
  readonly attempt?: number;
}

/** The outcome of an event. */
export type EventResult =
  /** Without a transaction: it changed a guest. */
  | { readonly status: 'recorded' | 'duplicate'; readonly transactionId: string | null }
  | { readonly status: 'refused' | 'try_again'; readonly problem: ProblemError };

/** The permission to publish is one of keys alone, so another caller is a bug. */
export function askerOf({ principal, call }: RequestContext): Asker {
  if (principal.kind !== 'key') throw new Error('an event came from a caller without a key');
  return { principal, space: call.space, requestId: call.requestId };
}
