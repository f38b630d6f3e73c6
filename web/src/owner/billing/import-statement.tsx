import { Button, FileInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { billingKeys, type ImportedStatement, importStatement } from '../../entities/billing/billing.api';
import { newKey } from '../../shared/api/act-key';
import { base64Of } from '../../shared/api/base64';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './billing.module.css';

/** The largest file that the server reads (docs/api.md). */
const MOST_BYTES = 6 * 1024 * 1024;

/** Sends the file of a bank, and says what became of each payment in it. */
export function ImportStatement() {
  const { t } = useTranslation('owner');
  const words = useProblemWords();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [asked, setAsked] = useState(false);
  const importing = useMutation({
    mutationFn: async (chosen: File) => importStatement({ key: newKey(), body: { file: await base64Of(chosen) } }),
    onSettled: () => queries.invalidateQueries({ queryKey: billingKeys.each }),
  });
  const fault = file === null ? t('statements.fileNeeded') : file.size > MOST_BYTES && t('statements.fileTooLarge');
  const noSeller = importing.error instanceof ApiProblem && importing.error.code === 'seller_missing';

  function submit(): void {
    setAsked(true);
    if (file !== null && fault === false) importing.mutate(file);
  }

  return (
    <Panel title={t('statements.import')}>
      <Form className={classes.form} onSubmit={submit}>
        <FileInput
          label={t('statements.file')}
          description={t('statements.fileHelp')}
          accept=".txt,.xml,text/plain,text/xml,application/xml"
          value={file}
          error={asked && fault}
          onChange={(next) => {
            setFile(next);
            importing.reset();
          }}
        />
        {importing.isError && (
          <ProblemNotice words={words(importing.error)}>
            {noSeller && (
              <Link className={classes.to ?? ''} to="/billing/seller">
                {t('seller.title')}
              </Link>
            )}
          </ProblemNotice>
        )}
        <Button type="submit" loading={importing.isPending}>
          {t('statements.submit')}
        </Button>
      </Form>
      {importing.isPending && (
        <p className={classes.help} role="status">
          {t('statements.reading')}
        </p>
      )}
      {importing.isSuccess && <Outcome {...importing.data} />}
    </Panel>
  );
}

function Outcome({ entries, alreadyKnown, matched, doubtful }: ImportedStatement) {
  const { t } = useTranslation('owner');
  return (
    <div role="status" className={classes.facts}>
      <p className={classes.help}>{t('statements.read', { count: entries })}</p>
      {alreadyKnown > 0 && <p className={classes.help}>{t('statements.known', { count: alreadyKnown })}</p>}
      <p className={classes.help}>{t('statements.outcome', { matched, doubtful })}</p>
    </div>
  );
}
