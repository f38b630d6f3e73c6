import type { Tx } from '../../../platform/database/database';
import type { Author, RequestContext } from '../../../security';
import type { ConfigurationChanges } from '../../snapshots/configuration-changes';
import { type ProgramAnswer, programAnswer } from '../drafts/program.dto';
import type { ProgramRow } from '../drafts/program.sql';

/** Changes the configuration and answers with the version: 202 where it waits for another manager, else 200. */
export async function answerPublication(
  changes: ConfigurationChanges,
  { networkId, call, author }: RequestContext,
  work: (tx: Tx, networkId: string, author: Author) => Promise<ProgramRow>,
): Promise<ProgramAnswer> {
  const answer = await changes.run(networkId, call, statusOf, async (tx) =>
    programAnswer(await work(tx, networkId, author)),
  );
  call.answered(statusOf(answer));
  return answer;
}

function statusOf({ publication }: ProgramAnswer): number {
  return publication?.status === 'AWAITING_APPROVAL' ? 202 : 200;
}

export function timeOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
