import { Body, Controller, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { FormBody } from '../../platform/http/form-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { type MessageReport, Public, RecordMessageReport } from '../../security';
import { stopByTwilio } from './address-stops.rules';
import { twilioStatusUrl } from './configured-providers';
import { deliveryReport, reportAddressOf, reportQuery } from './delivery-report';
import { isSignedByTwilio } from './twilio-signature.rules';

/** All fields are kept, because Twilio adds fields without notice and signs all of them. */
const formSchema = z.record(z.string(), z.string()).and(
  z.object({
    MessageSid: z.string().max(64),
    MessageStatus: z.string().max(30),
    ErrorCode: z.string().max(10).optional(),
  }),
);

const STATUS: Readonly<Record<string, MessageReport['status']>> = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'DELIVERED',
  undelivered: 'FAILED',
  failed: 'FAILED',
};

/** Takes Twilio's delivery reports. */
@ApiExcludeController()
@Controller('hooks/twilio/status')
export class TwilioStatusController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(204)
  @Public()
  @FormBody()
  async report(
    @Query({ schema: reportQuery }) { n: networkId, m: id }: z.infer<typeof reportQuery>,
    @Body({ schema: formSchema }) form: z.infer<typeof formSchema>,
    @Headers('x-twilio-signature') signature = '',
  ): Promise<void> {
    const { twilio } = settings;
    const statusUrl = twilioStatusUrl();
    if (twilio === undefined || statusUrl === undefined) throw new ProblemError('not_found');
    const url = reportAddressOf(statusUrl, { networkId, id });
    if (!isSignedByTwilio(twilio.password, url, form, signature)) throw new ProblemError('forbidden');
    const status = STATUS[form.MessageStatus];
    if (status === undefined) return;
    const report = deliveryReport({
      id,
      provider: 'twilio',
      providerId: form.MessageSid,
      status,
      code: form.ErrorCode ?? form.MessageStatus,
      stops: stopByTwilio(form.ErrorCode),
    });
    await this.commands.execute(new RecordMessageReport(networkId, report));
  }
}
