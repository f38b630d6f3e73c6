import { Button } from '@mantine/core';
import type { Connection, ConnectionWithToken } from '../../entities/integration/connection.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CopiedText } from '../ui/copied-text';
import classes from './integrations.module.css';
import { useReasonWords } from './use-reason-words';

interface ConnectionPathsProps {
  readonly connection: Connection;
  /** Left out: the secret was shown once, and another one can be made. */
  readonly token?: string | null;
  readonly onRenewed: (made: ConnectionWithToken) => unknown;
  readonly onClose: () => void;
}

/** The addresses that the till system calls. Their secret is shown when it is made, and never again. */
export function ConnectionPaths({ connection, token = null, onRenewed, onClose }: ConnectionPathsProps) {
  const { t } = useTranslation('admin');
  const renew = useChange(actOf('POST', '/api/integrations/connections/{id}/token', { id: connection.id }), onRenewed);
  return (
    <Dialog title={t('integrations.pathsTitle', { name: connection.name })} size="lg" onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t(token === null ? 'integrations.pathsHidden' : 'integrations.pathsHelp')}</p>
        {token === null ? (
          <ul className={classes.checks}>
            {connection.paths.map(({ use, path }) => (
              <li key={use}>
                {use}: <code>{path.replace('{token}', '…')}</code>
              </li>
            ))}
          </ul>
        ) : (
          <>
            <CopiedText label={t('integrations.token')} help={t('integrations.tokenHelp')} text={token} />
            {connection.paths.map(({ use, path }) => (
              <CopiedText
                key={use}
                label={use}
                help={t('integrations.pathHelp')}
                text={`${window.location.origin}${path.replace('{token}', token)}`}
              />
            ))}
          </>
        )}
        {token !== null && connection.kind === 'IIKO' && <WebhookButton connection={connection} token={token} />}
        <FailureNotice error={renew.error} />
        {token === null ? (
          <Button loading={renew.isPending} onClick={() => renew.mutate(null)}>
            {t('integrations.renew')}
          </Button>
        ) : (
          <Button onClick={onClose}>{t('integrations.kept')}</Button>
        )}
      </div>
    </Dialog>
  );
}

/** Enters address and secret at iiko, which has to know the API login for it. */
function WebhookButton({ connection, token }: { readonly connection: Connection; readonly token: string }) {
  const { t } = useTranslation('admin');
  const reasonOf = useReasonWords();
  const register = useChange(
    actOf('POST', '/api/integrations/connections/{id}/webhook', { id: connection.id }),
    () => undefined,
  );
  if (!connection.credentials.includes('apiLogin'))
    return <p className={classes.soft}>{t('integrations.webhookLogin')}</p>;
  return (
    <>
      <p className={classes.soft}>{t('integrations.webhookHelp')}</p>
      <div role="status">
        <ul className={classes.checks}>
          {register.data?.organizations.map(({ id, name, failure }) => (
            <li key={id}>
              {failure === null
                ? t('integrations.webhookEntered', { name })
                : t('integrations.webhookRefused', { name, why: reasonOf(failure) })}
            </li>
          ))}
        </ul>
      </div>
      <FailureNotice error={register.error} />
      <Button
        variant="default"
        loading={register.isPending}
        onClick={() => register.mutate({ token, address: window.location.origin })}
      >
        {t('integrations.webhook')}
      </Button>
    </>
  );
}
