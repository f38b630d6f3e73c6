import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';

/** The call data of a command on the command line. It has no key, so a repeated command runs again. */
export const COMMAND_CALL: KeyedCall = {
  key: null,
  space: null,
  makerId: null,
  requestHash: '',
  requestId: '',
  replayed: () => undefined,
  answered: () => undefined,
};
