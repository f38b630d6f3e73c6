import { Injectable } from '@nestjs/common';
import { z } from 'zod';

/** Until the work after the last receipt is done, at most this percentage is shown. */
export const MOST_PERCENT = 99;

const message = z.strictObject({ filling: z.int().min(0).max(MOST_PERCENT).nullable() });
/** A message from the command `seed` to the start, which passes it on to the server. */
export type DemoFillingMessage = z.infer<typeof message>;

/** The progress of importing the demonstration's year of receipts while this server runs. */
@Injectable()
export class DemoFilling {
  /** Null: nothing is being imported. */
  percent: number | null = null;

  /** @param told any message of the parent process */
  hear(told: unknown): void {
    const { data } = message.safeParse(told);
    if (data !== undefined) this.percent = data.filling;
  }
}
