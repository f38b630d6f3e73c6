import { Button, Stack } from '@mantine/core';
import { actOf } from '../../shared/api/calls';
import { IconCircleCheck } from '../../shared/icons/icon-circle-check';
import { IconCircleX } from '../../shared/icons/icon-circle-x';
import type { Connection } from '../../entities/integration/connection.api';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';
import { useCheckWords, useFindingWords } from './kinds/use-reason-words';

interface ConnectionTestProps {
  readonly connection: Connection;
  readonly onTested: () => unknown;
  readonly onClose: () => void;
}

/** The checks of a connection with their results. */
export function ConnectionTestDialog({ connection, onTested, onClose }: ConnectionTestProps) {
  const { t } = useTranslation('admin');
  const checkWords = useCheckWords();
  const findingWords = useFindingWords();
  const test = useChange(actOf('POST', '/api/integrations/connections/{id}/test', { id: connection.id }), onTested);
  return (
    <Dialog title={t('integrations.testTitle', { name: connection.name })} onClose={onClose}>
      <Stack gap={16}>
        <p className={classes.soft}>{t('integrations.testHelp')}</p>
        <div role="status">
          {test.data !== undefined && (
            <ul className={classes.checks}>
              {test.data.checks.map(({ code, ok, detail }) => (
                <li key={`${code} ${detail ?? ''}`}>
                  {ok ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleX size={18} aria-hidden />}{' '}
                  {checkWords(code)}: {t(ok ? 'integrations.ok' : 'integrations.notOk')}
                  {detail !== null && <span className={classes.soft}>{findingWords(detail)}</span>}
                </li>
              ))}
              {test.data.places.map(({ organization, terminal, name }) => (
                <li key={`${organization} ${terminal ?? ''}`}>
                  {name}
                  <span className={classes.soft}>{[organization, terminal].filter(Boolean).join(' / ')}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
        <FailureNotice error={test.error} />
        <Button loading={test.isPending} onClick={() => test.mutate(null)}>
          {t(test.data === undefined ? 'integrations.test' : 'integrations.testAgain')}
        </Button>
      </Stack>
    </Dialog>
  );
}
