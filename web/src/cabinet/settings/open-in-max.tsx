import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './settings-page.module.css';

/** Opens the own card in MAX, and so connects it. */
export function OpenInMax() {
  const { t } = useTranslation('cabinet');
  const opening = useMutation({
    mutationFn: () => call('POST', '/api/auth/me/max/links', {}),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <Panel title={t('settings.max')}>
      <div className={classes.form}>
        <Text c="dimmed">{t('settings.maxHelp')}</Text>
        <FailureNotice error={opening.error} />
        <Button variant="default" loading={opening.isPending} onClick={() => opening.mutate()}>
          {t('settings.maxOpen')}
        </Button>
      </div>
    </Panel>
  );
}
