import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import { saveFile } from '../../shared/api/save-file';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './liability-page.module.css';

const FORMATS = ['csv', 'json'] as const;

/** The journal of a month as the files that an accounting program takes: the same bytes each time. */
export function JournalFiles({ month }: { readonly month: string }) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const save = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) => {
      const params = { path: { month }, query: { format } };
      const content = await answerOf<unknown>(
        api.GET('/api/ledger/periods/{month}/journal', { params, parseAs: 'blob' }),
      );
      saveFile(content as Blob, `points-${month}.${format}`);
    },
  });
  return (
    <div className={classes.acts}>
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
      {save.error !== null && <ProblemNotice words={words(save.error)} />}
    </div>
  );
}
