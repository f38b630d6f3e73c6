import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type NetworkDomain = Schemas['NetworkDomain'];

export const domainQuery = ask('/api/domain');

/** A check leaves nothing open: it may be repeated. */
export const verifyDomain = () => call('POST', '/api/domain/verify', {});
