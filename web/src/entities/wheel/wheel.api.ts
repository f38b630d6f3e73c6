import type { QueryClient } from '@tanstack/react-query';
import { ask, askAnew, keyOf } from '../../shared/api/calls';
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

/** After a change of the wheel. */
export function refreshWheel(queries: QueryClient): Promise<void> {
  return askAnew(queries, keyOf('/api/wheel'), keyOf('/api/wheel/epochs'));
}
