import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import {
  askedApiKeySchema,
  askedRotationSchema,
  type CreatedApiKeyAnswer,
  IssuedKeys,
  Providers,
  putProviderSchema,
} from '../../security';
import type { MadeChange, MakersOf } from './made-change';

/** The answer without the secret, which is made when the requester fetches it. */
function withoutSecret({ key: _key, ...apiKey }: CreatedApiKeyAnswer): MadeChange {
  return { apiKey };
}

/** Makes approved changes of keys and of where people sign in. */
@Injectable()
export class AccessRequests {
  readonly makers: MakersOf<'API_KEY' | 'API_KEY_ROTATION' | 'SIGN_IN_PROVIDER'> = {
    API_KEY: async (tx, { context, row: { change, requestedBy } }) =>
      withoutSecret(await this.issuedKeys.create(tx, context, askedApiKeySchema.parse(change), requestedBy)),
    API_KEY_ROTATION: async (tx, { context, row: { subjectId, change, requestedBy } }) =>
      withoutSecret(
        await this.issuedKeys.rotate(tx, context, subjectId, askedRotationSchema.parse(change), requestedBy),
      ),
    SIGN_IN_PROVIDER: async (tx, { context: { networkId, author }, row }) => {
      // The server's settings, such as the addresses that it may call, may have changed since the request.
      const { success, data } = putProviderSchema.safeParse(row.change);
      if (!success) throw new ProblemError('version_conflict');
      await this.providers.put(tx, networkId, data, author);
      return {};
    },
  };

  constructor(
    private readonly issuedKeys: IssuedKeys,
    private readonly providers: Providers,
  ) {}
}
