import { ask } from '../../shared/api/calls';

export const botQuery = ask('/api/bot');
