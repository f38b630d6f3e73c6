import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AutomationDetail,
  type AutomationDocument,
  automationPreviewQuery,
} from '../../entities/automation/automation.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakesAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Block, mistakesByStep, stepsOf, treeOf } from './automation-tree.rules';
import type { UndoableEdit } from './step-column';

const PAUSE_MS = 500;

/** Unsaved document of an automation, with the revision of the saved document that it changes. */
interface UnsavedAutomation {
  readonly document: AutomationDocument;
  readonly tree: Block;
  readonly revision: number;
}

export type AutomationDraft = ReturnType<typeof useAutomationDraft>;

/** The document of an automation while a person edits it, with its mistakes, saving, and undo of the last change to the column of steps. */
export function useAutomationDraft({ id, document: saved, revision }: AutomationDetail, mayEdit: boolean) {
  const { language } = useTranslation('admin');
  const client = useQueryClient();
  const [draft, setDraft] = useState<UnsavedAutomation | null>(null);
  const [undo, setUndo] = useState<{ readonly draft: UnsavedAutomation | null; readonly deed: UndoableEdit } | null>(
    null,
  );
  const current: UnsavedAutomation = draft ?? { document: saved, tree: treeOf(saved), revision };
  const document: AutomationDocument = { ...current.document, steps: stepsOf(current.tree) };
  const [settled] = useDebouncedValue(JSON.stringify(document), PAUSE_MS);
  const preview = useQuery({
    ...automationPreviewQuery(id, settled, language),
    enabled: mayEdit,
    placeholderData: keepPreviousData,
  });
  const save = useChange(actOf('PATCH', '/api/automations/{id}', { id }), async () => {
    await client.invalidateQueries({ queryKey: keyOf('/api/automations') });
    goOnWith(null);
  });
  const refused = mistakesAt(save.error, 'document');

  function goOnWith(next: UnsavedAutomation | null): void {
    setDraft(next);
    setUndo(null);
  }
  function change(changed: Partial<UnsavedAutomation>): void {
    save.reset();
    goOnWith({ ...current, ...changed });
  }
  return {
    document,
    tree: current.tree,
    isChanged: draft !== null,
    loops: preview.data?.loops ?? [],
    mistakes: mistakesByStep(document.steps, refused.length > 0 ? refused : (preview.data?.errors ?? [])),
    set: (changed: Partial<AutomationDocument>) => change({ document: { ...current.document, ...changed } }),
    setTree: (tree: Block, deed?: UndoableEdit) => {
      change({ tree });
      if (deed !== undefined) setUndo({ draft, deed });
    },
    undo: undo && { ...undo.deed, takeBack: () => goOnWith(undo.draft) },
    save,
    send: () => save.mutate({ document, expectedRevision: current.revision }),
    discard: () => {
      save.reset();
      goOnWith(null);
    },
  };
}
