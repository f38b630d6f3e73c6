import type { Send } from '../../shared/api/act-key';
import { actOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Provider = Schemas['IdentityProvider'];
export type ProviderGroup = Provider['groups'][number];

export const setProviderSecret: Send<string, unknown> = ({ key, body: secret }) =>
  actOf('PUT', '/api/identity-provider/secret')({ key, body: { secret } });
