import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { keepActing } from '../../shared/api/acting';
import { actOf, ask, askAll, askAnew, call, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type PlatformNetwork = Schemas['PlatformNetwork'];
export type PlatformNetworkDetails = Schemas['PlatformNetworkDetails'];
export type NetworkState = PlatformNetwork['state'];
export type NewNetwork = Schemas['CreateNetwork'];
export type CreatedNetwork = Schemas['CreatedNetwork'];
export type SignUp = Schemas['SignUp'];

export const PLATFORM = [keyOf('/api/platform/networks'), keyOf('/api/platform/summary')];

export const refreshPlatform = (queries: QueryClient) => askAnew(queries, ...PLATFORM);

/** Figures of the day move on while the page stays open. */
export const ANEW_EVERY_MS = 60_000;

/** All networks of the installation, in the order in which they were opened. */
export const platformNetworksQuery = queryOptions({
  ...askAll('/api/platform/networks', {}),
  refetchInterval: ANEW_EVERY_MS,
});

/** Faults of the installation; at most a minute old. */
export const platformHealthQuery = ask('/api/platform/health', {}, { refetchInterval: ANEW_EVERY_MS });

export type PlatformJob = Schemas['PlatformJob'];

/** Jobs of the queue. They move on while the page stays open. */
export const platformJobsQuery = ask('/api/platform/jobs', {}, { refetchInterval: ANEW_EVERY_MS });

export type PlatformRetention = Schemas['PlatformRetention'];

export const platformSummaryQuery = ask('/api/platform/summary', {}, { refetchInterval: ANEW_EVERY_MS });

/** Begins to act for a network in this tab: its console opens as one of it. */
export const beginActing =
  ({
    id,
    name,
  }: {
    readonly id: string;
    readonly name: string;
  }): Send<Schemas['BeginActing'], Schemas['ActingPeriod']> =>
  async (given) => {
    const acting = await actOf('POST', '/api/networks/{id}/act-for', { id })(given);
    keepActing({ networkId: id, name, reason: acting.reason, expiresAt: acting.expiresAt });
    return acting;
  };

export const endActing = (id: string) => call('DELETE', '/api/networks/{id}/act-for', { id });
