import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';

/** The call of a command on the machine itself, which runs each time that it is given. */
export const COMMAND_CALL: KeyedCall = {
  key: null,
  space: null,
  makerId: null,
  requestHash: '',
  requestId: '',
  replayed: () => undefined,
  answered: () => undefined,
};
