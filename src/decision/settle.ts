import type { CompiledProgram } from './compile';
import type { Context, GuestState, Settlement } from './types';

/**
 * What came due by `now` for this guest, in the order of its instants: late by a week it gives the same as on time.
 * The guest goes on as `after` of the last one. Needs the lots when `guest.dueAt <= now`.
 */
export function settle(program: CompiledProgram, guest: GuestState, context: Pick<Context, 'now' | 'calendar'>): Settlement[] {
  void program;
  void guest;
  void context;
  return [];
}
