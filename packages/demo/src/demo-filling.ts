import { Injectable } from '@nestjs/common';
import { z } from 'zod';

/** Until the work after the last receipt is done, at most this percentage is shown. */
export const MOST_PERCENT = 99;

const message = z.strictObject({
  filling: z.int().min(0).max(MOST_PERCENT).nullable(),
  /** Whether the filling broke off before all was there. */
  isBroken: z.boolean().default(false),
});
/** A message from the command `seed` to the start, which passes it on to the server. */
export type DemoFillingMessage = z.input<typeof message>;

/** The progress of importing the demonstration's year of receipts while this server runs. */
@Injectable()
export class DemoFilling {
  /** Null: nothing is being imported. */
  percent: number | null = null;
  /** Whether a part of the year is missing until the next start, which goes on. */
  isBroken = false;

  /** @param told any message of the parent process */
  hear(told: unknown): void {
    const { data } = message.safeParse(told);
    if (data === undefined) return;
    this.percent = data.filling;
    this.isBroken = data.isBroken;
  }
}
