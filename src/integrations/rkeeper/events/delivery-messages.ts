import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Guests, Notifications } from '../../../identity';
import { parsePhone } from '../../../typed/phone';
import { ProblemError } from '../../../platform/problems/problem';
import { Messages } from '../../../security';
import type { Connection } from '../../connections/connection';
import { type FinalResult, Inbox, type InboxEvent } from '../../inbox/inbox';
import { deliveryStatusSchema } from './rkeeper-event.schema';

/** After this time the order has another status, or has been delivered. */
const VALID_FOR_SECONDS = 3_600;
const TOLD = { status: 'DONE', transactionId: null, reason: 'guest_told' } as const;

/** Sends guests messages about their delivery, with the network's text for each status. */
@Injectable()
export class DeliveryMessages {
  constructor(
    private readonly inbox: Inbox,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly notifications: Notifications,
    private readonly messages: Messages,
  ) {}

  /** Stores the message together with the event's outcome, so that the guest gets it once. */
  async handle(event: InboxEvent, connection: Connection<'RKEEPER'>): Promise<FinalResult> {
    if (event.answer !== null) return TOLD;
    const {
      order_id: order,
      status,
      phone: typed,
    } = deliveryStatusSchema.parse(JSON.parse(event.body.toString('utf8')));
    const text = connection.options.deliveryTexts?.find((one) => one.status === status)?.text;
    if (text === undefined) return { status: 'IGNORED', reason: 'no_text' };
    const network = await this.networks.getProfile(connection.networkId);
    const phone = typed == null ? undefined : parsePhone(typed, network.country);
    const guest = phone === undefined ? undefined : await this.guests.findByPhone(network, phone);
    if (phone === undefined || guest === undefined || guest.erased)
      return { status: 'IGNORED', reason: 'guest_unknown' };
    if (!(await this.notifications.isWanted(network.id, guest.id, { purpose: 'ORDERS', channel: 'SMS' })))
      return { status: 'IGNORED', reason: 'guest_unwilling' };
    const body = text.replaceAll('{order}', order);
    const message = {
      guestId: guest.id,
      channel: 'SMS',
      recipient: phone,
      body,
      secret: false,
      purpose: 'SERVICE',
      validForSeconds: VALID_FOR_SECONDS,
    } as const;
    try {
      const told = { ...TOLD, answer: body };
      await this.inbox.finishWith(event, told, (tx) => this.messages.append(tx, network.id, message));
      return told;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'no_message_channel')
        return { status: 'REFUSED', reason: 'no_message_channel' };
      throw error;
    }
  }
}
