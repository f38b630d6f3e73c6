import { Text } from '@mantine/core';
import { useState } from 'react';
import type { MergeInForce, Unmerge } from '../../../entities/guest/merge.api';
import { undoMerge } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './guest-page.module.css';

interface UndoMergeDialogProps {
  readonly merge: MergeInForce;
  /** The guest that becomes separate again. */
  readonly name: string;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Two guests again. Points spent since the merge cannot move back; the result says how many. */
export function UndoMergeDialog({ merge, name, onDone, onClose }: UndoMergeDialogProps) {
  const { t } = useTranslation('admin');
  const [isDone, setIsDone] = useState(false);

  // The panel under the dialog forgets the merge once it is asked anew, so that waits until the outcome was read.
  function leave(): void {
    onClose();
    if (isDone) onDone();
  }

  return (
    <ActDialog
      of={undoMerge}
      params={{ id: merge.id }}
      title={t('merge.undoTitle', { name })}
      layout={{ gap: 12 }}
      above={<Text c="dimmed">{t('merge.undoHelp', { name })}</Text>}
      fields={{ reason: { label: t('merge.reason'), needed: t('merge.reasonNeeded') } }}
      submit={t('merge.undo')}
      onDone={() => setIsDone(true)}
      result={(undone) => <Outcome undone={undone} name={name} />}
      resultClose={t('restore.close')}
      onClose={leave}
    />
  );
}

function Outcome({ undone, name }: { readonly undone: Unmerge; readonly name: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { exact, missing } = undone;
  const stays = [
    ...(missing.points > 0 ? [t('merge.missing.points', { count: missing.points })] : []),
    ...(missing.spend > 0 ? [t('merge.missing.spend', { spend: format.money(missing.spend) })] : []),
    ...(missing.stamps > 0 ? [t('merge.missing.stamps', { count: missing.stamps })] : []),
    ...(missing.rewards > 0 ? [t('merge.missing.rewards', { count: missing.rewards })] : []),
  ];
  return (
    <div role="status" className={classes.consequences}>
      <p>{exact ? t('merge.undone', { name }) : t('merge.undoneInPart', { name })}</p>
      <ul>
        {stays.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
