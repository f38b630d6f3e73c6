import type { INestApplicationContext } from '@nestjs/common';
import { Networks } from './networks';

/** The id of the network whose code a command was given. */
export async function networkIdOf(context: INestApplicationContext, code: string): Promise<string> {
  const id = await context.get(Networks).findIdByCode(code);
  if (id === undefined) throw new Error(`There is no network with the code ${code}.`);
  return id;
}
