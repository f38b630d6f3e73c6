import { Injectable } from '@nestjs/common';
import { z } from 'zod';

/** The last percent is the work after the last receipt. */
export const MOST_PERCENT = 99;

const message = z.strictObject({ filling: z.int().min(0).max(MOST_PERCENT).nullable() });
/** A message of the command `seed` to the start, which hands it on to the server. */
export type DemoFillingMessage = z.infer<typeof message>;

/** How much of the year of receipts of the demonstration is there, while a start fills it behind this server. */
@Injectable()
export class DemoFilling {
  /** Null: nothing is being filled. */
  percent: number | null = null;

  /** @param told any message of the process that started this one */
  hear(told: unknown): void {
    const { data } = message.safeParse(told);
    if (data !== undefined) this.percent = data.filling;
  }
}
