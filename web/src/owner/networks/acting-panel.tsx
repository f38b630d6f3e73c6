import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { beginActing, type PlatformNetwork } from '../../entities/platform/platform.api';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import classes from './networks.module.css';

/** The way into the console of a network, with the reason that its managers read. */
export function ActingPanel({ network }: { readonly network: PlatformNetwork }) {
  const { t } = useTranslation('owner');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const beginning = useChange(beginActing(network), () => location.assign('/admin'));
  const mistake = mistakeAt(beginning.error, 'reason');

  function submit(): void {
    setAsked(true);
    if (reason.trim() !== '') beginning.mutate({ reason: reason.trim() });
  }

  return (
    <Panel title={t('acting.title')}>
      {network.state === 'CLOSED' ? (
        <p className={classes.help}>{t('acting.closed')}</p>
      ) : (
        <Form className={classes.form} onSubmit={submit}>
          <p className={classes.help}>{t('acting.help')}</p>
          <TextInput
            label={t('acting.reason')}
            description={t('acting.reasonHelp')}
            maxLength={500}
            {...bound(reason, setReason)}
            error={asked && reason.trim() === '' ? t('acting.reasonNeeded') : mistake}
          />
          <FailureNotice error={beginning.error} marked={['reason']} />
          <div className={classes.row}>
            <Button type="submit" loading={beginning.isPending}>
              {t('acting.begin')}
            </Button>
          </div>
        </Form>
      )}
    </Panel>
  );
}
