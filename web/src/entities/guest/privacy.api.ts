import { actOf, ask, fileOf } from '../../shared/api/calls';

export const erasureQuery = (id: string) => ask('/api/guests/{id}/erasure', { id });

/** Everything about a guest, for programs or for people. */
export const readPersonalData = (id: string, format: 'json' | 'html') =>
  fileOf('/api/guests/{id}/export', { id, format });

export const callBackErasure = (id: string) => actOf('DELETE', '/api/guests/{id}/erasure', { id });
