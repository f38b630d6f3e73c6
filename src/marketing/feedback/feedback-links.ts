import { Injectable } from '@nestjs/common';
import { pageAddress } from '../../platform/http/page-address';
import { LinkTokens, Pii } from '../../security';

/** A question by its link. */
export interface LinkedQuestion {
  readonly networkId: string;
  readonly saleId: string;
}

/** The links by which guests answer without signing in: network, sale and a signature. The question itself says until when. */
@Injectable()
export class FeedbackLinks {
  private readonly tokens: LinkTokens;

  constructor(pii: Pii) {
    this.tokens = new LinkTokens(pii, 'feedback');
  }

  /** @param code of the network */
  addressOf(networkId: string, code: string, saleId: string): string {
    return pageAddress(`/cabinet/${code}/feedback/${this.tokenOf(networkId, saleId)}`);
  }

  tokenOf(networkId: string, saleId: string): string {
    return this.tokens.make(networkId, saleId);
  }

  /** @throws ProblemError `not_found` for a token that is not ours */
  read(token: string): LinkedQuestion {
    const { networkId, id: saleId } = this.tokens.read(token);
    return { networkId, saleId };
  }
}
