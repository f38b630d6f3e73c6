import { Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { pushSubscriptionsQuery } from '../../entities/guest-account/guest-account.api';
import { ApiProblem, ConnectionLost } from '../../shared/api/problem';
import { call } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { switched } from '../../shared/ui/bound';
import { findDevice, stateOfBrowser, subscribeDevice } from './push';
import classes from './settings-page.module.css';

const PATH = '/api/auth/me/push-subscriptions';
const DEVICE = ['push-device'];

/** The switch of notifications on this device; nothing where the network sends none. */
export function DeviceNotifications({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const query = pushSubscriptionsQuery(guestId);
  const known = useQuery(query);
  const device = useQuery({ queryKey: DEVICE, queryFn: findDevice });
  const publicKey = known.data?.publicKey ?? null;
  const isOn = known.data?.items.some(({ id }) => id === device.data?.id) ?? false;
  const changing = useMutation({
    mutationFn: async (wanted: boolean) => {
      if (!wanted) return device.data && call('DELETE', `${PATH}/{id}`, { id: device.data.id });
      const subscribed = await subscribeDevice(publicKey ?? '');
      if (subscribed === null) return null;
      const { id: _, ...body } = subscribed;
      return call('PUT', PATH, {}, body);
    },
    onSuccess: (now) => now && queries.setQueryData(query.queryKey, now),
    onSettled: () => queries.invalidateQueries({ queryKey: DEVICE }),
  });
  if (known.isError)
    return (
      <Panel title={t('settings.device.title')}>
        <FailureNotice error={known.error} retry={known} />
      </Panel>
    );
  if (publicKey === null || device.isPending) return null;
  const state = stateOfBrowser();
  const isOfServer = changing.error instanceof ApiProblem || changing.error instanceof ConnectionLost;
  return (
    <Panel title={t('settings.device.title')}>
      <div className={classes.form}>
        <Checkbox
          size="md"
          label={t('settings.device.label')}
          description={t(HELP[state])}
          disabled={state !== 'READY'}
          {...switched(changing.isPending ? changing.variables : isOn && state === 'READY', (isOn) =>
            changing.mutate(isOn),
          )}
        />
        {changing.isError &&
          (isOfServer ? <FailureNotice error={changing.error} /> : <p role="alert">{t('settings.device.failed')}</p>)}
      </div>
    </Panel>
  );
}

const HELP = {
  READY: 'settings.device.help',
  DENIED: 'settings.device.denied',
  UNSUPPORTED: 'settings.device.unsupported',
} as const;
