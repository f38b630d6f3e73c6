import type { NetworkProfile } from '../../configuration';
import { ProblemError } from '../../platform/problems/problem';

/**
 * Earlier systems name a network by its code. The caller's own network is the only one that exists for it.
 * @throws ProblemError `not_found`
 */
export function requireOwnCode({ code }: Pick<NetworkProfile, 'code'>, named: string): void {
  if (code !== named) throw new ProblemError('not_found');
}
