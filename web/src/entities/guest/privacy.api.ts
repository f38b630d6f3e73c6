import { ask } from '../../shared/api/calls';

export const erasureQuery = (id: string) => ask('/api/guests/{id}/erasure', { id });
