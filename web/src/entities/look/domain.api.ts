import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type NetworkDomain = Schemas['NetworkDomain'];

export const domainQuery = queryOptions({
  queryKey: ['domain'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/domain', { signal })),
});

export const setDomain: Send<Schemas['SetDomain'], NetworkDomain> = ({ key, body }) =>
  answerOf(api.PUT('/api/domain', { params: { header: keyHeader(key) }, body }));

/** A check leaves nothing open: it may be repeated. */
export function verifyDomain(): Promise<NetworkDomain> {
  return answerOf(api.POST('/api/domain/verify'));
}

export const removeDomain: Send<null, NetworkDomain> = ({ key }) =>
  answerOf(api.DELETE('/api/domain', { params: { header: keyHeader(key) } }));
