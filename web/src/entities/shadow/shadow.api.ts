import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Shadow = Schemas['Shadow'];
export type ShadowDay = Schemas['ShadowDays']['days'][number];
export type ShadowGroup = Schemas['ShadowGroup'];
export type ShadowReceipt = Schemas['ShadowReceipt'];
export type PartedGuest = Schemas['PartedGuest'];

export const shadowQuery = ask('/api/shadow');
