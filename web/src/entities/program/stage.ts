import type { ProgramVersion } from './program.api';

export type ProgramStage = 'DRAFT' | 'AWAITING' | 'SCHEDULED' | 'IN_FORCE' | 'REPLACED' | 'CANCELLED';

/** The stage of a version at the time `now`. */
export function stageOf(
  program: Pick<ProgramVersion, 'version' | 'status' | 'publication' | 'effectiveFrom'>,
  inForce: number | null,
  now: number,
): ProgramStage {
  if (program.status === 'DRAFT') return program.publication?.status === 'AWAITING_APPROVAL' ? 'AWAITING' : 'DRAFT';
  if (program.status === 'CANCELLED') return 'CANCELLED';
  if (program.version === inForce) return 'IN_FORCE';
  const isAhead = program.effectiveFrom !== null && Date.parse(program.effectiveFrom) > now;
  return program.status === 'PUBLISHED' && isAhead ? 'SCHEDULED' : 'REPLACED';
}
