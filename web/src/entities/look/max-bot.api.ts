import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type MaxBot = Schemas['MaxBot'];
export type MessageKind = MaxBot['contracts'][number]['kind'];

export const MESSAGE_KINDS = Object.keys({
  CAMPAIGNS: true,
  CODES: true,
  NOTICES: true,
} satisfies Record<MessageKind, true>) as MessageKind[];

export const maxBotQuery = ask('/api/max-bot');

export const changeMaxBot = (body: Schemas['ChangeMaxBot']) => call('PATCH', '/api/max-bot', {}, body);
