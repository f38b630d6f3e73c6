import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Notification, notificationsQuery } from '../../entities/guest-account/guest-account.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './settings-page.module.css';

/** Messages that the guest may refuse, by purpose and channel. */
export function Notifications({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const query = notificationsQuery(guestId);
  const choices = useQuery(query);
  const changing = useChange(actOf('PUT', '/api/auth/me/notifications'), (now) =>
    queries.setQueryData(query.queryKey, now),
  );
  const error = choices.error ?? changing.error;
  return (
    <Panel title={t('settings.notifications')}>
      <div className={classes.form}>
        {choices.data?.map((choice) => {
          const { wanted } = choice;
          const code = codeOf(choice);
          const isChanging = changing.isPending && codeOf(changing.variables) === code;
          return (
            <Checkbox
              key={code}
              size="md"
              label={t(`settings.notification.${code}`)}
              checked={isChanging ? changing.variables.wanted : wanted}
              onChange={(event) => changing.mutate({ ...choice, wanted: event.currentTarget.checked })}
            />
          );
        })}
        <p className={classes.code}>{t('settings.notificationsHelp')}</p>
        <FailureNotice error={error} {...(choices.isError && { retry: choices })} />
      </div>
    </Panel>
  );
}

type Code =
  | `CAMPAIGNS_${Notification['channel']}`
  | `POINTS_${Exclude<Notification['channel'], 'INBOX'>}`
  | 'ORDERS_SMS';

/** The server offers no other pairs. */
function codeOf({ purpose, channel }: Pick<Notification, 'purpose' | 'channel'>): Code {
  return `${purpose}_${channel}` as Code;
}
