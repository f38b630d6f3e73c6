import { useOutletContext } from 'react-router';
import type { Program } from '../../../entities/program/program.api';

/** Data that every page of one version needs. */
export interface ProgramOnScreen {
  readonly program: Program;
  /** Null before the first program. */
  readonly inForce: Program | null;
  readonly mayManage: boolean;
}

export function useProgram(): ProgramOnScreen {
  return useOutletContext<ProgramOnScreen>();
}
