import { useQuery } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { useIsManager } from '../session/use-district';
import { useNetwork } from '../../shared/network/network';

type Network = Schemas['Network'];
type ChangeRequest = Schemas['ChangeRequest'];

/** A network with its settings; a cashier gets only the settings that the till reads. */
export const networkQuery = (id: string) => ask('/api/networks/{id}', { id }, { select: (found) => found as Network });

/** The network in which the signed-in person works with its settings, as they are in force. */
export function useNetworkSettings() {
  return useQuery(networkQuery(useNetwork().id));
}

/** A setting of the till that was read this recently is good for the next guest. */
const SETTINGS_GOOD_FOR_MS = 5 * 60 * 1_000;

/** Points that the signed-in person adjusts at once without an approval; null until it is known. */
export function useManualLimit(): number | null {
  const limits = useRecentSettings()?.limits;
  const isManager = useIsManager();
  return (isManager ? limits?.managerManualAtOnce : limits?.cashierManualAtOnce) ?? null;
}

/** Whether cashiers ring up items of the menu; false until it is known. */
export function useLinesAtTill(): boolean {
  return useRecentSettings()?.linesAtTill ?? false;
}

function useRecentSettings(): Network['settings'] | undefined {
  return useQuery({ ...networkQuery(useNetwork().id), staleTime: SETTINGS_GOOD_FOR_MS }).data?.settings;
}

export const ringUpLines =
  (id: string): Send<boolean, Network | ChangeRequest> =>
  ({ key, body: linesAtTill }) =>
    actOf('PATCH', '/api/networks/{id}', { id })({ key, body: { settings: { linesAtTill } } });
