import { ask } from '../../shared/api/calls';

/** The tiers of the programme in force. */
export const tiersQuery = ask('/api/tiers');
