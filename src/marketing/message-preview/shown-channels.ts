import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot, TextSource } from '../../configuration';
import { NetworkBots } from '../../identity';
import { Database } from '../../platform/database/database';
import { ChannelContracts, CHANNELS, MESSAGE_CHANNELS } from '../../security';

type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

/** The purposes that messages of a text may have; a step of an automation chooses its own. */
const PURPOSES = {
  CAMPAIGN: ['MARKETING'],
  AUTOMATION: ['MARKETING', 'SERVICE'],
  EXPIRY_WARNING: ['SERVICE'],
  FEEDBACK: ['SERVICE'],
} as const satisfies Readonly<Record<TextSource, readonly ('MARKETING' | 'SERVICE')[]>>;

/** The channels in which a text is previewed. */
@Injectable()
export class ShownChannels {
  constructor(
    private readonly database: Database,
    private readonly bots: NetworkBots,
    private readonly contracts: ChannelContracts,
  ) {}

  /** All, but for channels that need a contract: those only where the network uses them, has a bot there and recorded a contract for such messages. */
  async list({ profile }: ConfigurationSnapshot, source: TextSource): Promise<MessageChannel[]> {
    const used = profile.settings.marketing.channels;
    const hasBot = used.includes('MAX') && (await this.bots.findKnown('MAX', profile.id)) !== null;
    const isAllowed = await this.database.inNetwork(profile.id, (tx) =>
      this.contracts.allowedAmong(tx, profile.id, hasBot ? MESSAGE_CHANNELS : []),
    );
    return MESSAGE_CHANNELS.filter((channel) => {
      if (!CHANNELS[channel].needsContract) return true;
      return used.includes(channel) && PURPOSES[source].some((purpose) => isAllowed(channel, purpose));
    });
  }
}
