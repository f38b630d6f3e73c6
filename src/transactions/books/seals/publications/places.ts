import { Injectable } from '@nestjs/common';
import { Networks } from '../../../../configuration';
import { Clock } from '../../../../platform/clock/clock';
import { settings } from '../../../../platform/settings/settings';
import { MessageProviders } from '../../../../security';
import { BucketPlace } from './bucket-place';
import { FilePlace } from './file-place';
import { MailPlace } from './mail-place';
import type { PublicationPlace } from './place';
import { TimeStampPlace } from './time-stamp-place';

/** The places that the settings name. */
@Injectable()
export class PublicationPlaces {
  constructor(
    private readonly clock: Clock,
    private readonly providers: MessageProviders,
    private readonly networks: Networks,
  ) {}

  list(): readonly PublicationPlace[] {
    const { file, bucket, mail, timeStampUrl } = settings.sealPlaces;
    return [
      ...(file === undefined ? [] : [new FilePlace(file)]),
      ...(bucket === undefined ? [] : [new BucketPlace(bucket, this.clock)]),
      ...(mail === undefined ? [] : [new MailPlace(mail, this.providers, this.networks)]),
      ...(timeStampUrl === undefined ? [] : [new TimeStampPlace(timeStampUrl)]),
    ];
  }
}
