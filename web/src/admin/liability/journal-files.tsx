import { Button, Flex } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { fileOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';

const FORMATS = ['csv', 'json'] as const;

/** The journal of a month as the files that an accounting program takes: the same bytes each time. */
export function JournalFiles({ month }: { readonly month: string }) {
  const { t } = useTranslation('admin');
  const save = useMutation({
    mutationFn: (format: (typeof FORMATS)[number]) => fileOf('/api/ledger/periods/{month}/journal', { month, format }),
    onSuccess: (file, format) => saveFile(file, `points-${month}.${format}`),
  });
  return (
    <Flex gap={6} wrap="wrap" py={4}>
      {FORMATS.map((format) => (
        <Button
          key={format}
          variant="default"
          aria-label={t('books.download', { format: format.toUpperCase(), month })}
          onClick={() => save.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      <FailureNotice error={save.error} />
    </Flex>
  );
}
