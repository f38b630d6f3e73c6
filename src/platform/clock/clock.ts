import { Injectable } from '../injectable';
import { databaseNowMs } from './database-time';

/**
 * The time of the database as this process knows it (`ClockKeeper`): for all dates and comparisons outside of
 * a decision. The `now` of a decision comes from the database with the read statement (ledger.md, rule 33).
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date(databaseNowMs());
  }
}
