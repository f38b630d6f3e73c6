import { withSmsStop } from '../../identity';
import { type Attempt, type MessageProvider, type OutgoingMessage, smsTextOf } from '../../security';

/** An SMS service whose offers carry a line by which their reader stops them. */
export class SmsWithStop implements MessageProvider {
  readonly name: string;
  readonly channel = 'SMS';
  readonly repeatable: boolean;
  readonly reports: boolean;
  readonly perSecond: number | undefined;

  constructor(
    private readonly service: MessageProvider,
    private readonly stopAddressOf: (networkId: string, messageId: string) => Promise<string>,
  ) {
    this.name = service.name;
    this.repeatable = service.repeatable;
    this.reports = service.reports;
    this.perSecond = service.perSecond;
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { id, networkId, text, refusable } = message;
    if (refusable?.purpose !== 'MARKETING') return this.service.send(message);
    const address = await this.stopAddressOf(networkId, id);
    return this.service.send({ ...message, text: smsTextOf(withSmsStop(text, refusable.language, address)) });
  }
}
