import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconDownload } from '../../../shared/icons/icon-download';
import type { ReactNode } from 'react';
import { saveFile } from '../../../shared/api/save-file';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';

interface GuestsPanelProps {
  readonly title: string;
  readonly controls: ReactNode;
  /** All guests of the list. */
  readonly readFile: () => Promise<Blob>;
  readonly fileName: string;
  /** The failure of the list itself; the panel knows that of the file. */
  readonly error: unknown;
  readonly children: ReactNode;
}

/** A list of an impact's guests with its filters, and a button that saves all of them as a file. */
export function GuestsPanel({ title, controls, readFile, fileName, error, children }: GuestsPanelProps) {
  const { t } = useTranslation('admin');
  const download = useMutation({ mutationFn: readFile, onSuccess: (file) => saveFile(file, fileName) });
  const shown = error ?? download.error;
  return (
    <Panel
      title={title}
      aside={
        <Button
          variant="default"
          leftSection={<IconDownload size={20} stroke={1.75} />}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          {t('program.impact.download')}
        </Button>
      }
    >
      <Group gap={8} mb={16}>
        {controls}
      </Group>
      <FailureNotice error={shown} />
      {children}
    </Panel>
  );
}
