import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { keepActing } from '../../shared/api/acting';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type PlatformNetwork = Schemas['PlatformNetwork'];
export type PlatformNetworkDetails = Schemas['PlatformNetworkDetails'];
export type NetworkState = PlatformNetwork['state'];
export type NewNetwork = Schemas['CreateNetwork'];
export type CreatedNetwork = Schemas['CreatedNetwork'];
export type SignUp = Schemas['SignUp'];

export const platformKeys = { each: ['platform'] };
/** Figures of the day move on while the page stays open. */
const ANEW_EVERY_MS = 60_000;

/** All networks of the installation, in the order in which they were opened. */
export const platformNetworksQuery = queryOptions({
  queryKey: [...platformKeys.each, 'networks'],
  refetchInterval: ANEW_EVERY_MS,
  queryFn: ({ signal }) =>
    everyItem((query) => answerOf(api.GET('/api/platform/networks', { params: { query }, signal }))),
});

export function platformNetworkQuery(id: string) {
  return queryOptions({
    queryKey: [...platformKeys.each, 'network', id],
    refetchInterval: ANEW_EVERY_MS,
    queryFn: ({ signal }) => answerOf(api.GET('/api/platform/networks/{id}', { params: { path: { id } }, signal })),
  });
}

export const platformSummaryQuery = queryOptions({
  queryKey: [...platformKeys.each, 'summary'],
  refetchInterval: ANEW_EVERY_MS,
  queryFn: ({ signal }) => answerOf(api.GET('/api/platform/summary', { signal })),
});

export const openNetwork: Send<NewNetwork, CreatedNetwork> = ({ key, body }) =>
  answerOf(api.POST('/api/networks', { params: { header: keyHeader(key) }, body }));

export const setNetworkState =
  (id: string): Send<Schemas['SetNetworkState'], Schemas['Network']> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/networks/{id}/state', { params: { path: { id }, header: keyHeader(key) }, body }));

/** Begins to act for a network in this tab: its console opens as one of it. */
export const beginActing =
  ({ id, name }: { readonly id: string; readonly name: string }): Send<Schemas['BeginActing'], void> =>
  async ({ key, body }) => {
    const params = { path: { id }, header: keyHeader(key) };
    const { reason, expiresAt } = await answerOf(api.POST('/api/networks/{id}/act-for', { params, body }));
    keepActing({ networkId: id, name, reason, expiresAt });
  };

export function endActing(id: string): Promise<unknown> {
  return answerOf(api.DELETE('/api/networks/{id}/act-for', { params: { path: { id } } }));
}

export const signUpStateQuery = queryOptions({
  queryKey: ['sign-up'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/sign-up', { signal })),
});

export function signUpNetwork(body: SignUp): Promise<Schemas['SignedUp']> {
  return answerOf(api.POST('/api/sign-up', { body }));
}
