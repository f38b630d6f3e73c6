import type { KeyPrincipal, RequestContext } from '../../security';
import type { ProblemError } from '../../platform/problems/problem';

/** The source of events. */
export interface EventSource {
  readonly principal: KeyPrincipal;
  /** The key space of the source. */
  readonly space: string | null;
  readonly requestId: string;
  /** How many stored refusals of the event to pass over; left out: none, as when the source itself sends it. */
  readonly refusalsPassed?: number;
}

/** The outcome of an event. */
export type EventResult =
  /** The event was accepted. `transactionId` is null if the event changed only a guest, or if the network's shadow only compared the event. */
  | {
      readonly status: 'recorded' | 'duplicate' | 'outdated';
      readonly transactionId: string | null;
      readonly isShadowed?: true;
    }
  /** `isReplayed`: the refusal was stored earlier and is returned again. */
  | { readonly status: 'refused' | 'try_again'; readonly problem: ProblemError; readonly isReplayed: boolean };

/** Only API keys have the permission to publish, so any other caller is a bug. */
export function askerOf({ principal, call }: RequestContext): EventSource {
  if (principal.kind !== 'key') throw new Error('an event came from a caller without a key');
  return { principal, space: call.space, requestId: call.requestId };
}
