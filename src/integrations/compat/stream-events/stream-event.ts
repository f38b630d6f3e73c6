import type { KeyPrincipal, RequestContext } from '../../../security';
import type { ProblemError } from '../../../platform/problems/problem';

/** The source of events. */
export interface Asker {
  readonly principal: KeyPrincipal;
  /** The space of the source's keys. */
  readonly space: string | null;
  readonly requestId: string;
  /** How many kept refusals of the event are passed over; left out: none, as the source sends it itself. */
  readonly refusalsPassed?: number;
}

/** The outcome of an event. */
export type EventResult =
  /** Without a transaction: it changed a guest. */
  | { readonly status: 'recorded' | 'duplicate' | 'outdated'; readonly transactionId: string | null }
  /** `isReplayed`: the refusal was kept, and is told again. */
  | { readonly status: 'refused' | 'try_again'; readonly problem: ProblemError; readonly isReplayed: boolean };

/** The permission to publish is one of keys alone, so another caller is a bug. */
export function askerOf({ principal, call }: RequestContext): Asker {
  if (principal.kind !== 'key') throw new Error('an event came from a caller without a key');
  return { principal, space: call.space, requestId: call.requestId };
}
