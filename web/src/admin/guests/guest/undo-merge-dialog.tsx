import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { MergeInForce, Unmerge } from '../../../entities/guest/merge.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { Submit } from '../../../shared/ui/submit';
import classes from './guest-page.module.css';
import { useFields } from '../../../shared/ui/use-fields';

interface UndoMergeDialogProps {
  readonly merge: MergeInForce;
  /** The guest that becomes separate again. */
  readonly name: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Two guests again. Points spent since the merge cannot move back; the result says how many. */
export function UndoMergeDialog({ merge, name, onDone, onClose }: UndoMergeDialogProps) {
  const { t } = useTranslation('admin');
  const undo = useChange(actOf('POST', '/api/merges/{id}/undo', { id: merge.id }), () => undefined);
  const { field, onSubmit } = useFields({
    initial: { reason: '' },
    error: undo.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('merge.reasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => undo.mutate({ reason: reason.trim() }));

  // The panel under the dialog forgets the merge once it is asked anew, so that waits until the outcome was read.
  function leave(): void {
    onClose();
    if (undo.data !== undefined) onDone();
  }

  return (
    <Dialog title={t('merge.undoTitle', { name })} onClose={leave}>
      {undo.data === undefined ? (
        <Form gap={12} onSubmit={submit}>
          <Text c="dimmed">{t('merge.undoHelp', { name })}</Text>
          <TextInput label={t('merge.reason')} data-autofocus maxLength={200} {...field('reason')} />
          <Submit of={undo} text={t('merge.undo')} />
        </Form>
      ) : (
        <Stack gap={12}>
          <Outcome undone={undo.data} name={name} />
          <Button data-autofocus onClick={leave}>
            {t('restore.close')}
          </Button>
        </Stack>
      )}
    </Dialog>
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
