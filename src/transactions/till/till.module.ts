import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { GUEST_STANDINGS, REGISTRATION_AWARD } from '../../identity';
import { RegistrationAwards } from '../registration-award/registration-award';
import { Standings } from '../standings/standings';
import { Till } from './till';
import { TillAlone } from './till-alone';
import { TillBatch } from './till-batch';
import { TillHistory } from './till-history';

/** The way into the ledger, and what identity asks of it through its ports. */
@Module({
  imports: [ConfigurationModule],
  providers: [
    Till,
    TillAlone,
    TillBatch,
    TillHistory,
    Standings,
    RegistrationAwards,
    { provide: GUEST_STANDINGS, useExisting: Standings },
    { provide: REGISTRATION_AWARD, useExisting: RegistrationAwards },
  ],
  exports: [Till, TillAlone, TillBatch, TillHistory, Standings],
})
export class TillModule {}
