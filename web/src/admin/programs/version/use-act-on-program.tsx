import { useQueryClient } from '@tanstack/react-query';
import { type Program, programQuery } from '../../../entities/program/program.api';
import type { Send } from '../../../shared/api/act-key';
import { askAnew, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { FailureNotice } from '../../../shared/ui/problem-notice';

/** Sends an act on a version and caches its answer as the version. */
export function useActOnProgram<Body>(send: Send<Body, Program>) {
  const queries = useQueryClient();
  const act = useChange(send, (program) => {
    queries.setQueryData(programQuery(program.version).queryKey, program);
    void askAnew(queries, keyOf('/api/programs'), keyOf('/api/approvals'));
  });
  const problem = act.isError ? <FailureNotice error={act.error} /> : null;
  return { act, problem };
}
