import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../configuration';
import { type GuestMessage, GuestMessages } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Routing } from '../../security';
import type { Announced } from './announcement.rules';
import type { Unsent } from './announcements.sql';
import type { Arm } from './arm-of-guest.rules';

/** A campaign's message to a guest. */
interface Notice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly arm: Arm;
  readonly announced: Announced;
}

interface Planned {
  /** Null: it waits, or it is not sent. */
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

export interface PlannedNotice extends Planned {
  readonly campaignId: string;
  readonly guestId: string;
  readonly message: GuestMessage & { readonly routing: Routing };
}

/** The guest is told nothing. */
export const NOTHING_TOLD: Planned = { messageId: null, unsent: null, toldAt: null };

/** Sends the announcements of campaigns. In quiet hours nothing is written, so a campaign that ends meanwhile announces nothing. */
@Injectable()
export class Announcements {
  constructor(
    private readonly messages: GuestMessages,
    private readonly clock: Clock,
  ) {}

  isQuietNow(snapshot: ConfigurationSnapshot): boolean {
    return this.messages.quietUntil(snapshot) !== null;
  }

  /** The fate of the messages now, in their order; nothing is sent yet. */
  async plan(tx: Tx, snapshot: ConfigurationSnapshot, wanted: readonly Notice[]): Promise<PlannedNotice[]> {
    const toldAt = this.clock.now();
    const routed = await this.messages.route(tx, snapshot, wanted.map(messageOf));
    return routed.map((message) => {
      const { id, guestId, sourceId: campaignId, routing } = message;
      return { campaignId, guestId, message, ...plannedOf(id, routing, toldAt) };
    });
  }

  /** Writes what was sent, and what was not with its reason. */
  async send(tx: Tx, networkId: string, notices: readonly PlannedNotice[]): Promise<void> {
    const decided = notices.map(({ message }) => message).filter(({ routing }) => routing.outcome !== 'PLANNED');
    await this.messages.append(tx, networkId, decided);
  }
}

function messageOf({ campaignId, guestId, arm, announced }: Notice) {
  return {
    ...announced,
    id: newId(),
    guestId,
    purpose: 'MARKETING',
    source: 'CAMPAIGN',
    sourceId: campaignId,
    dedupeKey: `campaign ${campaignId} ${guestId}`,
    withheld: arm === 'TREATED' ? null : arm,
    tried: [],
  } as const;
}

function plannedOf(id: string, routing: Routing, toldAt: Date): Planned {
  if (routing.outcome === 'PLANNED') return { ...NOTHING_TOLD, unsent: 'WAITS' };
  if (routing.outcome !== 'SUPPRESSED') return { messageId: id, unsent: null, toldAt };
  return { ...NOTHING_TOLD, unsent: routing.reason === 'CAPPED' ? 'CAPPED' : null };
}
