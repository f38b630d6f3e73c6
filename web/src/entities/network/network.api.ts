import { queryOptions, useQuery } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { useNetwork } from '../../shared/network/network';

type Network = Schemas['Network'];
type ChangeRequest = Schemas['ChangeRequest'];

export function networkQuery(id: string) {
  return queryOptions({
    queryKey: ['network', id],
    // The console is for managers and analysts, who see all settings.
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/networks/{id}', { params: { path: { id } }, signal }))) as Network,
  });
}

/** The network in which the signed-in person works with its settings, as they are in force. */
export function useNetworkSettings() {
  return useQuery(networkQuery(useNetwork().id));
}

/** The most that one till may let guests spend while it is offline. */
export const limitTillAllowance =
  (id: string): Send<number, Network | ChangeRequest> =>
  ({ key, body: tillAllowance }) => {
    const params = { path: { id }, header: keyHeader(key) };
    return answerOf(api.PATCH('/api/networks/{id}', { params, body: { settings: { limits: { tillAllowance } } } }));
  };
