import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { ProblemError } from '../../platform/problems/problem';
import { LinkTokens, Pii, type RoutedGuest, RoutedMessages } from '../../security';
import { Command } from '@nestjs/cqrs';
import { smsStopAddress } from './sms-stop.rules';
import { setUnwanted } from '../notifications/notification.sql';
import { Handles } from '../../platform/http/handlers-of';

/** The link of a message. `network`: the code of its network, in the short links of SMS; null: an e-mail's token says it. */
export interface MessageLink {
  readonly network: string | null;
  readonly token: string;
}

/** A guest unsubscribes from a kind of messages by the link in one of them. A repetition changes nothing. */
export class Unsubscribe extends Command<void> {
  constructor(readonly link: MessageLink) {
    super();
  }
}

type LinkedMessage = RoutedGuest & { readonly networkId: string };

/** The unsubscribe links in e-mails and SMS, which need no sign-in: network, message and a signature. */
@Injectable()
export class UnsubscribeLinks {
  private readonly tokens: LinkTokens;

  constructor(
    private readonly database: Database,
    pii: Pii,
    private readonly routed: RoutedMessages,
    private readonly networks: Networks,
  ) {
    this.tokens = new LinkTokens(pii, 'unsubscribe');
  }

  /** @throws ProblemError `not_found` */
  @Handles(Unsubscribe)
  async unsubscribe({ link }: Unsubscribe): Promise<void> {
    const { networkId, guestId, purpose } = await this.get(link);
    const code =
      `${purpose === 'MARKETING' ? 'CAMPAIGNS' : 'POINTS'}_${link.network === null ? 'EMAIL' : 'SMS'}` as const;
    await this.database.inNetwork(networkId, (tx) => setUnwanted(tx, networkId, guestId, code, false));
  }

  addressOf(networkId: string, messageId: string): string {
    return pageAddress(`/api/hooks/unsubscribe/${this.tokens.make(networkId, messageId)}`);
  }

  /** The address in an SMS of the network with this code. */
  async shortAddressOf(networkId: string, messageId: string): Promise<string> {
    const { code } = await this.networks.getProfile(networkId);
    return smsStopAddress(code, this.tokens.makeShort(networkId, messageId));
  }

  /** The guest and purpose of the message. @throws ProblemError `not_found` for a link that is not ours, or a message that was deleted */
  async get(link: MessageLink): Promise<LinkedMessage> {
    const { network, token } = link;
    return this.find(network === null ? this.tokens.read(token) : await this.readShort(network, token));
  }

  private async readShort(
    network: string,
    token: string,
  ): Promise<{ readonly networkId: string; readonly id: string }> {
    const networkId = await this.networks.findIdByCode(network);
    if (networkId === undefined) throw new ProblemError('not_found');
    return { networkId, id: this.tokens.readShort(networkId, token) };
  }

  private async find({
    networkId,
    id: messageId,
  }: {
    readonly networkId: string;
    readonly id: string;
  }): Promise<LinkedMessage> {
    const found = await this.database.inNetwork(networkId, (tx) => this.routed.findGuest(tx, networkId, messageId));
    if (found === undefined) throw new ProblemError('not_found');
    return { ...found, networkId };
  }
}
