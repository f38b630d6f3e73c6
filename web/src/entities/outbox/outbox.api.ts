import { ask } from '../../shared/api/calls';

const REFRESH_EVERY_MS = 5_000;

/** Messages that a development server would have sent, newest first, to one receiver or to all (empty). */
export const outboxQuery = (to: string) =>
  ask('/api/dev/outbox', { to: to === '' ? undefined : to }, { refetchInterval: REFRESH_EVERY_MS });
