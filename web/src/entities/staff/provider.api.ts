import { queryOptions } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type Provider = Schemas['IdentityProvider'];
export type ProviderGroup = Provider['groups'][number];
export type ProviderTest = Schemas['IdentityProviderTest'];

export const providerKeys = { each: ['identity-provider'] };

export const providerQuery = queryOptions({
  queryKey: providerKeys.each,
  queryFn: ({ signal }) => answerOf(api.GET('/api/identity-provider', { signal })),
});

/** The settings themselves, or a request that waits for a second person. */
export const putProvider: Send<Schemas['PutIdentityProvider'], Provider | Schemas['ChangeRequest']> = ({ body }) =>
  answerOf(api.PUT('/api/identity-provider', { body }));

export const setProviderSecret: Send<string, unknown> = ({ body: secret }) =>
  answerOf(api.PUT('/api/identity-provider/secret', { body: { secret } }));

/** Looks for the TXT records of the mail domains. */
export const verifyMailDomains: Send<null, Provider> = () =>
  answerOf(api.POST('/api/identity-provider/domains/verify'));

export const testProvider: Send<null, ProviderTest> = () => answerOf(api.POST('/api/identity-provider/test'));
