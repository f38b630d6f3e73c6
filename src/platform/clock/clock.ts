import { Injectable } from '@nestjs/common';
import { databaseNowMs } from './database-time';

/**
 * The database's time as this process estimates it (`ClockKeeper`), for dates and comparisons outside of a decision.
 * A decision takes its `now` from the database, with the statement that reads its data (ledger.md, rule 33).
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date(databaseNowMs());
  }
}
