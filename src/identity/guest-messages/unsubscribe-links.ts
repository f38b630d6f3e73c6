import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { ProblemError } from '../../platform/problems/problem';
import { LinkTokens, Pii, type RoutedGuest, RoutedMessages } from '../../security';
import { Command } from '@nestjs/cqrs';
import { setUnwanted } from '../notifications/notification.sql';
import { Handles } from '../../platform/http/handlers-of';

/** A guest unsubscribes from a kind of e-mails by the link in one of them. A repetition changes nothing. */
export class Unsubscribe extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

/** The unsubscribe links in e-mails, which need no sign-in: network, message and a signature. */
@Injectable()
export class UnsubscribeLinks {
  private readonly tokens: LinkTokens;

  constructor(
    private readonly database: Database,
    pii: Pii,
    private readonly routed: RoutedMessages,
  ) {
    this.tokens = new LinkTokens(pii, 'unsubscribe');
  }

  /** @throws ProblemError `not_found` */
  @Handles(Unsubscribe)
  async unsubscribe({ token }: Unsubscribe): Promise<void> {
    const { networkId, guestId, purpose } = await this.get(token);
    const code = purpose === 'MARKETING' ? 'CAMPAIGNS_EMAIL' : 'POINTS_EMAIL';
    await this.database.inNetwork(networkId, (tx) => setUnwanted(tx, networkId, guestId, code, false));
  }

  addressOf(networkId: string, messageId: string): string {
    return pageAddress(`/api/hooks/unsubscribe/${this.tokens.make(networkId, messageId)}`);
  }

  /** The guest and purpose of the e-mail. @throws ProblemError `not_found` for a token that is not ours, or an e-mail that was deleted */
  async get(token: string): Promise<RoutedGuest & { readonly networkId: string }> {
    const { networkId, id: messageId } = this.tokens.read(token);
    const found = await this.database.inNetwork(networkId, (tx) => this.routed.findGuest(tx, networkId, messageId));
    if (found === undefined) throw new ProblemError('not_found');
    return { ...found, networkId };
  }
}
