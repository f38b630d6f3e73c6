import type { QueryClient } from '@tanstack/react-query';
import { ask, askAnew, askOrNull, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

/** An epoch as the network sees it, with its figures. */
export type WheelEpoch = Schemas['WheelEpoch'];
export type WheelPrize = WheelEpoch['prizes'][number];
/** An epoch as anybody may see it. */
export type PublicWheelEpoch = Schemas['PublicWheelEpoch'];
export type OpenWheelBody = Schemas['OpenWheel'];
type OwnWheel = Schemas['OwnWheel'];
export type WheelDraw = Schemas['WheelDraw'];
export type WheelSpin = OwnWheel['spins'][number];

/** The running epoch of the network, or none. */
export const wheelQuery = ask('/api/wheel', {});

export const wheelEpochQuery = (id: string) => ask('/api/wheel/epochs/{id}', { id });

/** An epoch for the page that checks a draw; null: the network has none with this id. */
export const publicWheelEpochQuery = (network: string, id: string) =>
  askOrNull('/api/wheels/{network}/epochs/{id}', { network, id });

/** After a change of the wheel. */
export function refreshWheel(queries: QueryClient): Promise<void> {
  return askAnew(queries, keyOf('/api/wheel'), keyOf('/api/wheel/epochs'));
}
