import { queryOptions, useQuery } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { useNetwork } from '../../shared/network/network';

type Network = Schemas['Network'];

export function networkQuery(id: string) {
  return queryOptions({
    queryKey: ['network', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/networks/{id}', { params: { path: { id } }, signal })),
  });
}

/** The network in which the signed-in person works with its settings, as they are in force. */
export function useNetworkSettings() {
  return useQuery(networkQuery(useNetwork().id));
}

/** The most that one till may let guests spend while it is offline. */
export const limitTillAllowance =
  (id: string): Send<number, Network> =>
  ({ key, body: tillAllowance }) => {
    const params = { path: { id }, header: keyHeader(key) };
    return answerOf(api.PATCH('/api/networks/{id}', { params, body: { settings: { limits: { tillAllowance } } } }));
  };
