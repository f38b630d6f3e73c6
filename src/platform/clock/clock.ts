import { Injectable } from '@nestjs/common';

/**
 * The process's clock, for what is not decided by the database's: token lifetimes, timers, metrics.
 * The `now` of a decision comes from the database with the read statement (ledger.md, rule 33).
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
