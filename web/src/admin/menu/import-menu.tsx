import { Button, FileInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { MENU_FILE_COLUMNS, type MenuFile, parseMenuFile } from './menu-file.rules';
import classes from './menu-page.module.css';

/** The most items of one request. */
const MOST_AT_ONCE = 1_000;
const MOST_NAMED = 20;

interface ImportMenuProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Adds and changes items from a CSV file: shows its content first, and the result afterwards. */
export function ImportMenu({ onDone, onClose }: ImportMenuProps) {
  const { t } = useTranslation('admin');
  const { currency } = useNetwork();
  const [chosen, setChosen] = useState<File | null>(null);
  const [file, setFile] = useState<MenuFile | null>(null);
  const save = useChange(actOf('POST', '/api/menu-items/import'), () => undefined);
  const isReady = file !== null && file.items.length > 0 && file.items.length <= MOST_AT_ONCE;

  async function read(next: File | null): Promise<void> {
    setChosen(next);
    setFile(next === null ? null : parseMenuFile(await next.text(), currency));
  }

  function story() {
    if (chosen === null) return null;
    if (file === null) return <p role="alert">{t('menu.fileUnknown')}</p>;
    const wrong = file.wrong.slice(0, MOST_NAMED).join(', ');
    return (
      <Stack role="status" gap={16}>
        <span>{t('menu.fileItems', { count: file.items.length })}</span>
        {file.wrong.length > 0 && <span>{t('menu.fileWrong', { count: file.wrong.length, lines: wrong })}</span>}
        {file.items.length > MOST_AT_ONCE && <span>{t('menu.fileTooLong', { most: MOST_AT_ONCE })}</span>}
      </Stack>
    );
  }

  if (save.data !== undefined)
    return (
      <Dialog title={t('menu.import')} onClose={onDone}>
        <Stack gap={16}>
          <Notice title={t('menu.imported')} help={t('menu.importedHelp', save.data)} />
          <Button onClick={onDone}>{t('menu.importedDone')}</Button>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog title={t('menu.import')} onClose={onClose}>
      <Stack gap={16}>
        <p className={classes.soft}>{t('menu.importHelp', { columns: MENU_FILE_COLUMNS.join(', ') })}</p>
        <FileInput
          label={t('menu.file')}
          accept=".csv,text/csv"
          clearable
          clearButtonProps={{ 'aria-label': t('menu.fileClear') }}
          value={chosen}
          onChange={(next) => void read(next)}
        />
        {story()}
        <FailureNotice error={save.error} />
        <Button
          loading={save.isPending}
          disabled={!isReady}
          onClick={() => {
            if (file !== null) save.mutate({ items: [...file.items] });
          }}
        >
          {t('menu.importSubmit')}
        </Button>
      </Stack>
    </Dialog>
  );
}
