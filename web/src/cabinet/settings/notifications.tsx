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
  const purposes = [...new Set(choices.data?.map(({ purpose }) => purpose))];
  const channels = [...new Set(choices.data?.map(({ channel }) => channel))];

  /** Nothing where the platform sends no such message that a guest may refuse. */
  function boxOf(purpose: Notification['purpose'], channel: Notification['channel']) {
    const choice = choices.data?.find((one) => one.purpose === purpose && one.channel === channel);
    if (choice === undefined) return null;
    const code = codeOf(choice);
    const isChanging = changing.isPending && codeOf(changing.variables) === code;
    return (
      <Checkbox
        size="md"
        aria-label={t(`settings.notification.${code}`)}
        checked={isChanging ? changing.variables.wanted : choice.wanted}
        onChange={(event) => changing.mutate({ ...choice, wanted: event.currentTarget.checked })}
      />
    );
  }

  return (
    <Panel title={t('settings.notifications')}>
      <div className={classes.form}>
        {choices.data !== undefined && (
          <table className={classes.grid}>
            <thead>
              <tr>
                <td />
                {purposes.map((purpose) => (
                  <th key={purpose} scope="col">
                    {t(`settings.purposes.${purpose}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {channels.map((channel) => (
                <tr key={channel}>
                  <th scope="row">{t(`settings.channels.${channel}`)}</th>
                  {purposes.map((purpose) => (
                    <td key={purpose}>{boxOf(purpose, channel)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
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
