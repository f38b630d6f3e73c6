import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export const botQuery = ask('/api/bot');

/** The same token again connects the same bot. */
export const connectBot = (body: Schemas['ConnectBot']) => call('PUT', '/api/bot', {}, body);

export const disconnectBot = () => call('DELETE', '/api/bot', {});
