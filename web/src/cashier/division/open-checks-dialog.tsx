import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { bound } from '../../shared/ui/bound';
import classes from './division.module.css';
import type { MergedCheck, OpenCheck } from './open-checks';

interface OpenChecksDialogProps {
  readonly checks: readonly OpenCheck[];
  /** Whether the current check has an amount; without one it can't be set aside or merged. */
  readonly hasAmount: boolean;
  readonly merged: readonly MergedCheck[];
  readonly onSetAside: (label: string) => void;
  readonly onTake: (check: OpenCheck) => void;
  readonly onMerge: (check: OpenCheck) => void;
  readonly onSplit: (check: MergedCheck) => void;
  readonly onDrop: (check: OpenCheck) => void;
  readonly onClose: () => void;
}

/** Open checks of tables: set aside, reopened, merged into the current check and split off again. */
export function OpenChecksDialog(props: OpenChecksDialogProps) {
  const { checks, hasAmount, merged, onSetAside, onTake, onMerge, onSplit, onDrop, onClose } = props;
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const [label, setLabel] = useState('');
  const [dropping, setDropping] = useState<string | null>(null);
  return (
    <Dialog title={t('checks.title')} size="36rem" onClose={onClose}>
      <Stack gap={14}>
        {hasAmount && (
          <Form
            className={classes.aside}
            onSubmit={() => onSetAside(label.trim() === '' ? t('checks.unnamed') : label.trim())}
          >
            <TextInput
              data-autofocus
              size="md"
              label={t('checks.label')}
              maxLength={60}
              autoComplete="off"
              {...bound(label, setLabel)}
            />
            <Button type="submit">{t('checks.setAside')}</Button>
          </Form>
        )}
        {merged.length > 0 && (
          <ul className={classes.open} aria-label={t('checks.merged')}>
            {merged.map((check) => (
              <li key={check.id}>
                <span className={classes.name}>{t('checks.mergedOne', { label: check.label })}</span>
                <span className={classes.figure}>{format.money(check.amount)}</span>
                <span className={classes.acts}>
                  <Button variant="default" onClick={() => onSplit(check)}>
                    {t('checks.split', { label: check.label })}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
        {checks.length === 0 && <Text c="dimmed">{t('checks.empty')}</Text>}
        <ul className={classes.open} aria-label={t('checks.waiting')}>
          {checks.map((check) => (
            <li key={check.id}>
              <strong className={classes.name}>{check.label}</strong>
              <span className={classes.figure}>{format.money(check.amount)}</span>
              <span className={classes.acts}>
                <Button variant="default" onClick={() => onTake(check)}>
                  {t('checks.take', { label: check.label })}
                </Button>
                {hasAmount && (
                  <Button variant="default" onClick={() => onMerge(check)}>
                    {t('checks.merge', { label: check.label })}
                  </Button>
                )}
                {dropping === check.id ? (
                  <Button color="red" onClick={() => onDrop(check)}>
                    {t('checks.dropYes', { label: check.label })}
                  </Button>
                ) : (
                  <Button variant="subtle" color="gray" onClick={() => setDropping(check.id)}>
                    {t('checks.drop', { label: check.label })}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Stack>
    </Dialog>
  );
}
