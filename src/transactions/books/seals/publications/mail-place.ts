import { createHash } from 'node:crypto';
import { messages } from '../../../../generated/words/messages';
import { FORMATTERS } from '../../../../platform/language/formatters';
import type { Networks } from '../../../../configuration';
import type { MessageProviders } from '../../../../security';
import type { Seal } from '../seal-head.rules';
import type { PublicationPlace } from './place';

/** An outside e-mail address whose owner keeps the letters: an auditor, or a mailbox of the network. */
export class MailPlace implements PublicationPlace {
  readonly name = 'MAIL';

  constructor(
    private readonly recipient: string,
    private readonly providers: MessageProviders,
    private readonly networks: Networks,
  ) {}

  /** @returns the id of the letter at its provider */
  async publish(seal: Seal, line: string): Promise<string | null> {
    const provider = this.providers.get('EMAIL');
    if (provider === undefined) throw new Error('no provider of e-mail is set up');
    const { networkId, number } = seal;
    const { name, locale } = await this.networks.getProfile(networkId);
    const words = messages[locale];
    const attempt = await provider.send({
      id: letterIdOf(seal),
      networkId,
      recipient: this.recipient,
      subject: words['seal.subject'](FORMATTERS, { network: name, number }),
      text: words['seal.text'](FORMATTERS, { network: name, line }),
      purpose: 'SERVICE',
      refusable: null,
      validForSeconds: null,
    });
    if (attempt.outcome === 'SENT') return attempt.providerId;
    throw new Error(`${provider.name}: ${attempt.failure}`);
  }
}

/** The same letter has the same id, so that the provider recognises a second attempt. */
function letterIdOf({ hash }: Seal): string {
  const hex = createHash('sha256').update('letter of a seal').update(hash).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
