import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import { useNetwork } from '../../shared/network/network';

/** The network with its settings, as they are in force. */
export function useNetworkSettings() {
  const { id } = useNetwork();
  return useQuery({
    queryKey: ['network', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/networks/{id}', { params: { path: { id } }, signal })),
  });
}
