import { useOutletContext } from 'react-router';
import type { Program } from '../../../entities/program/program.api';

/** What each page of one version stands on. */
export interface ProgramOnScreen {
  readonly program: Program;
  /** Null before the first program. */
  readonly inForce: Program | null;
  readonly mayManage: boolean;
}

export function useProgram(): ProgramOnScreen {
  return useOutletContext<ProgramOnScreen>();
}
