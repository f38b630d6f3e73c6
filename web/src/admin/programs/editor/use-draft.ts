import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Program, type ProgramDocument, programQuery, validityQuery } from '../../../entities/program/program.api';
import { newKey } from '../../../shared/api/act-key';
import { actOf, keyOf } from '../../../shared/api/calls';
import { ApiProblem } from '../../../shared/api/problem';
import { useNetwork } from '../../../shared/network/network';
import { DocumentStore, saysTheSame } from '../../../shared/document/document-store';

const PAUSE_MS = 350;

/** The unsaved edits, with the hash of the draft that they are based on. */
interface UnsavedEdits {
  readonly baseHash: string;
  readonly document: unknown;
}

/**
 * A draft while it is edited. All that was typed is kept in the browser until the server has it; when somebody else
 * saved the draft meanwhile, both are there and a person chooses.
 */
export function useDraft(program: Program, isEditable: boolean) {
  const { id: networkId } = useNetwork();
  const queries = useQueryClient();
  const storedAt = keptAt(networkId, program.version);
  const [kept] = useState(() => (isEditable ? readKept(storedAt) : null));
  const [store] = useState(() => new DocumentStore(kept?.document ?? program.document, program.document));
  const [baseHash, setBaseHash] = useState(kept?.baseHash ?? program.documentHash);
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  const canUndo = useSyncExternalStore(store.subscribe, store.canUndo);
  const document = useSyncExternalStore(store.subscribe, store.whole);
  const isDirty = isEditable && !saysTheSame(document, program.document);

  useEffect(() => {
    if (isDirty) localStorage.setItem(storedAt, JSON.stringify({ baseHash, document } satisfies UnsavedEdits));
    else if (isEditable) localStorage.removeItem(storedAt);
  }, [isDirty, isEditable, storedAt, baseHash, document]);

  const [settled] = useDebouncedValue(document, PAUSE_MS);
  const validity = useQuery({ ...validityQuery(settled), enabled: isEditable });
  useEffect(() => {
    if (validity.data !== undefined) store.setMistakes(validity.data.errors);
  }, [validity.data, store]);

  const save = useMutation({
    mutationFn: () =>
      actOf('PUT', '/api/programs/{version}', { version: program.version })({
        key: newKey(),
        body: { document: document as ProgramDocument, expectedHash: baseHash },
      }),
    onSuccess: (saved) => {
      queries.setQueryData(programQuery(program.version).queryKey, saved);
      setBaseHash(saved.documentHash);
      void queries.invalidateQueries({ queryKey: keyOf('/api/programs/{version}/diff', { version: program.version }) });
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'version_conflict')
        void queries.invalidateQueries({ queryKey: keyOf('/api/programs/{version}', { version: program.version }) });
    },
  });

  function takeSaved(): void {
    store.replaceWhole(program.document);
    setBaseHash(program.documentHash);
    save.reset();
  }

  return {
    store,
    generation,
    canUndo,
    settled,
    isDirty,
    wasRestored: kept !== null && isDirty,
    mistakes: validity.data?.errors ?? [],
    /** Valid for the present document, not for an earlier one. */
    isValid: validity.data?.valid === true && settled === document,
    hasConflict: isDirty && baseHash !== program.documentHash,
    save,
    takeSaved,
    keepMine: () => {
      setBaseHash(program.documentHash);
      save.reset();
    },
  };
}

export type ProgramDraft = ReturnType<typeof useDraft>;

/** Where the browser keeps what was typed of a draft and not saved. */
export function keptAt(networkId: string, version: number): string {
  return `loyalty.program.${networkId}.${String(version)}`;
}

function readKept(storedAt: string): UnsavedEdits | null {
  const stored = localStorage.getItem(storedAt);
  return stored === null ? null : (JSON.parse(stored) as UnsavedEdits);
}
