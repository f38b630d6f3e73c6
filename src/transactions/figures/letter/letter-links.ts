import { Injectable } from '@nestjs/common';
import { pageAddress } from '../../../platform/http/page-address';
import { LinkTokens, Pii } from '../../../security';

/** Links by which staff end the weekly letter without signing in. A link holds network, person and a signature. */
@Injectable()
export class LetterLinks {
  private readonly tokens: LinkTokens;

  constructor(pii: Pii) {
    this.tokens = new LinkTokens(pii, 'unsubscribe', 'letter ');
  }

  addressOf(networkId: string, userId: string): string {
    return pageAddress(`/api/hooks/letter/${this.tokens.make(networkId, userId)}`);
  }

  /** @throws ProblemError `not_found` for a token that this installation did not sign */
  read(token: string): { readonly networkId: string; readonly userId: string } {
    const { networkId, id: userId } = this.tokens.read(token);
    return { networkId, userId };
  }
}
