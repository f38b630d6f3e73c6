import type { Schemas } from '../../shared/api/schemas';

export type Provider = Schemas['IdentityProvider'];
export type ProviderGroup = Provider['groups'][number];
